import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SyncTarget } from '../../src/core/api/index.ts'
import type { PlacementInputs, Reason } from '../../src/core/placement/index.ts'
import {
  compatibility,
  constraint,
  decisionOf,
  distribution,
  policy,
  ready,
  storedDecision,
  target,
  workload,
} from './support/objects.ts'
import { seed, times } from './support/runs.ts'

const names = ['t0', 't1', 't2', 't3', 't4']
const some = fc.subarray(names, { minLength: 1 })
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 })
const appsV1 = { group: 'apps', version: 'v1', resource: 'deployments' }

const targets = fc.tuple(
  ...names.map((name) =>
    fc
      .record({
        labels: fc.record(
          {
            region: fc.constantFrom('eu', 'us'),
            tier: fc.constantFrom('gold', 'iron'),
            floor: fc.constantFrom('1', '2'),
            env: fc.constantFrom('prod', 'dev'),
            rack: fc.constantFrom('1', '2'),
            hall: fc.constantFrom('1', '2'),
            row: fc.constantFrom('1', '2'),
          },
          { requiredKeys: [] },
        ),
        cpu: fc.constantFrom('1', '4', '40'),
        location: fc.constantFrom('paris', 'oslo'),
        unschedulable: fc.boolean(),
        evictAfter: maybe(fc.constantFrom('2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')),
        taints: fc.subarray([
          { key: 'gpu', effect: 'NoSchedule' as const },
          { key: 'gpu', value: 'a', effect: 'NoExecute' as const },
          { key: 'edge', value: 'b', effect: 'NoSchedule' as const },
          { key: 'soft', effect: 'PreferNoSchedule' as const },
        ]),
        hard: fc.record(
          { pods: fc.constantFrom(1, 50), 'requests.cpu': fc.constantFrom('500m', '90') },
          { requiredKeys: [] },
        ),
        scope: fc.constantFrom('Namespace' as const, 'SyncTarget' as const),
        isReady: fc.constantFrom<'True' | 'False' | 'Unknown'>('True', 'True', 'False', 'Unknown'),
        beat: fc.constantFrom('2026-06-01T00:00:00Z', '2026-05-01T00:00:00Z'),
        phase: fc.constantFrom<'Ready' | 'NotReady' | 'Terminating'>('Ready', 'Ready', 'NotReady', 'Terminating'),
        apis: maybe(
          fc.constantFrom<NonNullable<SyncTarget['spec']['supportedAPIResources']>>(
            [],
            [{ ...appsV1, capabilities: ['Status' as const] }],
            [{ ...appsV1, capabilities: ['Sync' as const] }],
          ),
        ),
      })
      .map((one) =>
        target(name, {
          labels: one.labels,
          capacity: { cpu: one.cpu, pods: '10' },
          spec: {
            location: one.location,
            unschedulable: one.unschedulable,
            taints: one.taints,
            resourceQuotas: [{ scope: one.scope, hard: one.hard }],
            ...(one.evictAfter === undefined ? {} : { evictAfter: one.evictAfter }),
            ...(one.apis === undefined ? {} : { supportedAPIResources: one.apis }),
          },
          status: { phase: one.phase, lastHeartbeatTime: one.beat, conditions: [ready(one.isReady)] },
        }),
      ),
  ),
)

const rule = fc.record({
  effect: fc.constantFrom('Require' as const, 'Forbid' as const, 'Prefer' as const),
  weight: fc.constant(10),
  // They read nothing that removing another reason changes.
  celExpression: fc.constantFrom(
    "target.metadata.labels['env'] == 'prod'",
    "'env' in target.metadata.labels",
    "target.metadata.name < 't3'",
  ),
})

const limits = fc.record(
  {
    minReplicas: fc.integer({ min: 1, max: 4 }),
    maxReplicas: fc.integer({ min: 1, max: 4 }),
    maxClusters: fc.integer({ min: 1, max: 3 }),
    resourceRequirements: fc.constantFrom('100m', '2').map((cpu) => ({ requests: { cpu } })),
    topologySpreadConstraints: fc
      .record({
        maxSkew: fc.integer({ min: 1, max: 2 }),
        topologyKey: fc.constantFrom('region', 'row'),
        whenUnsatisfiable: fc.constantFrom('DoNotSchedule' as const, 'ScheduleAnyway' as const),
        minDomains: fc.integer({ min: 1, max: 3 }),
      })
      .map((one) => [one]),
    antiAffinity: fc.constantFrom('rack', 'hall').map((topologyKey) => ({
      terms: [{ topologyKey, enforcement: 'Required' as const, labelSelector: { matchLabels: { app: 'neighbour' } } }],
    })),
  },
  { requiredKeys: [] },
)

