import { expect, test } from 'vitest'
import { type LintRule, lintRules, lintScenario } from '../../src/core/simulation/index.ts'
import type { PlacementInputs } from '../../src/core/placement/index.ts'
import { constraint, deployment, policy, regions, target } from '../placement/support/objects.ts'
import { scenarioFrom, scenarioOf } from './support/scenarios.ts'

const rule = (name: string, effect: 'Require' | 'Forbid' | 'Prefer' | 'Avoid', celExpression?: string) => ({
  name,
  effect,
  weight: 50,
  ...(celExpression === undefined ? {} : { celExpression }),
})
const targets = regions({ eu: 1, us: 1 })
const web = deployment('web', { replicas: 2 })
const required = (...rules: ReturnType<typeof rule>[]) => [policy('p', { rules, enforcement: 'Required' })]
const isEu = 'target.metadata.name == "eu-1"'

const rows: readonly { finds: LintRule; message: string; given: Partial<PlacementInputs>; severity?: string }[] = [
  {
    finds: 'RuleMatchesNothing',
    message: 'Require rule "a" matches none of the 2 targets',
    given: { policies: required(rule('a', 'Require', 'target.metadata.name == "ap-1"')) },
    severity: 'Error',
  },
  {
    finds: 'RuleMatchesNothing',
    message: 'Prefer rule "a" matches none of the 2 targets',
    given: { policies: required(rule('a', 'Prefer', 'false')) },
    severity: 'Warning',
  },
  {
    finds: 'RuleMatchesEverything',
    message: 'Prefer rule "a" matches all 2 targets',
    given: { policies: required(rule('a', 'Prefer', 'true')) },
  },
  {
    finds: 'RuleWithoutCondition',
    message: 'rule "a" has neither celExpression nor clusters: it matches every target',
    given: { policies: required(rule('a', 'Prefer')) },
  },
  {
    finds: 'ContradictoryRules',
    message: 'Require rule "a" and Forbid rule "b" exclude each other on every target',
    given: { policies: required(rule('a', 'Require', isEu), rule('b', 'Forbid', isEu)) },
  },
  {
    finds: 'ContradictoryRules',
    message: 'Require rule "a" and Require rule "b" exclude each other on every target',
    given: { policies: required(rule('a', 'Require', isEu), rule('b', 'Require', `!(${isEu})`)) },
  },
  {
    finds: 'RuleFails',
    message: 'rule "a" fails on 2 of 2 targets',
    given: { policies: required(rule('a', 'Require', 'target.metadata.labels["tier"] == "gold"')) },
  },
  {
    finds: 'RareSpreadKey',
    message: '2 of 2 targets have no value for zone, such as eu-1, us-1; nothing can be placed there',
    given: {
      constraints: [
        constraint('c', {
          topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }],
        }),
      ],
    },
    severity: 'Error',
  },
  {
    finds: 'SpreadCannotHold',
    message: 'constraint "c" wants 3 domains of topology.kubernetes.io/region; the fleet has 2',
    given: {
      constraints: [
        constraint('c', {
          topologySpreadConstraints: [
            {
              topologyKey: 'topology.kubernetes.io/region',
              maxSkew: 1,
              minDomains: 3,
              whenUnsatisfiable: 'DoNotSchedule',
            },
          ],
        }),
      ],
    },
  },
  {
    finds: 'UnreachablePolicy',
    message: 'policy "low" never decides: all 1 workloads it selects are claimed by "high"',
    given: { policies: [policy('low', { priority: 1 }), policy('high', { priority: 2 })] },
  },
  {
    finds: 'EqualPriorities',
    message: 'policies "a" and "b" both claim shop/Deployment/web at priority 10',
    given: { policies: [policy('a'), policy('b')] },
  },
  {
    finds: 'ImpossibleBounds',
    message: 'Deployment "web" has 2 replicas; 1 targets with at most 1 each hold 1',
    given: { constraints: [constraint('c', { maxReplicas: 1, maxClusters: 1 })] },
  },
  {
    finds: 'ImpossibleBounds',
    message: 'Deployment "web" has 2 replicas, fewer than the 3 a target must have',
    given: { constraints: [constraint('c', { minReplicas: 3 })] },
  },
  {
    finds: 'PolicyWithoutWorkloads',
    message: 'policy "p" selects none of the workloads',
    given: { policies: [policy('p', { workloadSelector: { matchLabels: { app: 'api' } } })] },
  },
  {
    finds: 'UnknownReference',
    message: 'there is no target "eu-2"; did you mean eu-1?',
    given: { policies: [policy('p', { rules: [{ ...rule('a', 'Prefer'), clusters: { include: ['eu-2'] } }] })] },
  },
  {
    finds: 'UnknownReference',
    message: 'there is no SchedulingConstraint "smal"; did you mean small?',
    given: {
      policies: [policy('p', { constraintRefs: [{ kind: 'SchedulingConstraint', name: 'smal' }] })],
      constraints: [constraint('small', {})],
    },
  },
  {
    finds: 'ConstraintWithoutWorkloads',
    message: 'constraint "c" selects none of the workloads',
    given: { constraints: [constraint('c', { workloadSelector: { matchLabels: { app: 'api' } } })] },
  },
  {
    finds: 'SelectorMatchesNoTarget',
    message: 'the clusterSelector of policy "p" selects none of the 2 targets',
    given: { policies: [policy('p', { clusterSelector: { locations: ['mars'] } })] },
  },
  {
    finds: 'UselessToleration',
    message: 'policy "p" tolerates gpu, which no target has',
    given: { policies: [policy('p', { tolerations: [{ key: 'gpu', operator: 'Exists' }] })] },
  },
  { finds: 'WorkloadWithoutPolicy', message: 'no policy selects shop/Deployment/web', given: {} },
  {
    finds: 'WorkloadWithoutRequests',
    message: 'shop/Deployment/bare asks for no cpu and no memory',
    given: { workloads: [{ ...deployment('bare'), spec: { template: { spec: { containers: [{ name: 'main' }] } } } }] },
  },
  {
    finds: 'IdleTarget',
    message: 'nothing is placed on ap-1',
    given: { targets: [...targets, target('ap-1', { spec: { unschedulable: true } })] },
  },
  {
    finds: 'Unplaceable',
    message: 'shop/Deployment/tall: 1 replica finds no place: too little cpu is left for one more',
    given: { workloads: [deployment('tall', { replicas: 21, cpu: '1' })] },
  },
  {
    finds: 'Unplaceable',
    message: 'shop/Deployment/big: it finds no place; most often InsufficientResource (2×)',
    given: { workloads: [deployment('big', { replicas: 1, cpu: '99' })] },
  },
]

