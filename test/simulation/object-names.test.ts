import { describe, expect, test } from 'vitest'
import { errorOf, scenarioFrom } from './support/scenarios.ts'

const object = (apiVersion: string, kind: string, name: string, namespace?: string) =>
  [
    `apiVersion: ${apiVersion}`,
    `kind: ${kind}`,
    'metadata:',
    `  name: ${JSON.stringify(name)}`,
    ...(namespace === undefined ? [] : [`  namespace: ${JSON.stringify(namespace)}`]),
    '',
  ].join('\n')

const subdomain = 'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters'
const label = 'a lowercase RFC 1123 label must consist of lower case alphanumeric characters'

describe('a name that no object can have is refused where it stands', () => {
  test.each([
    { name: 'a control character', text: object('apps/v1', 'Deployment', 'we\u001bb'), at: '4:3', rule: subdomain },
    { name: 'a line break', text: object('apps/v1', 'StatefulSet', 'web\n'), at: '4:3', rule: subdomain },
    { name: 'a space', text: object('batch/v1', 'Job', 'my job'), at: '4:3', rule: subdomain },
    { name: 'a slash', text: object('v1', 'Pod', 'a/b'), at: '4:3', rule: subdomain },
    { name: 'upper case', text: object('apps/v1', 'DaemonSet', 'Agent'), at: '4:3', rule: subdomain },
    {
      name: 'a length beyond 253',
      text: object('v1', 'Secret', 'a'.repeat(254)),
      at: '4:3',
      rule: 'no more than 253 bytes',
    },
    { name: 'a dot in a Service', text: object('v1', 'Service', 'a.b'), at: '4:3', rule: 'must not contain dots' },
    { name: 'a dot in a Namespace', text: object('v1', 'Namespace', 'a.b'), at: '4:3', rule: 'must not contain dots' },
    { name: 'a slash in any kind', text: object('x.org/v1', 'Thing', 'a/b'), at: '4:3', rule: "may not contain '/'" },
    { name: 'two dots in any kind', text: object('x.org/v1', 'Thing', '..'), at: '4:3', rule: "may not be '..'" },
    { name: 'upper case in a namespace', text: object('apps/v1', 'Deployment', 'web', 'Shop'), at: '5:3', rule: label },
    { name: 'a slash in a namespace', text: object('x.org/v1', 'Thing', 'web', 'a/b'), at: '5:3', rule: label },
    { name: 'a dot in a namespace', text: object('v1', 'Pod', 'web', 'a.b'), at: '5:3', rule: 'must not contain dots' },
    {
      name: 'upper case in a custom resource',
      text: `${object('x.org/v1', 'Thing', 'A')}---\n${object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'things.x.org')}spec: { group: x.org, names: { kind: Thing, plural: things } }\n`,
      at: '4:3',
      rule: subdomain,
    },
  ])('$name', async ({ text, at, rule }) => {
    const error = await errorOf(() => scenarioFrom(text))
    expect([error.code, error.details.length]).toEqual(['InvalidManifest', 1])
    const [detail] = error.details
    expect(detail?.message).toMatch(new RegExp(`^input\\.yaml:${at}: [A-Z]\\w+ "`))
    expect(detail?.message).toContain(`: Invalid value: "`)
    expect(detail?.message).toContain(rule)
    expect(detail?.message).not.toMatch(/[\u0000-\u001f]/)
    expect(`${detail?.file ?? ''}:${detail?.line ?? 0}:${detail?.column ?? 0}`).toBe(`input.yaml:${at}`)
  })

  test('both of one object, and each of many, at once', async () => {
    const text = [object('apps/v1', 'Deployment', 'A', 'B'), object('v1', 'Pod', 'C')].join('---\n')
    const { details } = await errorOf(() => scenarioFrom(text))
    expect(details.map(({ line, field }) => [line, field])).toEqual([
      [4, 'metadata.name'],
      [5, 'metadata.namespace'],
      [10, 'metadata.name'],
    ])
  })
})

test.each([
  { name: 'a subdomain', text: object('apps/v1', 'Deployment', 'web.v2', 'shop') },
  { name: 'digits alone', text: object('v1', 'ConfigMap', '42', '7') },
  { name: 'a digit first in a Service, as newer servers allow', text: object('v1', 'Service', '2048') },
  {
    name: 'colons and upper case in a role',
    text: object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:Node'),
  },
  { name: 'what fits into a path in a kind nobody defines', text: object('x.org/v1', 'Thing', 'a:b c') },
])('a name that an object can have is taken: $name', async ({ text }) => {
  expect((await scenarioFrom(text)).inputs.workloads).toHaveLength(1)
})

test('a namespace for objects that name none is held to the same', async () => {
  const error = await errorOf(() => scenarioFrom(object('v1', 'Pod', 'web'), { namespace: 'My Shop' }))
  expect(error.code).toBe('Usage')
  expect(error.message).toMatch(/^"My Shop" is no namespace: a lowercase RFC 1123 label must/)
})
