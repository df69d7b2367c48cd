import { type ErrorDetail, type Manifest, manifestError, manifestProblem } from '../../apimachinery/index.ts'
import {
  copyJson,
  defineResource,
  type From,
  integer,
  list,
  listMap,
  listSet,
  locateFieldError,
  map,
  object,
  oneOf,
  prepare,
  string,
  time,
  unknownFieldErrors,
  validateObject,
} from '../../schema/index.ts'
import type { JsonObject } from '../../apimachinery/index.ts'
import { lawNames } from './laws.ts'

const text = () => string({ maxLength: 512, minLength: 1 })

/** Targets by name, or by what they carry: `eu-west-4`, `region=eu-west`, `tier=gold`. */
const places = () => listSet(text())

const range = () =>
  object({
    min: integer({ minimum: 0 }).describe('Fewest, inclusive.'),
    max: integer({ minimum: 0 }).describe('Most, inclusive.'),
  })

const change = object({
  without: places().describe('Parts of the fleet taken away: TARGET, zone=Z, region=R or KEY=VALUE.'),
  replicas: integer({ minimum: 0 }).describe('The workload at this size.'),
  atMost: integer({ minimum: 0 })
    .default(0)
    .describe('Replicas that may leave a target which is still there; 0 unless told otherwise.'),
})

const loss = object({
  of: text().required().describe('TARGET, zone=Z, region=R, KEY=VALUE, or any target, any zone, any region, any KEY.'),
  atOnce: integer({ minimum: 1, maximum: 5 }).default(1).describe('With any: how many are lost together.'),
})

const expectation = object({
  outcome: oneOf('Placed', 'Partial', 'Unplaced', 'Follows', 'Ignored', 'Error').describe('What becomes of it.'),
  policy: text().describe('Name of the policy that decides; <default> for the built-in one.'),
  placedOn: places().describe('It is on each of these; for KEY=VALUE, on at least one such target.'),
  onlyOn: places().describe('It is on no other targets than these.'),
  neverOn: places().describe('It is on none of these.'),
  targets: range().describe('On how many targets it is.'),
  replicas: object({
    total: range().describe('Replicas placed in all.'),
    perTarget: range().describe('Replicas on each target that has any.'),
    at: map(range(), { maxProperties: 256 }).describe('Replicas on one place: TARGET or KEY=VALUE.'),
  }).describe('How many replicas are where.'),
  skew: list(
    object({
      topologyKey: text().required().describe('zone, region or a label.'),
      max: integer({ minimum: 0 }).required().describe('Largest difference between two domains that can take it.'),
    }),
  ).describe('How even it is over domains.'),
  stableWhen: list(change).describe('Changes that leave it where it is.'),
  survives: list(loss).describe('Losses after which all of it is still placed.'),
})

const spec = object({
  inputs: listSet(text()).describe(
    'Files and directories to read, relative to this file; directories with all below them.',
  ),
  namespace: string({ maxLength: 63, minLength: 1 }).describe('Namespace of objects that name none.'),
  now: time().describe('The time everything is judged at.'),
  seed: string({ maxLength: 253 }).describe('Breaks ties.'),
  laws: listSet(oneOf('All', ...lawNames)).describe('Laws that must hold for these inputs.'),
  tests: listMap(
    'name',
    object({
      name: text().required().describe('What must hold, as a sentence.'),
      workload: text().required().describe('NAME, KIND/NAME or NAMESPACE/KIND/NAME.'),
      without: places().describe('Parts of the fleet taken away before it is decided.'),
      replicas: integer({ minimum: 0 }).describe('The workload at this size.'),
      expect: expectation.required().describe('What must hold; all of it.'),
    }),
    { maxItems: 1000 },
  ).describe('The tests.'),
})

/** A suite of tests of policies: what must hold of the placement of workloads. */
export const PlacementTest = defineResource({
  group: 'tmcctl.kcp.io',
  version: 'v1alpha1',
  kind: 'PlacementTest',
  plural: 'placementtests',
  shortNames: [],
  scope: 'Cluster',
  description: 'A suite of tests of policies: what must hold of the placement of workloads.',
  printerColumns: [],
  spec: spec.required().describe('The tests and what they are about.'),
})
export type PlacementTest = From<typeof PlacementTest>

/** One test of a suite. */
export type PlacementCase = NonNullable<PlacementTest['spec']['tests']>[number]

/** What one test expects. */
export type Expectation = PlacementCase['expect']

/**
 * Reads a suite.
 *
 * @throws TmcError `InvalidManifest` listing every problem, unknown fields included
 */
export function readSuite(manifest: Manifest): PlacementTest {
  const copy = copyJson(manifest.object as JsonObject)
  const details: ErrorDetail[] = []
  const { unknown, errors } = prepare(PlacementTest, copy)
  const unknownErrors = unknownFieldErrors(PlacementTest.schema, unknown)
  for (const error of [...unknownErrors, ...errors, ...validateObject(PlacementTest, copy)])
    details.push(locateFieldError(manifest, error))
  if (details.length > 0) throw manifestError(details)
  const suite = copy as PlacementTest
  for (const [index, test] of (suite.spec.tests ?? []).entries())
    for (const { path, message } of pointless(test.expect))
      details.push(manifestProblem(manifest, ['spec', 'tests', index, 'expect', ...path], message))
  if (details.length > 0) throw manifestError(details)
  return suite
}

type Pointless = { readonly path: readonly string[]; readonly message: string }

/** What no placement could fail, or none could keep. */
function pointless(expect: Expectation): Pointless[] {
  if (Object.keys(expect).length === 0)
    return [{ path: [], message: 'nothing is expected, so that the test cannot fail' }]
  const { targets, replicas } = expect
  const ranges: (readonly [readonly string[], { readonly min?: number; readonly max?: number } | undefined])[] = [
    [['targets'], targets],
    [['replicas', 'total'], replicas?.total],
    [['replicas', 'perTarget'], replicas?.perTarget],
    ...Object.entries(replicas?.at ?? {}).map(([place, range]) => [['replicas', 'at', place], range] as const),
  ]
  return ranges.flatMap(([path, range]) =>
    range?.min !== undefined && range.max !== undefined && range.min > range.max
      ? [{ path, message: `min ${range.min} is more than max ${range.max}` }]
      : [],
  )
}
