import { describe, expect, test } from 'vitest'
import { type PlacementInputs, scheduleAll } from '../../src/core/placement/index.ts'
import { constraint, decisionOf, deployment, distribution, policy, storedDecision, target } from './support/objects.ts'

const small = target('small', { capacity: { cpu: '4' } })
const middle = target('middle', { capacity: { cpu: '8' } })
const large = target('large', { capacity: { cpu: '20' } })
const three = [small, middle, large]

describe('bad input', () => {
  test.each<{ name: string; inputs: Partial<PlacementInputs>; outcome: string; message?: string }>([
    { name: 'a fleet of no targets places nothing', inputs: { targets: [] }, outcome: 'Unplaced' },
    {
      name: 'negative replicas',
      inputs: { workloads: [deployment('web', { replicas: -1 })] },
      outcome: 'Error',
      message: 'Invalid value: -1',
    },
    {
      name: 'replicas of 2^31',
      inputs: { workloads: [deployment('web', { replicas: 2 ** 31 })] },
      outcome: 'Error',
      message: '2147483648',
    },
    {
      name: 'an amount of a pod that is no quantity',
      inputs: { workloads: [deployment('web', { cpu: 'much' })] },
      outcome: 'Error',
      message: 'spec.template.spec.containers[0].resources.requests.cpu: Invalid value: "much": must be a quantity',
    },
    {
      name: 'an amount of a pod below nothing',
      inputs: { workloads: [deployment('web', { pod: { overhead: { memory: '-1Mi' } } })] },
      outcome: 'Error',
      message: 'spec.template.spec.overhead.memory: Invalid value: "-1Mi": must be greater than or equal to 0',
    },
    {
      name: 'an amount of an init container that is a list',
      inputs: {
        workloads: [deployment('web', { pod: { initContainers: [{ resources: { limits: { cpu: ['1'] } } }] } })],
      },
      outcome: 'Error',
      message: 'spec.template.spec.initContainers[0].resources.limits.cpu: Invalid value: ["1"]',
    },
    {
      name: 'half a replica',
      inputs: { workloads: [deployment('web', { replicas: 1.5 })] },
      outcome: 'Error',
      message: '1.5',
    },
    {
      name: 'a selector that matches nothing leaves the default',
      inputs: { policies: [policy('p', { workloadSelector: { matchLabels: { no: 'body' } } })] },
      outcome: 'Placed',
    },
    {
      name: 'a required policy that is missing',
      inputs: { requiresPolicy: true },
      outcome: 'Error',
      message: 'no policy selects Deployment "web"',
    },
    {
      name: 'an unknown target in a distribution',
      inputs: { distributions: [distribution('d', { targets: [{ name: 'larg' }] })] },
      outcome: 'Error',
      message: 'there is no target "larg"; the nearest is "large"',
    },
    {
      name: 'an unknown policy in a distribution',
      inputs: {
        policies: [policy('gold')],
        distributions: [distribution('d', { placement: { policyRef: { name: 'golt' } } })],
      },
      outcome: 'Error',
      message: 'the nearest is "gold"',
    },
    {
      name: 'an unknown constraint in a policy',
      inputs: {
        policies: [policy('p', { constraintRefs: [{ kind: 'SchedulingConstraint', name: 'edge' }] })],
        constraints: [constraint('egde', {})],
      },
      outcome: 'Error',
      message: 'the nearest is "egde"',
    },
    {
      name: 'an unknown target in a rule',
      inputs: {
        policies: [
          policy('p', { rules: [{ name: 'r', effect: 'Require', weight: 50, clusters: { include: ['lagre'] } }] }),
        ],
      },
      outcome: 'Error',
      message: 'the nearest is "large"',
    },
    {
      name: 'a target that is known to be absent is no mistake',
      inputs: {
        absentTargets: ['gone'],
        distributions: [distribution('d', { targets: [{ name: 'gone' }, { name: 'large' }] })],
      },
      outcome: 'Placed',
    },
    {
      name: 'an unknown forced target',
      inputs: {
        decisions: [
          storedDecision(deployment('web'), {}, { overrides: [{ clusterName: 'lrge', effect: 'Force', reason: '' }] }),
        ],
      },
      outcome: 'Error',
      message: 'the nearest is "large"',
    },
  ])('$name', ({ inputs, outcome, message }) => {
    const decision = decisionOf({ targets: three, workloads: [deployment('web', { replicas: 1 })], ...inputs })
    expect(decision.outcome).toBe(outcome)
    if (message !== undefined) expect(decision.error?.message).toContain(message)
  })

  test('the nearest name to an unknown one is given once, in the message', () => {
    const message = 'the strategy to use: there is no strategy "Spraed"; the nearest is "Spread"'
    expect(() => decisionOf({ targets: three, workloads: [deployment('web')], strategy: 'Spraed' })).toThrow(
      expect.objectContaining({ message, hint: undefined }),
    )
  })

  test('bounds that contradict each other name both constraints', () => {
    const decision = decisionOf({
      targets: [large],
      workloads: [deployment('web', { replicas: 5 })],
      constraints: [constraint('floor', { minReplicas: 4 }), constraint('lid', { maxReplicas: 2 })],
    })
    expect(decision.outcome).toBe('Unplaced')
    expect(decision.reasonsFor('large')[0]).toMatchObject({
      code: 'BoundsContradict',
      message: '"floor" wants at least 4 replicas on a target and "lid" at most 2',
    })
  })

  test('a target given twice, and a workload given twice, are refused', () => {
    expect(() => scheduleAll({ targets: [large, large], workloads: [] })).toThrow('SyncTarget "large" is given twice')
    expect(() => scheduleAll({ targets: [], workloads: [deployment('web'), deployment('web')] })).toThrow(
      'is given twice',
    )
  })
})
