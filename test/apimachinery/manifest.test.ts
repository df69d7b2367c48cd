import { describe, expect, test } from 'vitest'
import {
  duplicateManifests,
  manifestError,
  manifestProblem,
  readManifests,
  TmcError,
} from '../../src/core/apimachinery/index.ts'

const problemsOf = async (text: string) => {
  const error: unknown = await readManifests(text, 'f.yaml').catch((reason: unknown) => reason)
  return error instanceof TmcError ? error.details.map(({ message }) => message) : []
}

describe('manifests', () => {
  test('objects with their places', async () => {
    const text =
      'apiVersion: v1\nkind: A\nmetadata:\n  name: x\nspec:\n  rules:\n  - w: 1\n---\napiVersion: v1\nkind: B\nmetadata: {name: z}\n'
    const [first, second] = await readManifests(text, 'f.yaml')
    expect(first?.object).toEqual({ apiVersion: 'v1', kind: 'A', metadata: { name: 'x' }, spec: { rules: [{ w: 1 }] } })
    expect(first?.positionOf(['spec', 'rules', 0, 'w'])).toEqual({ line: 7, column: 5 })
    expect(second?.position).toEqual({ line: 9, column: 1 })
    expect(second?.positionOf(['metadata', 'name'])).toEqual({ line: 11, column: 12 })
  })

  test('Lists are flattened, typed ones lend their kind, and places lead to the items', async () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: A\n  metadata: {name: a}\n- apiVersion: apps/v1\n  kind: DeploymentList\n  metadata: {}\n  items:\n  - metadata: {name: b}\n  - {apiVersion: v1, kind: C, metadata: {name: c}}\n'
    const manifests = await readManifests(text, 'f')
    expect(manifests.map(({ object }) => `${object.apiVersion} ${object.kind} ${object.metadata.name}`)).toEqual([
      'v1 A a',
      'apps/v1 Deployment b',
      'v1 C c',
    ])
    expect(manifests.map(({ position }) => position.line)).toEqual([4, 11, 12])
    expect(manifests[1]?.positionOf(['metadata', 'name'])).toEqual({ line: 11, column: 16 })
  })

  test.each(['apiVersion: v1\nkind: List\nitems: []', 'apiVersion: v1\nkind: List\nitems:', '', '---\n# nothing'])(
    '%j has no objects',
    async (text) => {
      expect(await readManifests(text, 'f')).toEqual([])
    },
  )

  test('a kind that ends in List but has no items is an object', async () => {
    expect(await readManifests('{apiVersion: x/v1, kind: AllowList, metadata: {name: a}}', 'f')).toHaveLength(1)
  })

  test('null members of metadata are left out, and a null label is empty', async () => {
    const [manifest] = await readManifests(
      'apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  labels:\n  annotations: {x: }\n  creationTimestamp:\n  namespace: ~\n',
      'f',
    )
    expect(manifest?.object.metadata).toEqual({ name: 'a', annotations: { x: '' }, creationTimestamp: null })
  })

  test('every problem of every document is told, with its place', async () => {
    const text = `- a
---
kind: A
---
apiVersion: v1
kind: 5
metadata: {name: x}
---
apiVersion: v1
kind: B
metadata:
  name: 012
  namespace: []
  labels: {on: x, b: 1}
  annotations: 7
  finalizers: {}
---
apiVersion: v1
kind: C
spec: {}
---
apiVersion: v1
kind: List
items:
- 1
- apiVersion: v1
`
    expect(await problemsOf(text)).toEqual([
      'f.yaml:1:1: an object is needed, found a list',
      'f.yaml:3:1: the object has no apiVersion, such as apps/v1',
      'f.yaml:6:1: kind: a text is needed, found the number 5; put the value in quotes',
      'f.yaml:12:3: metadata.name: a text is needed, found the number 10; put the value in quotes',
      'f.yaml:13:3: metadata.namespace: a text is needed, found a list',
      'f.yaml:14:19: metadata.labels[b]: a text is needed, found the number 1; put the value in quotes',
      'f.yaml:15:3: metadata.annotations: an object is needed, found 7',
      'f.yaml:16:3: metadata.finalizers: a list is needed, found an object',
      'f.yaml:18:1: C has no metadata.name',
      'f.yaml:25:3: an object is needed, found 1',
      'f.yaml:26:3: the object has no kind, such as Deployment',
    ])
  })

  test('problems of the text and of the objects in it come together, in the order of the text', async () => {
    const text =
      'apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  name: b\n  labels: {x: true}\nspec: *x\n---\nkind: B\n'
    expect(await problemsOf(text)).toEqual([
      'f.yaml:5:3: duplicate key "name"',
      'f.yaml:6:12: metadata.labels[x]: a text is needed, found the boolean true; put the value in quotes',
      'f.yaml:7:7: unknown anchor "x"',
      'f.yaml:9:1: the object has no apiVersion, such as apps/v1',
    ])
    expect(await problemsOf('{"a": 1, "a": 2,\n"b": {"c": 1, "c": 2}}')).toEqual([
      'f.yaml:1:10: duplicate key "a"',
      'f.yaml:2:15: duplicate key "c"',
    ])
  })

  test('twenty thousand objects of one List know their places without reading it twenty thousand times', async () => {
    const items = Array.from(
      { length: 20_000 },
      (_, index) => `{"apiVersion":"v1","kind":"A","metadata":{"name":"n${index}"}}`,
    )
    const manifests = await readManifests(`{"apiVersion":"v1","kind":"List","items":[\n${items.join(',\n')}]}`, 'f')
    for (const index of [0, 9_999, 19_999])
      expect(manifests[index]?.positionOf(['metadata', 'name'])).toEqual({ line: index + 2, column: 43 })
    expect(manifests.map(({ position }) => position.line)).toEqual(items.map((_, index) => index + 2))
  })

  test('a name the server makes up is a name', async () => {
    expect(await readManifests('{apiVersion: v1, kind: A, metadata: {generateName: a-}}', 'f')).toHaveLength(1)
  })

  test('one object twice is a problem that names both places; other namespaces, kinds and groups are other objects', async () => {
    const text = [
      '{"apiVersion":"apps/v1","kind":"A","metadata":{"name":"x"}}',
      '{"apiVersion":"apps/v1","kind":"A","metadata":{"name":"x","namespace":"n"}}',
      '{"apiVersion":"v1","kind":"A","metadata":{"name":"x"}}',
      '{"apiVersion":"apps/v1beta1","kind":"A","metadata":{"name":"x"}}',
      '{"apiVersion":"v1","kind":"A","metadata":{"generateName":"x"}}',
      '{"apiVersion":"v1","kind":"A","metadata":{"generateName":"x"}}',
    ].join('\n')
    expect(duplicateManifests(await readManifests(text, 'f')).map(({ message }) => message)).toEqual([
      'f:4:1: A "x" is there twice, first at f:1:1',
    ])
  })

  test('a problem of a field is a whole line', async () => {
    const [manifest] = await readManifests(
      'apiVersion: v1\nkind: A\nmetadata: {name: "x\\u001b", namespace: m}\nspec:\n  w: 9\n',
      'f',
    )
    if (manifest === undefined) throw new Error('no manifest')
    const problem = manifestProblem(
      manifest,
      ['spec', 'w'],
      'spec.w: Invalid value: 9: should be less than or equal to 5',
    )
    expect(problem).toEqual({
      message: 'f:5:3: A "m/x\\u001b": spec.w: Invalid value: 9: should be less than or equal to 5',
      field: 'spec.w',
      file: 'f',
      line: 5,
      column: 3,
    })
    expect(manifestError([problem])).toMatchObject({ code: 'InvalidManifest', message: problem.message })
  })
})