/** One workload to explain, and its neighbour, which stands where a decision has put it. */
const worlds: fc.Arbitrary<PlacementInputs> = fc
  .record({
    targets,
    kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet'),
    replicas: fc.integer({ min: 1, max: 8 }),
    enforcement: fc.constantFrom('Required' as const, 'Preferred' as const),
    rules: fc.array(rule, { maxLength: 3 }),
    selector: fc.record(
      {
        labelSelector: fc.constantFrom<{ matchLabels: { [key: string]: string } }>(
          { matchLabels: { floor: '2', tier: 'gold' } },
          { matchLabels: { tier: 'iron' } },
        ),
        locations: fc.constantFrom<string[]>(['paris'], ['oslo', 'paris']),
        clusterNames: some,
      },
      { requiredKeys: [] },
    ),
    tolerates: fc.boolean(),
    limits: fc.array(limits, { maxLength: 2 }),
    listed: maybe(some),
    zero: fc.constantFrom(...names),
    needsCel: fc.boolean(),
    overrides: fc.array(
      fc.record({
        clusterName: fc.constantFrom(...names),
        effect: fc.constantFrom('Exclude' as const, 'Exclude' as const, 'Force' as const),
        reason: fc.constant('a test'),
        expiresAt: fc.constantFrom('2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'),
      }),
      { maxLength: 2 },
    ),
  })
  .map((one) => {
    const web = workload('apps/v1', one.kind, 'web', one.kind === 'DaemonSet' ? {} : { replicas: one.replicas })
    const neighbour = workload('apps/v1', 'Deployment', 'neighbour', { replicas: 1, cpu: '100m' })
    return {
      targets: one.targets,
      now: '2026-06-01T00:00:00Z',
      judgesHeartbeats: true,
      workloads: [web, neighbour],
      policies: [
        policy('p', {
          enforcement: one.enforcement,
          workloadSelector: { matchLabels: { app: 'web' } },
          rules: one.rules.map((rule, index) => ({ name: `r${index}`, ...rule })),
          clusterSelector: one.selector,
          ...(one.tolerates
            ? { tolerations: [{ key: 'gpu', operator: 'Exists' as const, effect: 'NoSchedule' as const }] }
            : {}),
        }),
      ],
      constraints: one.limits.map((limit, index) => ({
        ...constraint(`c${index}`, { ...limit, workloadSelector: { matchLabels: { app: 'web' } } }),
      })),
      compatibility: one.needsCel
        ? [compatibility('cel', { requiredFeatures: ['cel'], forbiddenFields: ['spec.paused'] })]
        : [],
      ...(one.listed === undefined || one.kind !== 'Deployment'
        ? {}
        : {
            distributions: [
              distribution('d', {
                workloadRef: { name: 'web' },
                targets: one.listed.map((name) => ({ name, weight: name === one.zero ? 0 : 1 })),
              }),
            ],
          }),
      decisions: [storedDecision(web, {}, { overrides: one.overrides }), storedDecision(neighbour, { t0: 1, t4: 1 })],
    }
  })

const isRanking = ({ stage, code }: Reason) => stage === 'Ranking' || code === 'SkewExceeded'

test(
  'whatever keeps a target out is listed: without the listed reasons, and nothing else changed, it becomes selectable',
  { timeout: 600_000 },
  () => {
    const mended = new Set<string>()
    fc.assert(
      fc.property(worlds, (world) => {
        const decision = decisionOf(world, 'web')
        if (decision.outcome === 'Error') return
        for (const name of names) {
          if (decision.clusters.some(({ clusterName }) => clusterName === name)) continue
          const reasons = decision.reasonsFor(name)
          expect(reasons).not.toEqual([])
          const hard = reasons.filter((one) => !isRanking(one))
          if (hard.length === 0) continue
          for (const { code } of hard) mended.add(code)
          const after = decisionOf(
            hard.reduce((given, one) => without(given, name, one), world),
            'web',
          )
          const left = after.clusters.some(({ clusterName }) => clusterName === name) ? [] : after.reasonsFor(name)
          expect(
            left.filter((one) => !isRanking(one)),
            `${name}: ${JSON.stringify(reasons)}`,
          ).toEqual([])
        }
      }),
      { numRuns: 120 * times, seed },
    )
    // The worlds are odd enough for every step to have refused something.
    expect([...mended].sort()).toEqual(
      expect.arrayContaining([
        'APINotServed',
        'Cordoned',
        'Draining',
        'Excluded',
        'FeatureUnknown',
        'ForbidMatched',
        'InsufficientResource',
        'LabelMismatch',
        'LocationMismatch',
        'NotInDistribution',
        'NotReady',
        'QuotaExceeded',
        'RequireUnmatched',
        'RuleError',
        'Silent',
        'Terminating',
        'TooClose',
        'TopologyKeyMissing',
        'UntoleratedTaint',
        'ZeroShare',
      ]),
    )
  },
)

