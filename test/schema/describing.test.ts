import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { allKinds, PlacementPolicy, SyncTarget } from '../../src/core/api/index.ts'
import { readYaml, TmcError } from '../../src/core/apimachinery/index.ts'
import { celRuleEngine } from '../../src/core/cel/index.ts'
import {
  apiResourceSchemaOf,
  checkCrd,
  checkStructural,
  crdOf,
  explain,
  kindsOfCrd,
  strictError,
  strictProblems,
  unknownFieldErrors,
} from '../../src/core/schema/index.ts'
import { realData } from '../support/data.ts'
import { crdWith } from './support/broken-crds.ts'
import { onlyKind } from './support/foreign-kind.ts'

const rules = celRuleEngine()

describe('CRDs', () => {
  test.each(allKinds.map((kind) => [kind.kind, kind] as const))('%s: what its CRD defines is the kind', (_, kind) => {
    expect(checkCrd(crdOf(kind), { rules })).toEqual([])
    const { stored: _s, written: _w, ...defined } = kind
    expect(onlyKind(crdOf(kind))).toEqual(defined)
  })

  test.each(allKinds.map((kind) => [kind.kind, kind] as const))('%s: kcp gets the same schema', (_, kind) => {
    const schema = apiResourceSchemaOf(kind, 'v1')
    expect(schema).toMatchObject({
      metadata: { name: `v1.${kind.plural}.${kind.group}` },
      spec: { versions: [{ name: 'v1alpha1' }] },
    })
    expect(JSON.stringify(schema)).toContain(JSON.stringify((crdOf(kind)['spec'] as { names: object }).names))
  })

  test('a version that is not served defines nothing', () => {
    const crd = JSON.parse(JSON.stringify(crdWith({})).replace('"served":true', '"served":false')) as object
    expect(kindsOfCrd(crd as never)).toEqual([])
  })

  test.each([
    null,
    'x',
    {},
    { kind: 'CustomResourceDefinition', apiVersion: 'apiextensions.k8s.io/v1beta1', spec: {} },
  ])('%j is none', (value) => {
    expect(() => kindsOfCrd(value)).toThrow(TmcError)
  })

  const crds = realData('crds')
  const releases = crds === undefined ? [] : readdirSync(crds)
  test.each(releases.length === 0 ? ['none here'] : releases)('real ones are structural: %s', async (release) => {
    if (crds === undefined) return expect(checkCrd(crdWith({}), { rules })).toEqual([])
    for (const file of readdirSync(join(crds, release))) {
      const [document] = await readYaml(readFileSync(join(crds, release, file), 'utf8'), file)
      expect([file, checkCrd(document?.value as never, { rules })]).toEqual([file, []])
    }
  })

  test('a schema that nests without end is refused, not followed', () => {
    let schema: object = { type: 'string' }
    for (let depth = 0; depth < 5_000; depth++) schema = { type: 'object', properties: { a: schema } }
    expect(checkStructural(schema as never).map(({ message }) => message)).toEqual([
      'Forbidden: must not be nested more than 200 deep',
    ])
  })
})

describe('explain', () => {
  test('a kind lists its fields', () => {
    const { name, type, fields } = explain(SyncTarget)
    expect([name, type, fields.map((field) => field.name)]).toEqual([
      'SyncTarget',
      'Object',
      ['apiVersion', 'kind', 'metadata', 'spec', 'status'],
    ])
  })

  test('a field says its type, default, limits and whether it is needed', () => {
    expect(explain(PlacementPolicy, 'spec.rules.weight')).toMatchObject({
      path: 'spec.rules.weight',
      type: 'integer',
      isRequired: false,
      default: 50,
      limits: ['at least 0', 'at most 100'],
    })
    expect(explain(PlacementPolicy, 'spec.rules.effect')).toMatchObject({
      isRequired: true,
      enum: ['Require', 'Prefer', 'Avoid', 'Forbid'],
    })
    expect(explain(PlacementPolicy, 'spec.rules')).toMatchObject({ type: '[]Object', keys: ['name'] })
    expect(explain(SyncTarget, 'spec.cells.capacity')).toMatchObject({ type: 'map[string]IntOrString' })
    expect(explain(SyncTarget, 'spec.syncerConfig').rules).toEqual([
      'heartbeatInterval must be shorter than resyncPeriod',
    ])
  })

  test('a path leads through lists and maps', () => {
    expect(explain(SyncTarget, 'spec.cells.capacity.cpu').type).toBe('IntOrString')
  })

  test.each([
    ['spec.rule', 'PlacementPolicy.spec has the fields priority, workloadSelector'],
    ['spec.priority.x', 'spec.priority has no fields'],
    ['constructor', 'PlacementPolicy has the fields apiVersion'],
  ])('%s does not exist, and the hint says what does', (path, hint) => {
    const error = caught(() => explain(PlacementPolicy, path))
    expect([error.code, error.message]).toEqual(['NotFound', `field ${JSON.stringify(path)} does not exist`])
    expect(error.hint?.startsWith(hint)).toBe(true)
  })
})

describe('strictness', () => {
  test('what is there twice is told before what is unknown', () => {
    const findings = {
      unknown: [
        ['spec', 'cells', 0, 'foo'],
        ['spec', 'zzz'],
      ],
      duplicate: [['spec', 'location']],
    }
    expect(strictProblems(findings)).toEqual([
      'duplicate field "spec.location"',
      'unknown field "spec.cells[0].foo"',
      'unknown field "spec.zzz"',
    ])
    expect(strictError(SyncTarget, { ...findings, duplicate: [] })).toBe(
      'SyncTarget in version "v1alpha1" cannot be handled as a SyncTarget: strict decoding error: unknown field "spec.cells[0].foo", unknown field "spec.zzz"',
    )
    expect(strictError(SyncTarget, { unknown: [], duplicate: [] })).toBeUndefined()
  })

  test.each([
    ['a field', PlacementPolicy, ['spec', 'prioriti'], 'did you mean spec.priority?'],
    [
      'a field of a list item',
      PlacementPolicy,
      ['spec', 'rules', 3, 'expression'],
      'did you mean spec.rules[3].celExpression?',
    ],
    ['a field of metadata', SyncTarget, ['metadata', 'lables'], 'did you mean metadata.labels?'],
    ['a field at the root', SyncTarget, ['sepc'], 'did you mean spec?'],
    ['nothing that is near', SyncTarget, ['spec', 'zzz'], undefined],
    ['the name of a property all objects have', SyncTarget, ['spec', 'constructor'], undefined],
  ])('an unknown field that may be meant for %s', (_, { schema }, path, hint) => {
    expect(unknownFieldErrors(schema, [path]).map((error) => error.hint)).toEqual([hint])
  })
})

function caught(run: () => unknown): TmcError {
  try {
    run()
  } catch (error) {
    if (error instanceof TmcError) return error
  }
  throw new Error('nothing was thrown')
}
