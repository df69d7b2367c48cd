import { expect, test } from 'vitest'
import { reduceScenario, reportAsLines, reportSchema, simulate, streamReport } from '../../src/core/simulation/index.ts'
import { deployment, policy, regions, target } from '../placement/support/objects.ts'
import { scenarioOf } from './support/scenarios.ts'

type Schema = { readonly [keyword: string]: unknown }
const schema = reportSchema()
const definitions = schema['$defs'] as { readonly [name: string]: Schema }

/** Where a value is not as a schema says; stricter than the schema in that nothing undescribed may stand in a record. */
function problems(value: unknown, given: Schema, path = '$'): string[] {
  const { $ref, ...own } = given
  const {
    type,
    enum: values,
    const: only,
    properties,
    required,
    items,
    minimum,
    maximum,
    ...rest
  } = typeof $ref === 'string' ? (definitions[$ref.replace('#/$defs/', '')] ?? {}) : own
  const unknown = Object.keys(rest).filter(
    (keyword) => !['description', '$schema', '$id', 'title', '$defs'].includes(keyword),
  )
  if (unknown.length > 0) return [`${path}: the schema uses ${unknown.join()}`]
  if (type === undefined && values === undefined && only === undefined) return [`${path}: the schema says nothing`]
  const found: string[] = []
  if (type !== undefined && !(Array.isArray(type) ? type : [type]).some((one) => isOf(value, one)))
    found.push(`${path}: no ${(Array.isArray(type) ? type : [type]).join()}`)
  if (Array.isArray(values) && !values.includes(value))
    found.push(`${path}: ${String(value)} is none of ${values.join()}`)
  if (only !== undefined && only !== value) found.push(`${path}: not ${JSON.stringify(only)}`)
  if (typeof value === 'number' && typeof minimum === 'number' && value < minimum)
    found.push(`${path}: below ${minimum}`)
  if (typeof value === 'number' && typeof maximum === 'number' && value > maximum)
    found.push(`${path}: above ${maximum}`)
  if (Array.isArray(value) && items !== undefined)
    found.push(...value.flatMap((one, index) => problems(one, items as Schema, `${path}[${index}]`)))
  if (properties === undefined || typeof value !== 'object' || value === null) return found
  for (const name of required as string[]) if (!Object.hasOwn(value, name)) found.push(`${path}: no ${name}`)
  for (const [name, field] of Object.entries(value)) {
    const described = properties as { readonly [name: string]: Schema }
    if (Object.hasOwn(described, name)) found.push(...problems(field, described[name] ?? {}, `${path}.${name}`))
    else found.push(`${path}: ${name} is not described`)
  }
  return found
}

function isOf(value: unknown, type: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  return type === (value === null || Array.isArray(value) ? 'other' : typeof value)
}

/** Everything a report can hold: each outcome, traces, counts, audit, followers, an error, a part taken away. */
const all = scenarioOf({
  targets: [...regions({ eu: 2, us: 2 }), target('us-9', { spec: { unschedulable: true } })],
  policies: [
    policy('audited', {
      enforcement: 'Audit',
      rules: [
        { name: 'eu', effect: 'Require', weight: 0, celExpression: `target.metadata.name.startsWith('eu')` },
        { name: 'fails', effect: 'Forbid', weight: 0, celExpression: `target.metadata.labels['none'] == ''` },
        { name: 'second', effect: 'Prefer', weight: 10, celExpression: `target.metadata.name.endsWith('2')` },
      ],
    }),
  ],
  workloads: [
    deployment('web', { replicas: 3 }),
    deployment('xlarge', { replicas: 100_000 }),
    deployment('wrong', { replicas: -1 }),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { selector: { app: 'web' } },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'alone', namespace: 'default' } },
  ],
})
const { scenario: less, options } = reduceScenario(all, ['us-1'])

test.each([
  { rejected: 'all' as const, explain: true },
  { rejected: 'counts' as const, explain: false },
  { rejected: 'none' as const, explain: false },
])('a report with rejected $rejected is as the schema says', (how) => {
  for (const report of [simulate(all, how), simulate(less, { ...options, ...how })])
    expect(problems(JSON.parse(JSON.stringify(report)), schema)).toEqual([])
})

test('the reports that are checked have every field that is described', () => {
  const text = JSON.stringify([simulate(all, { explain: true }), simulate(less, { ...options, rejected: 'counts' })])
  for (const name of ['trace', 'rejectedCounts', 'audit', 'follows', 'error', 'without', 'points'])
    expect(text).toContain(`"${name}":`)
  expect(new Set(simulate(all).placements.map(({ outcome }) => outcome))).toEqual(
    new Set(['Placed', 'Partial', 'Error', 'Follows', 'Ignored']),
  )
})

test('lines are as the schema says: placements, then the summary', () => {
  const lines = [...reportAsLines(streamReport(all))].map((line) => JSON.parse(line) as { kind: string })
  const kinds = lines.map((line) => {
    const name = line.kind === 'Placement' ? 'PlacementLine' : 'SummaryLine'
    expect(problems(line, { $ref: `#/$defs/${name}` })).toEqual([])
    return line.kind
  })
  expect(kinds).toEqual([...all.inputs.workloads.map(() => 'Placement'), 'PlacementSummary'])
})

test.each([
  { change: { outcome: 'Lost' }, problem: 'Lost is none of' },
  { change: { overflow: -1 }, problem: 'below 0' },
  { change: { requested: '3' }, problem: 'no integer,null' },
  { change: { surprise: 1 }, problem: 'surprise is not described' },
])('$change is not', ({ change, problem }) => {
  const [first] = simulate(all).placements
  expect(problems({ ...first, ...change }, { $ref: '#/$defs/Placement' }).join()).toContain(problem)
})