test.each(rows)('$finds: $message', ({ finds, message, given, severity }) => {
  const { findings } = lintScenario(scenarioOf({ targets, workloads: [web], ...given }))
  const found = findings.filter(({ rule: name }) => name === finds)
  expect(found.map((one) => one.message).join('\n')).toContain(message)
  expect(found[0]).toMatchObject({ code: lintRules[finds].code, severity: severity ?? lintRules[finds].severity })
})

test('nothing is found where nothing is wrong', () => {
  const { findings } = lintScenario(
    scenarioOf({
      targets,
      workloads: [deployment('web', { replicas: 8, cpu: '1', memory: '1Mi' })],
      policies: [policy('all', { strategy: 'Spread' })],
    }),
  )
  expect(findings).toEqual([])
})

test('every rule has a row here, and a code of its own', () => {
  expect(new Set(rows.map(({ finds }) => finds))).toEqual(new Set(Object.keys(lintRules)))
  const codes = Object.values(lintRules).map(({ code }) => code)
  expect(new Set(codes).size).toBe(codes.length)
  expect(codes.every((code) => /^TMC1\d{3}$/.test(code))).toBe(true)
})

test('a finding says where it is written, and the worst comes first', async () => {
  const scenario = await scenarioFrom(`
apiVersion: workload.kcp.io/v1alpha1
kind: SyncTarget
metadata: { name: eu-1 }
spec: { clusterRef: { name: eu-1 } }
---
apiVersion: placement.kcp.io/v1alpha1
kind: PlacementPolicy
metadata: { name: web, namespace: default }
spec:
  priority: 1
  rules:
    - name: all
      effect: Prefer
    - name: other
      effect: Prefer
      clusters: { include: [eu-2] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { template: { spec: { containers: [{ name: web, resources: { requests: { cpu: 1 } } }] } } }
`)
  const { findings } = lintScenario(scenario)
  expect(findings.map(({ code, file, line }) => [code, file, line])).toEqual([
    ['TMC1010', 'input.yaml', 17],
    ['TMC1003', 'input.yaml', 13],
  ])
})
