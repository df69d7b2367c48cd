import { describe, expect, test } from 'vitest'
import {
  type ObjectColumn,
  objectStream,
  type ObjectPrintOptions,
  type Output,
  parseOutputFormat,
  printObjects,
  printReport,
} from '../../../src/cli/printers/index.ts'
import { type KubeObject, parseJson, readYaml } from '../../../src/core/apimachinery/index.ts'

/** An output that keeps what it gets. */
class Page implements Output {
  text = ''
  flushes = 0
  isClosed = false
  write(text: string): undefined {
    this.text += text
  }
  flush(): Promise<void> {
    this.flushes++
    return Promise.resolve()
  }
}

const now = Date.UTC(2026, 1, 5, 15)
const object = (name: string, rest: Partial<KubeObject> = {}): KubeObject => ({
  kind: 'SyncTarget',
  apiVersion: 'workload.kcp.io/v1alpha1',
  ...rest,
  metadata: { name, creationTimestamp: '2026-01-31T12:00:00Z', ...rest.metadata },
})
const columns: readonly ObjectColumn[] = [
  { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
  { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
  { name: 'Cells', type: 'string', jsonPath: '.spec.cells', priority: 1 },
  { name: 'First', type: 'string', jsonPath: '.spec.list[0]', priority: 1 },
  { name: 'On', type: 'boolean', jsonPath: '.spec.on', priority: 1 },
  { name: 'Seen', type: 'date', jsonPath: '.status.seen', priority: 1 },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
]
const eu = object('eu-1', {
  metadata: {
    name: 'eu-1',
    labels: { region: 'eu', 'example.com/tier': 'a' },
    creationTimestamp: '2026-01-31T12:00:00Z',
  },
  spec: { replicas: 3, cells: [{ name: 'z', a: 1 }], list: [], on: true },
  status: { conditions: [{ type: 'Ready', status: 'True' }], seen: '2026-02-05T14:59:30Z' },
})
const us = object('us-1', { spec: { replicas: '3', on: 'yes' }, status: { seen: 'x' } })

async function printed(
  objects: KubeObject[],
  format: string,
  options: Partial<ObjectPrintOptions> = {},
): Promise<string> {
  const page = new Page()
  const count = await printObjects(page, objects, {
    format: parseOutputFormat(format),
    columnsOf: ({ kind }) => (kind === 'SyncTarget' ? columns : undefined),
    now,
    ...options,
  })
  expect(count).toBe(objects.length)
  expect(page.flushes).toBe(1)
  return page.text
}

describe('objects as a table', () => {
  test('have the columns of their kind; what is absent or of another type is empty, as on a server', async () => {
    expect(await printed([eu, us], 'table')).toBe(
      'NAME   READY   REPLICAS   AGE\neu-1   True    3          5d3h\nus-1                      5d3h\n',
    )
  })

  test('show more columns when wide, objects in them as JSON', async () => {
    expect(await printed([eu, us], 'wide')).toBe(
      'NAME   READY   REPLICAS   CELLS                  FIRST   ON     SEEN        AGE\n' +
        'eu-1   True    3          [{"a":1,"name":"z"}]           true   30s         5d3h\n' +
        'us-1                                                            <invalid>   5d3h\n',
    )
  })

  test('show labels, a namespace and no heads on demand', async () => {
    const spaced = object('x', {
      kind: 'PlacementPolicy',
      metadata: { name: 'x', namespace: 'team', creationTimestamp: null },
    })
    expect(await printed([spaced], 'table', { withNamespace: true, showLabels: true })).toBe(
      'NAMESPACE   NAME   AGE         LABELS\nteam        x      <unknown>   <none>\n',
    )
    expect(
      await printed([eu], 'table', {
        withNamespace: true,
        labelColumns: ['example.com/tier', 'absent'],
        showLabels: true,
      }),
    ).toBe(
      'NAME   READY   REPLICAS   AGE    TIER   ABSENT   LABELS\neu-1   True    3          5d3h   a               example.com/tier=a,region=eu\n',
    )
    expect(await printed([us], 'table', { noHeaders: true })).toBe('us-1               5d3h\n')
  })

  test('come in a block per kind, and then carry their kind', async () => {
    const config = object('c', { apiVersion: 'v1', kind: 'ConfigMap' })
    expect(await printed([eu, config], 'table')).toBe(
      'NAME                              READY   REPLICAS   AGE\nsynctarget.workload.kcp.io/eu-1   True    3          5d3h\n\nNAME          AGE\nconfigmap/c   5d3h\n',
    )
  })

  test('none prints nothing, or the heads of custom columns, as kubectl does', async () => {
    expect(await printed([], 'table')).toBe('')
    expect(await printed([], 'name')).toBe('')
    expect(await printed([], 'custom-columns=A:.a')).toBe('A\n')
  })
})

describe('objects in other formats', () => {
  const small = object('a', { metadata: { name: 'a' }, spec: { big: 9007199254740993n, text: 'yes' } })
  delete small.metadata.creationTimestamp

  test('json is a List with sorted keys, as kubectl prints it', async () => {
    expect(await printed([small], 'json')).toBe(`{
    "apiVersion": "v1",
    "items": [
        {
            "apiVersion": "workload.kcp.io/v1alpha1",
            "kind": "SyncTarget",
            "metadata": {
                "name": "a"
            },
            "spec": {
                "big": 9007199254740993,
                "text": "yes"
            }
        }
    ],
    "kind": "List",
    "metadata": {
        "resourceVersion": ""
    }
}
`)
    expect(await printed([], 'json')).toContain('"items": [],')
    expect(parseJson(await printed([eu, us], 'json'))).toMatchObject({
      kind: 'List',
      items: [{ kind: 'SyncTarget' }, {}],
    })
  })

  test('yaml is a List that reads back', async () => {
    expect(await printed([small], 'yaml')).toBe(`apiVersion: v1
items:
- apiVersion: workload.kcp.io/v1alpha1
  kind: SyncTarget
  metadata:
    name: a
  spec:
    big: 9007199254740993
    text: "yes"
kind: List
metadata:
  resourceVersion: ""
`)
    expect((await readYaml(await printed([eu, us], 'yaml')))[0]?.value).toMatchObject({ items: [eu, us] })
    expect((await readYaml(await printed([], 'yaml')))[0]?.value).toMatchObject({ items: [] })
  })

  test('a single object is printed as itself', async () => {
    expect(parseJson(await printed([small], 'json', { single: true }))).toEqual(small)
    expect((await readYaml(await printed([small], 'yaml', { single: true })))[0]?.value).toEqual(small)
    expect(await printed([small], 'jsonpath={.metadata.name}', { single: true })).toBe('a')
  })

  test('name, jsonl, jsonpath and custom columns', async () => {
    expect(await printed([eu, object('c', { apiVersion: 'v1', kind: 'ConfigMap' })], 'name')).toBe(
      'synctarget.workload.kcp.io/eu-1\nconfigmap/c\n',
    )
    expect(await printed([small], 'jsonl')).toBe(
      '{"apiVersion":"workload.kcp.io/v1alpha1","kind":"SyncTarget","metadata":{"name":"a"},"spec":{"big":9007199254740993,"text":"yes"}}\n',
    )
    expect(await printed([eu, us], 'jsonpath={.kind}:{range .items[*]} {.metadata.name}{end}')).toBe('List: eu-1 us-1')
    expect(
      await printed([eu, us], 'custom-columns=Name:.metadata.name,L:.metadata.labels,R:.status.conditions[*].type'),
    ).toBe(
      'Name   L                                   R\neu-1   map[example.com/tier:a region:eu]   Ready\nus-1   <none>                              <none>\n',
    )
    expect(await printed([us], 'custom-columns=N:.metadata.name', { noHeaders: true })).toBe('us-1\n')
  })

  test('names are made safe wherever they meet a terminal, and exact in data', async () => {
    const hostile = object('a\u001b[31m')
    expect(await printed([hostile], 'name')).toBe('synctarget.workload.kcp.io/a^[[31m\n')
    expect(await printed([hostile], 'custom-columns=N:.metadata.name')).toBe('N\na^[[31m\n')
    expect(await printed([hostile], 'jsonl')).toContain('"a\\u001b[31m"')
  })
})

describe('sorting', () => {
  const named = (name: string, spec: object) => object(name, { spec })
  const order = async (objects: KubeObject[], sortBy: string) =>
    (await printed(objects, 'jsonpath={.items[*].metadata.name}', { sortBy })).split(' ')

  test.each([
    ['numbers', '.spec.v', [3, 10, -1, 2.5], 'c d a b'],
    ['texts', 'spec.v', ['b', 'a', 'B', 'é'], 'c b a d'],
    ['quantities', '{.spec.v}', ['1Gi', '10Mi', '500m', '2'], 'c d b a'],
    ['what is absent comes first', '{spec.v}', [2, undefined, 1, undefined], 'b d c a'],
  ])('by %s', async (_, sortBy, values, expected) => {
    const objects = values.map((v, index) => named('abcd'.charAt(index), v === undefined ? {} : { v }))
    expect((await order(objects, sortBy)).join(' ')).toBe(expected)
  })

  test.each([
    ['.spec.absent', "couldn't find any field with path"],
    ['.spec', 'objects and lists cannot be sorted by'],
    ['{.spec', 'unexpected path string'],
  ])('by %s is refused', async (sortBy, message) => {
    await expect(order([named('a', {}), named('b', {})], sortBy)).rejects.toThrow(message)
  })
})

describe('watching', () => {
  test('appends rows under one head, and no column gets narrower', async () => {
    const page = new Page()
    const stream = objectStream(page, { format: parseOutputFormat('table'), now })
    for (const name of ['a', 'a-long-name', 'b']) await stream.print(object(name))
    expect(page.text).toBe('NAME   AGE\na      5d3h\na-long-name   5d3h\nb             5d3h\n')
    expect(page.flushes).toBe(3)
  })

  test('begins a new head when the kind changes', async () => {
    const page = new Page()
    const stream = objectStream(page, {
      format: parseOutputFormat('table'),
      now,
      columnsOf: ({ kind }) => (kind === 'SyncTarget' ? columns : undefined),
    })
    await stream.print(object('a', { kind: 'Other' }))
    await stream.print(eu)
    expect(page.text.match(/NAME/g)).toHaveLength(2)
  })

  test.each([
    ['jsonl', '{"a":1}\n{"a":1}\n'],
    ['yaml', 'a: 1\n---\na: 1\n'],
    ['json', '{\n    "a": 1\n}\n{\n    "a": 1\n}\n'],
  ])('%s documents follow each other', async (format, text) => {
    const page = new Page()
    const stream = objectStream(page, { format: parseOutputFormat(format), now })
    for (let index = 0; index < 2; index++)
      await stream.print(Object.assign(Object.create(null) as KubeObject, { a: 1 }))
    expect(page.text).toBe(text)
  })
})

describe('reports', () => {
  const report = {
    apiVersion: 'tmcctl.kcp.io/v1alpha1',
    kind: 'PlacementReport',
    seed: '',
    placements: [
      { w: 'a', on: ['x'] },
      { w: 'b', on: [] },
    ],
    summary: { n: 2 },
    skipped: undefined,
  }
  type Report = Omit<typeof report, 'placements'> & { placements: Iterable<{ w: string; on: string[] }> }
  const view = {
    tables: (value: Report) => [
      { columns: [{ name: 'W' }, { name: 'On' }], rows: [...value.placements].map(({ w, on }) => [w, on.join(',')]) },
      { columns: [{ name: 'Empty' }], rows: [] },
      { columns: [{ name: 'N' }], rows: [[value.summary.n]] },
    ],
    lines: (value: Report) => [...value.placements, value.summary],
    names: (value: Report) => [...value.placements].map(({ w }) => w),
  }
  const of = async (format: string, value: Report = report) => {
    const page = new Page()
    await printReport(page, value, view, { format: parseOutputFormat(format) })
    expect(page.flushes).toBe(1)
    return page.text
  }

  test('tables, a blank line between those that have rows', async () => {
    expect(await of('table')).toBe('W     ON\na     x\nb     \n\nN\n2\n')
  })

  test('json and yaml in the order of the report, the same whether lists are there or come one by one', async () => {
    const text = `${JSON.stringify(report, null, 4)}\n`
    const streamed = {
      ...report,
      placements: new Set(report.placements),
    }
    expect(await of('json')).toBe(text)
    expect(await of('json', streamed)).toBe(text)
    expect((await readYaml(await of('yaml')))[0]?.value).toEqual(JSON.parse(text))
    expect(await of('yaml')).toMatch(
      /^apiVersion: tmcctl.kcp.io\/v1alpha1\nkind: PlacementReport\nseed: ""\nplacements:\n- w: a\n/,
    )
  })

  test('lines, names, templates and columns', async () => {
    expect(await of('jsonl')).toBe('{"w":"a","on":["x"]}\n{"w":"b","on":[]}\n{"n":2}\n')
    expect(await of('name')).toBe('a\nb\n')
    expect(await of('jsonpath={.placements[*].w} of {.summary.n}')).toBe('a b of 2')
    expect(await of('custom-columns=W:.w,ON:.on')).toBe('W        ON\na        [x]\nb        []\n<none>   <none>\n')
  })

  test('a view without names refuses -o name, and shows itself as one line', async () => {
    const page = new Page()
    const plain = { tables: () => [] }
    await expect(printReport(page, { a: 1 }, plain, { format: { kind: 'name' } })).rejects.toMatchObject({
      code: 'Usage',
    })
    await printReport(page, { a: 1 }, plain, { format: { kind: 'jsonl' } })
    await printReport(page, {}, plain, { format: { kind: 'json' } })
    await printReport(page, {}, plain, { format: { kind: 'yaml' } })
    expect(page.text).toBe('{"a":1}\n{}\n{}\n')
  })
})
