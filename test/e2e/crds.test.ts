import { describe, expect, inject, test } from 'vitest'
import { allKinds } from '../../src/core/api/index.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/core/apimachinery/index.ts'
import { crdOf } from '../../src/core/schema/index.ts'
import { ApiServer } from './support/api-server.ts'

const server = new ApiServer(inject('apiServerUrl'), inject('apiServerToken'))
const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

describe.each(allKinds.map((resource) => [resource.kind, resource] as const))('the CRD of %s', (_, resource) => {
  test('is accepted without a warning', async () => {
    const answer = await server.request('POST', `${crds}?fieldValidation=Strict`, crdOf(resource))
    if (answer.status === 409) return
    expect(answer).toMatchObject({ status: 201, warnings: [] })
  })

  test('is established, its names accepted, and structural', async () => {
    const conditions = await established(`${resource.plural}.${resource.group}`)
    expect(conditions.get('Established')).toBe('True')
    expect(conditions.get('NamesAccepted')).toBe('True')
    expect(conditions.get('NonStructuralSchema') ?? 'False').toBe('False')
  })
})

async function established(name: string): Promise<Map<JsonValue, JsonValue>> {
  for (;;) {
    const conditions = conditionsOf(await server.get(`${crds}/${name}`))
    if (conditions.get('Established') === 'True' || conditions.get('NamesAccepted') === 'False') return conditions
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function conditionsOf(crd: JsonObject): Map<JsonValue, JsonValue> {
  const status = crd['status']
  const list = isJsonObject(status) && Array.isArray(status['conditions']) ? status['conditions'] : []
  return new Map(list.filter(isJsonObject).map((one) => [one['type'] ?? null, one['status'] ?? null]))
}
