import { expect, test } from 'vitest'
import { whyText } from '../../../src/cli/views/placement/report-table.ts'
import { simulate } from '../../../src/core/simulation/index.ts'
import { constraint, deployment, policy, target } from '../../placement/support/objects.ts'
import { scenarioOf } from '../../simulation/support/scenarios.ts'

const zones = ['a', 'b'].map((zone) => target(zone, { labels: { zone }, capacity: { cpu: zone === 'a' ? '2' : '9' } }))
const even = constraint('even', {
  topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }],
})
const nowhere = policy('p', {
  enforcement: 'Required',
  rules: [{ name: 'moon', effect: 'Require', weight: 50, celExpression: "target.spec.location == 'moon'" }],
})

test.each([
  {
    name: 'room is over',
    inputs: { targets: zones },
    expected: '9 left over; too little cpu is left for one more, which needs 1 (a, b)',
  },
  {
    name: 'a skew allows no more anywhere',
    inputs: { targets: zones, constraints: [even], policies: [policy('p', { strategy: 'Spread' })] },
    expected:
      '15 left over; too little cpu is left for one more, which needs 1 (a); constraint "even" allows a skew of 1 over zone: b would be further ahead of a with 2 replicas (b)',
  },
  { name: 'the fleet is empty', inputs: { targets: [] }, expected: 'the fleet has no targets' },
  {
    name: 'a rule refuses all',
    inputs: { targets: zones, policies: [nowhere] },
    expected:
      'no target satisfies rule "moon" (Require); 2× RequireUnmatched (rule "moon" requires target.spec.location == \'moon\')',
  },
  {
    name: 'a target has a reason twice',
    inputs: {
      targets: zones.map((zone) => ({
        ...zone,
        spec: {
          ...zone.spec,
          taints: [
            { key: 'x', effect: 'NoSchedule' as const },
            { key: 'y', effect: 'NoSchedule' as const },
          ],
        },
      })),
    },
    expected: '2× UntoleratedTaint (it has the taint x:NoSchedule, which the policy does not tolerate)',
  },
])('where $name the table says so, and not what was let through', ({ inputs, expected }) => {
  const [placement] = simulate(scenarioOf({ workloads: [deployment('web', { replicas: 20 })], ...inputs })).placements
  expect(placement === undefined ? '' : whyText(placement)).toBe(expected)
})

test('what follows nowhere, or not everywhere, says why', () => {
  const api = (resource: string, group = '') => ({ group, version: 'v1', resource })
  const targets = [target('a', { spec: { supportedAPIResources: [api('deployments', 'apps'), api('services')] } })]
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { selector: { app: 'web' } },
  }
  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'disk', namespace: 'shop' } }
  const volumes = [{ name: 'disk', persistentVolumeClaim: { claimName: 'disk' } }]
  const workloads = [deployment('web', { replicas: 1, pod: { volumes } }), service, claim]
  expect(simulate(scenarioOf({ targets, workloads })).placements.map(whyText)).toEqual([
    'first in rank that holds all replicas',
    'what it follows runs on a, which cannot have it: it does not serve persistentvolumeclaims of v1',
    'with Deployment/web: its selector matches the pods of Deployment "web"',
  ])
})