/** The inputs without one reason against a target, and with everything else as it was. */
function without(inputs: PlacementInputs, name: string, { code, name: what }: Reason): PlacementInputs {
  const change = (make: (one: SyncTarget) => SyncTarget): PlacementInputs => ({
    ...inputs,
    targets: inputs.targets.map((one) => (one.metadata.name === name ? make(one) : one)),
  })
  const spec = (make: (spec: SyncTarget['spec']) => Partial<SyncTarget['spec']>) =>
    change((one) => ({ ...one, spec: { ...one.spec, ...make(one.spec) } }))
  const status = (parts: Partial<NonNullable<SyncTarget['status']>>) =>
    change((one) => ({ ...one, status: { ...one.status, ...parts } }))
  const label = (key: string, value: string) =>
    change((one) => ({ ...one, metadata: { ...one.metadata, labels: { ...one.metadata.labels, [key]: value } } }))
  const [p] = inputs.policies ?? []
  const wanted = p?.spec.clusterSelector
  switch (code) {
    case 'Excluded':
      return {
        ...inputs,
        decisions: (inputs.decisions ?? []).map((one) => ({
          ...one,
          spec: {
            ...one.spec,
            overrides: (one.spec.overrides ?? []).filter(({ clusterName }) => clusterName !== name),
          },
        })),
      }
    case 'NotInDistribution':
    case 'ZeroShare':
      return {
        ...inputs,
        distributions: (inputs.distributions ?? []).map((one) => ({
          ...one,
          spec: {
            ...one.spec,
            targets: [...(one.spec.targets ?? []).filter((each) => each.name !== name), { name, weight: 1 }],
          },
        })),
      }
    case 'LabelMismatch':
      return label(what, wanted?.labelSelector?.matchLabels?.[what] ?? '')
    case 'LocationMismatch':
      return spec(() => ({ location: wanted?.locations?.[0] ?? '' }))
    case 'NameMismatch':
      return {
        ...inputs,
        policies: (inputs.policies ?? []).map((one) => ({
          ...one,
          spec: { ...one.spec, clusterSelector: { ...one.spec.clusterSelector, clusterNames: [name] } },
        })),
      }
    case 'Cordoned':
      return spec(() => ({ unschedulable: false }))
    case 'Draining':
      return change(({ spec: { evictAfter: _, ...rest }, ...one }) => ({ ...one, spec: rest }))
    case 'Terminating':
      return status({ phase: 'Ready' })
    case 'NotReady':
      return what === 'phase' ? status({ phase: 'Ready' }) : status({ conditions: [ready('True')] })
    case 'Silent':
      return status({ lastHeartbeatTime: inputs.now ?? '' })
    case 'UntoleratedTaint':
      return spec(({ taints = [] }) => ({ taints: taints.filter(({ key }) => key !== what) }))
    case 'APINotServed':
    case 'APINotSynced':
      return change(({ spec: { supportedAPIResources: _, ...rest }, ...one }) => ({ ...one, spec: rest }))
    case 'FeatureUnknown':
      return { ...inputs, compatibility: [] }
    case 'QuotaExceeded':
      return spec(({ resourceQuotas = [] }) => ({
        resourceQuotas: resourceQuotas.map(({ hard: { [what]: _, ...hard }, ...one }) => ({ ...one, hard })),
      }))
    case 'InsufficientResource':
      return spec(({ cells = [] }) => ({
        cells: cells.map((cell) => ({ ...cell, capacity: { ...cell.capacity, [what]: '1000' } })),
      }))
    case 'TooClose':
      return {
        ...inputs,
        constraints: (inputs.constraints ?? []).map(({ spec: { antiAffinity: _, ...rest }, ...one }) => ({
          ...one,
          spec: rest,
        })),
      }
    case 'TopologyKeyMissing':
      return label(what, 'somewhere')
    case 'BoundsContradict':
    case 'TooFewReplicas':
    case 'ReplicasOutOfBounds':
      return {
        ...inputs,
        constraints: (inputs.constraints ?? []).map(
          ({ spec: { minReplicas: _, maxReplicas: __, ...rest }, ...one }) => ({ ...one, spec: rest }),
        ),
      }
    case 'RequireUnmatched':
    case 'ForbidMatched':
    case 'RuleError':
      return {
        ...inputs,
        policies: (inputs.policies ?? []).map((one) => ({
          ...one,
          spec: { ...one.spec, rules: one.spec.rules.filter((rule) => rule.name !== what) },
        })),
      }
    default:
      throw new Error(`no way to do without ${code}`)
  }
}
