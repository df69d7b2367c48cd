import { beforeAll, describe, expect, inject, test } from 'vitest'
import { objectTable } from '../../src/cli/printers/object-table.ts'
import { allKinds, type AnyResource, kindFor } from '../../src/core/api/index.ts'
import { isJsonObject, type JsonObject, type JsonValue, type KubeObject } from '../../src/core/apimachinery/index.ts'
import { validExamples } from '../api/support/valid.ts'
import { fullChoices, sample } from '../schema/support/samples.ts'
import { ApiServer } from './support/api-server.ts'
import { installKinds, pathOf } from './support/custom-resources.ts'

const server = new ApiServer(inject('apiServerUrl'), inject('apiServerToken'))
const asTable = 'application/json;as=Table;v=v1;g=meta.k8s.io'
const namespace = 'columns'

beforeAll(async () => {
  await installKinds(server, allKinds)
  await server.request('POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  })
  for (const { object } of validExamples) {
    const kind = kindFor(textAt(object, 'apiVersion'), textAt(object, 'kind'))
    if (kind === undefined) continue
    const { status: _, ...content } = object
    const answer = await server.request('POST', pathOf(kind, namespace), content)
    if (answer.status === 201) await withStatus(kind, answer.body)
  }
})

/** Gives an object a status with something for every column, conditions Ready, Syncing and the like among it. */
async function withStatus(kind: AnyResource, object: JsonValue): Promise<void> {
  const schema = kind.schema.properties?.['status']
  if (schema === undefined || !isJsonObject(object)) return
  const status = sample(schema, fullChoices) as JsonObject
  const types = ['Ready', 'Syncing', 'Scheduled', 'Compatible', 'Published']
  const conditions = types.map((type, index) => ({
    type,
    status: ['True', 'False', 'Unknown'][index % 3] ?? '',
    lastTransitionTime: '2026-01-05T12:00:00Z',
  }))
  const lists = Object.keys(status).filter((key) => Array.isArray(status[key]))
  const plain = Object.fromEntries(Object.entries(status).filter(([key]) => !lists.includes(key)))
  const metadata = object['metadata']
  const path = `${pathOf(kind, namespace)}/${isJsonObject(metadata) ? textAt(metadata, 'name') : ''}/status`
  const answer = await server.request('PUT', path, { ...object, status: { ...plain, conditions } })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
}

describe.each(allKinds.map((kind) => [kind.kind, kind] as const))('the table of %s', (_, kind) => {
  test('has the columns and the cells that the server gives it', async () => {
    const path = pathOf(kind, namespace)
    const { body } = await server.request('GET', path, undefined, 'application/json', asTable)
    const { items } = await server.get(path)
    const objects = (Array.isArray(items) ? items : []).map((item) => ({
      ...(item as KubeObject),
      apiVersion: `${kind.group}/${kind.version}`,
      kind: kind.kind,
    }))
    expect(objects.length).toBeGreaterThan(0)
    const ours = objectTable(
      objects,
      { format: { kind: 'table', wide: true }, columnsOf: () => kind.printerColumns, now: 0 },
      false,
    )
    const table = isJsonObject(body) ? body : {}
    const heads = objectsOf(table['columnDefinitions'])
    expect(ours.columns.map(({ name, priority = 0 }) => [name, priority])).toEqual(
      heads.map((head) => [head['name'], head['priority']]),
    )
    const age = heads.findIndex((head) => head['name'] === 'Age')
    const withoutAge = (cells: readonly unknown[]): unknown[] =>
      cells.filter((_cell, index) => index !== age).map((cell) => cell ?? null)
    expect(ours.rows.map(withoutAge)).toEqual(
      objectsOf(table['rows']).map((row) => withoutAge(Array.isArray(row['cells']) ? row['cells'] : [])),
    )
  })
})

function objectsOf(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

function textAt(object: JsonObject, key: string): string {
  const value = object[key]
  return typeof value === 'string' ? value : ''
}
