import { describe, expect, test } from 'vitest'
import { PlacementPolicy, validateCreate } from '../../src/core/api/index.ts'
import { codes, decisionOf, deployment, placed, policy, target } from './support/objects.ts'

type Rule = Partial<PlacementPolicy['spec']['rules'][number]> &
  Pick<PlacementPolicy['spec']['rules'][number], 'name' | 'effect'>
const rule = (parts: Rule) => ({ weight: 50, ...parts })

const eu = target('eu', { labels: { region: 'eu', tier: 'prod' }, capacity: { cpu: '4' } })
const us = target('us', { labels: { region: 'us' }, capacity: { cpu: '8' } })
const isEu = "target.metadata.labels['region'] == 'eu'"

function decide(rules: Rule[], spec: Partial<PlacementPolicy['spec']> = {}, replicas = 1) {
  return decisionOf({
    targets: [eu, us],
    workloads: [deployment('web', { replicas })],
    policies: [policy('p', { rules: rules.map(rule), ...spec })],
  })
}

describe('the rules of a policy', () => {
  test('Require under Required removes what does not match', () => {
    const decision = decide(
      [{ name: 'us-only', effect: 'Require', celExpression: "target.metadata.labels['region'] == 'us'" }],
      { enforcement: 'Required' },
    )
    expect(placed(decision)).toEqual({ us: 1 })
    expect(codes(decision, 'eu')).toEqual(['RequireUnmatched'])
  })

  test('Forbid under Required removes what matches', () => {
    const decision = decide([{ name: 'no-eu', effect: 'Forbid', celExpression: isEu }], { enforcement: 'Required' })
    expect(placed(decision)).toEqual({ us: 1 })
    expect(codes(decision, 'eu')).toEqual(['ForbidMatched'])
  })

  test('a violation under Preferred makes a worse tier, used when the better cannot hold it', () => {
    const rules: Rule[] = [{ name: 'eu', effect: 'Require', celExpression: isEu }]
    expect(placed(decide(rules, {}, 4))).toEqual({ eu: 4 })
    const spilled = decide(rules, {}, 5)
    expect(placed(spilled)).toEqual({ us: 5 })
    expect(spilled.clusters[0]).toMatchObject({ tier: 1, violations: ['eu'] })
    expect(codes(decide(rules, {}, 4), 'us')).toEqual(['WorseTier'])
  })

  test('a violation under Audit changes nothing and is recorded', () => {
    const decision = decide(
      [{ name: 'us-only', effect: 'Require', celExpression: "target.metadata.labels['region'] == 'us'" }],
      { enforcement: 'Audit' },
    )
    expect(placed(decision)).toEqual({ eu: 1 })
    expect(decision.audit()).toMatchObject([{ clusterName: 'eu', rule: 'us-only', effect: 'Require' }])
  })

  test('the rule score is the share of points, floored', () => {
    const decision = decide([
      { name: 'a', effect: 'Prefer', weight: 20, celExpression: isEu },
      { name: 'b', effect: 'Prefer', weight: 40, clusters: { include: ['us'] } },
      { name: 'c', effect: 'Avoid', weight: 10, clusters: { include: ['eu'] } },
    ])
    // eu: 20 - 10 + 10 of 70; us: 40 - 0 + 10 of 70.
    expect(decision.clusters).toMatchObject([{ clusterName: 'us', score: 71 }])
    expect(decision.reasonsFor('eu')[0]?.message).toBe('lost to us by 43 points of rule score: 28 against 71')
  })

  test('an expression that fails on one target is a verdict there: fails closed on Require, no match on Prefer', () => {
    const tier = "target.metadata.labels['tier'] == 'prod'"
    const required = decide([{ name: 'prod', effect: 'Require', celExpression: tier }], { enforcement: 'Required' })
    expect(placed(required)).toEqual({ eu: 1 })
    expect(required.reasonsFor('us')).toMatchObject([
      { code: 'RuleError', message: expect.stringContaining('no such key: tier') as string },
    ])
    expect(required.notes).toContainEqual({ code: 'RuleErrors', message: 'rule "prod" failed on us' })
    const preferred = decide([{ name: 'prod', effect: 'Prefer', celExpression: tier }])
    expect(preferred.clusters).toMatchObject([{ clusterName: 'eu', score: 100 }])
  })

  test('a rule that reads now without a time is an error', () => {
    const decision = decide(
      [{ name: 'late', effect: 'Require', celExpression: "now > timestamp('2020-01-01T00:00:00Z')" }],
      { enforcement: 'Required' },
    )
    expect(decision.outcome).toBe('Unplaced')
    expect(codes(decision, 'eu')).toEqual(['RuleError'])
  })

  test('a rule may read the workload, cells, params, variables and resources', () => {
    const decision = decisionOf(
      {
        targets: [eu, us],
        workloads: [deployment('web', { labels: { home: 'us' } }), deployment('api', { labels: { home: 'eu' } })],
        policies: [
          policy('p', {
            enforcement: 'Required',
            params: { least: '4' },
            variables: [{ name: 'home', expression: "workload.metadata.labels['home']" }],
            rules: [
              rule({
                name: 'home',
                effect: 'Require',
                celExpression: "target.metadata.labels['region'] == variables.home",
              }),
              rule({ name: 'cell', effect: 'Require', celExpression: "cell.name == 'a'" }),
              rule({
                name: 'room',
                effect: 'Require',
                celExpression: "capacity['cpu'].compareTo(quantity(params.least)) >= 0",
              }),
            ],
          }),
        ],
      },
      'web',
    )
    expect(placed(decision)).toEqual({ us: 1 })
  })

  test('rules that contradict each other are named', () => {
    const decision = decide(
      [
        { name: 'in-eu', effect: 'Require', celExpression: isEu },
        { name: 'not-eu', effect: 'Forbid', celExpression: isEu },
      ],
      { enforcement: 'Required' },
    )
    expect(decision.outcome).toBe('Unplaced')
    expect(decision.notes).toContainEqual({
      code: 'ContradictoryRules',
      message: 'rules "in-eu" (Require) and "not-eu" (Forbid) contradict: no target satisfies both',
    })
  })

  test('an expression that does not compile is an error of the workloads it decides for', () => {
    const decision = decide([{ name: 'bad', effect: 'Require', celExpression: 'target.spec.zones == 1' }])
    expect(decision).toMatchObject({ outcome: 'Error', error: { code: 'InvalidExpression' } })
    expect(decision.error?.message).toContain('PlacementPolicy "p": spec.rules[0].celExpression')
  })

  test.each([
    {
      where: 'spec.rules[0].celExpression: ',
      parts: { rules: [rule({ name: 'r', effect: 'Require', celExpression: 'tarjet.x == polici.y' })] },
    },
    {
      where: 'spec.variables: variables.a: ',
      parts: { variables: [{ name: 'a', expression: 'tarjet.x == polici.y' }], rules: [] },
    },
  ])('every problem of an expression says in which policy and field it is: $where', ({ where, parts }) => {
    const decision = decisionOf({ targets: [eu], workloads: [deployment('web')], policies: [policy('p', parts)] })
    const problem = (place: string, name: string): string =>
      `PlacementPolicy "p": ${where}${place}: undeclared reference to '${name}' (in container '')`
    expect(decision.error?.details.map(({ message }) => message)).toEqual([
      problem('1:1', 'tarjet'),
      problem('1:13', 'polici'),
    ])
  })

  test.each([
    ['target.spec.zones == 1', false],
    ["policy.spec.strateggy == 'Spread'", false],
    ["policy.spec.strategy == 'Spread'", true],
    ['policy.spec.priority > 5', true],
    ["policy.spec.priority == 'high'", false],
    ["policy.metadata.labels['team'] == 'a'", true],
    ['policy.spec.params.anything == 1', true],
    ["policy.spec.rules.exists(rule, rule.nam == 'r')", false],
    ['variables.a', true],
    ['variables.b', false],
    ['params.least > 1', true],
    ["workload.spec.anything == 'x'", true],
    ["cell.nam == 'a'", false],
    ["placed.exists(name, name == 'eu')", true],
  ])('%s compiles for the scheduler as it does for admission: %s', (celExpression, compiles) => {
    const given = policy('p', {
      variables: [{ name: 'a', expression: 'policy.spec.priority > 5' }],
      rules: [rule({ name: 'r', effect: 'Prefer', celExpression })],
    })
    const decision = decisionOf({ targets: [eu], workloads: [deployment('web')], policies: [given] })
    expect(decision.error?.code).toBe(compiles ? undefined : 'InvalidExpression')
    expect(validateCreate(PlacementPolicy, given).errors.length === 0).toBe(compiles)
  })

  test('a variable that fails on a target says so in the trace, and keeps nothing else from being told', () => {
    const decision = decide(
      [
        { name: 'roomy', effect: 'Prefer', celExpression: "variables.cores.isGreaterThan(quantity('2'))" },
        { name: 'eu', effect: 'Prefer', celExpression: isEu },
      ],
      { variables: [{ name: 'cores', expression: "quantity(string(target.status.availableResources['cpu']))" }] },
    )
    const entries = decision.trace('eu').entries.filter(({ stage }) => stage === 'Rules')
    expect(entries.map(({ verdict }) => verdict)).toEqual(['Error', 'Matched'])
    expect(JSON.stringify(entries[0]?.inputs)).toContain('"value":{"cores":"error: no such key: availableResources"}')
  })

  test('the trace gives each part of an expression what it came to', () => {
    const decision = decide([{ name: 'eu', effect: 'Prefer', celExpression: isEu }])
    const entry = decision.trace('us').entries.find(({ name }) => name === 'eu')
    expect(entry).toMatchObject({ stage: 'Rules', verdict: 'Unmatched', points: 0 })
    expect(JSON.stringify(entry?.inputs)).toContain(`"value":"us"`)
  })
})
