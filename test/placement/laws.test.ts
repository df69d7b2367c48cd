import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../src/core/apimachinery/index.ts'
import type { SyncTarget } from '../../src/core/api/index.ts'
import {
  type Decision,
  divideReplicas,
  type PlacementInputs,
  type Reason,
  rescheduleAll,
  scheduleAll,
} from '../../src/core/placement/index.ts'
import { constraint, policy, ready, target, workload } from './support/objects.ts'
import { seed, times } from './support/runs.ts'

const runs = { numRuns: 120 * times, seed }

const region = 'topology.kubernetes.io/region'
const keys = [region, 'zone']

/** Small fleets in which every filter has something to refuse. */
const targets: fc.Arbitrary<SyncTarget[]> = fc
  .array(
    fc.record({
      region: fc.constantFrom('eu', 'us', 'ap', undefined),
      zone: fc.constantFrom('a', 'b', undefined),
      tier: fc.constantFrom('prod', 'dev'),
      cpu: fc.constantFrom('1', '2500m', '4', '8', '20'),
      memory: fc.constantFrom('2Gi', '16Gi', undefined),
      allocated: fc.constantFrom('0', '500m', '3'),
      cordoned: fc.boolean(),
      isReady: fc.constantFrom<'True' | 'False'>('True', 'True', 'True', 'False'),
      taint: fc.constantFrom<'NoSchedule' | 'PreferNoSchedule' | undefined>(
        'NoSchedule',
        'PreferNoSchedule',
        undefined,
        undefined,
      ),
      quota: fc.constantFrom(undefined, undefined, undefined, 3),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((all) =>
    all.map((one, index) =>
      target(`t${index}`, {
        labels: {
          tier: one.tier,
          ...(one.region === undefined ? {} : { [region]: one.region }),
          ...(one.zone === undefined ? {} : { zone: one.zone }),
        },
        capacity: { cpu: one.cpu, ...(one.memory === undefined ? {} : { memory: one.memory }) },
        spec: {
          ...(one.cordoned && index % 3 === 0 ? { unschedulable: true } : {}),
          ...(one.taint === undefined ? {} : { taints: [{ key: 'dedicated', effect: one.taint }] }),
          ...(one.quota === undefined ? {} : { resourceQuotas: [{ scope: 'Namespace', hard: { pods: one.quota } }] }),
        },
        status: { conditions: [ready(one.isReady)], allocatedResources: { cpu: one.allocated } },
      }),
    ),
  )

const workloads: fc.Arbitrary<KubeObject[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom('Deployment', 'Deployment', 'Deployment', 'StatefulSet', 'DaemonSet'),
      replicas: fc.nat(9),
      cpu: fc.constantFrom('250m', '1', '1500m'),
      group: fc.constantFrom('x', 'y'),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) =>
    all.map(({ kind, replicas, cpu, group }, index) =>
      workload('apps/v1', kind, `w${index}`, {
        labels: { app: `w${index}`, group },
        cpu,
        memory: '1Gi',
        ...(kind === 'DaemonSet' ? {} : { replicas }),
      }),
    ),
  )

const limits = fc.record(
  {
    minReplicas: fc.integer({ min: 1, max: 3 }),
    maxReplicas: fc.integer({ min: 3, max: 5 }),
    maxClusters: fc.integer({ min: 1, max: 4 }),
    topologySpreadConstraints: fc
      .record({
        topologyKey: fc.constantFrom(...keys),
        maxSkew: fc.integer({ min: 1, max: 3 }),
        whenUnsatisfiable: fc.constantFrom('DoNotSchedule' as const, 'ScheduleAnyway' as const),
        unit: fc.constantFrom('Clusters' as const, 'Replicas' as const),
        minDomains: fc.integer({ min: 1, max: 3 }),
      })
      .map((spread) => [spread]),
    antiAffinity: fc
      .record({
        topologyKey: fc.constantFrom(...keys),
        enforcement: fc.constantFrom('Required' as const, 'Preferred' as const),
      })
      .map((term) => ({ terms: [{ ...term, labelSelector: { matchLabels: { group: 'x' } } }] })),
  },
  { requiredKeys: [] },
)

const inputs: fc.Arbitrary<PlacementInputs> = fc
  .record({
    targets,
    workloads,
    strategy: fc.constantFrom(
      'BestFit' as const,
      'Spread' as const,
      'Binpack' as const,
      'Random' as const,
      'LeastLoaded' as const,
    ),
    enforcement: fc.constantFrom('Required' as const, 'Preferred' as const),
    effect: fc.constantFrom('Require' as const, 'Forbid' as const, 'Prefer' as const),
    limits: fc.option(limits, { nil: undefined }),
    selectsProd: fc.constantFrom(false, false, false, true),
  })
  .map(({ targets, workloads, strategy, enforcement, effect, limits, selectsProd }) => ({
    targets,
    workloads,
    policies: [
      policy('p', {
        strategy,
        enforcement,
        rules: [{ name: 'prod', effect, weight: 30, celExpression: "target.metadata.labels['tier'] == 'prod'" }],
        ...(selectsProd ? { clusterSelector: { labelSelector: { matchLabels: { tier: 'prod' } } } } : {}),
      }),
    ],
    constraints: limits === undefined ? [] : [constraint('limits', limits)],
  }))

function summary(decisions: readonly Decision[]): unknown {
  return decisions.map(({ workload, outcome, overflow, clusters }) => ({ workload, outcome, overflow, clusters }))
}

function seats(decisions: readonly Decision[]): Map<string, number | null> {
  return new Map(
    decisions.flatMap(({ workload, clusters }) =>
      clusters.map(({ clusterName, replicas }): [string, number | null] => [
        `${workload.name}@${clusterName}`,
        replicas,
      ]),
    ),
  )
}

const cpuOf = (object: KubeObject): number => {
  const text = JSON.stringify(object).match(/"cpu":"(\d+)(m?)"/)
  return Number(text?.[1]) * (text?.[2] === 'm' ? 1 : 1000)
}

describe('laws of placement', { timeout: 600_000 }, () => {
  test('sums, bounds, and no capacity promised twice', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const { decisions } = scheduleAll(given)
        const limits = given.constraints?.[0]?.spec
        const used = new Map<string, number>()
        for (const { workload, mode, requested, overflow, clusters } of decisions) {
          expect(clusters.length).toBeLessThanOrEqual(limits?.maxClusters ?? Infinity)
          const object = given.workloads.find(({ metadata }) => metadata.name === workload.name)
          for (const { clusterName, replicas } of clusters)
            used.set(
              clusterName,
              (used.get(clusterName) ?? 0) +
                (replicas ?? 1) * cpuOf(object ?? { apiVersion: '', kind: '', metadata: {} }),
            )
          if (mode === 'Duplicated' || requested === null) continue
          expect(clusters.reduce((sum, { replicas }) => sum + (replicas ?? 0), overflow ?? 0)).toBe(requested)
          for (const { replicas } of clusters) {
            if (requested === 0) continue
            expect(replicas).toBeGreaterThanOrEqual(limits?.minReplicas ?? 1)
            expect(replicas).toBeLessThanOrEqual(limits?.maxReplicas ?? Infinity)
          }
        }
        for (const { metadata, spec, status } of given.targets) {
          const [capacity, allocated] = [spec.cells?.[0]?.capacity?.['cpu'], status?.allocatedResources?.['cpu']].map(
            (text) => cpuOf({ apiVersion: '', kind: '', metadata: {}, cpu: text }),
          )
          expect(used.get(metadata.name) ?? 0).toBeLessThanOrEqual(Math.max(0, (capacity ?? 0) - (allocated ?? 0)))
        }
      }),
      runs,
    )
  })

  test('the order of input changes nothing, and the same seed gives the same bytes', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const turned = { ...given, targets: [...given.targets].reverse(), workloads: [...given.workloads].reverse() }
        expect(summary(scheduleAll(turned).decisions)).toEqual(summary(scheduleAll(given).decisions))
      }),
      runs,
    )
  })

  test('rescheduling after scheduling moves nothing, nor does a new target or an unrelated label', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const { decisions } = scheduleAll(given)
        expect(seats(rescheduleAll(given, decisions).decisions)).toEqual(seats(decisions))
        const changed = {
          ...given,
          targets: given.targets.map((one) => ({
            ...one,
            metadata: { ...one.metadata, labels: { ...one.metadata.labels, unrelated: 'x' } },
          })),
        }
        expect(seats(rescheduleAll(changed, decisions).decisions)).toEqual(seats(decisions))
        const grown = {
          ...given,
          targets: [
            ...given.targets,
            target('new', {
              capacity: { cpu: '50', memory: '50Gi' },
              labels: { [region]: 'sa', zone: 'z', tier: 'prod' },
            }),
          ],
        }
        const after = seats(rescheduleAll(grown, decisions).decisions)
        // What was left over may find room where the new domain allows more; nothing that had a place moves.
        const short = decisions.filter(({ overflow }) => (overflow ?? 0) > 0)
        for (const [key, replicas] of seats(decisions.filter((one) => !short.includes(one))))
          expect(after.get(key)).toBe(replicas)
        for (const [key, replicas] of seats(short)) expect(after.get(key)).toBeGreaterThanOrEqual(replicas ?? 0)
      }),
      runs,
    )
  })

  test('rescheduling upwards shrinks nobody', () => {
    fc.assert(
      fc.property(inputs, fc.integer({ min: 1, max: 6 }), (given, more) => {
        const { decisions } = scheduleAll(given)
        const grown = {
          ...given,
          workloads: given.workloads.map((one, index) => {
            const spec = one['spec'] as { replicas?: number }
            return index === 0 && spec.replicas !== undefined
              ? { ...one, spec: { ...spec, replicas: spec.replicas + more } }
              : one
          }),
        }
        const after = seats(rescheduleAll(grown, decisions).decisions)
        for (const [key, replicas] of seats(decisions))
          if (replicas !== null && replicas > 0) expect(after.get(key) ?? 0, key).toBeGreaterThanOrEqual(replicas)
      }),
      runs,
    )
  })

  test('a Required violation is never chosen', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const [spec] = (given.policies ?? []).map((one) => one.spec)
        const effect = spec?.rules[0]?.effect
        if (spec?.enforcement !== 'Required' || effect === 'Prefer') return
        const wanted = effect === 'Require' ? 'prod' : 'dev'
        for (const { clusters } of scheduleAll(given).decisions)
          for (const { clusterName } of clusters)
            expect(given.targets.find(({ metadata }) => metadata.name === clusterName)?.metadata.labels?.['tier']).toBe(
              wanted,
            )
      }),
      runs,
    )
  })

  test('the explanation is complete: remove every listed reason and the target becomes selectable', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const alone = { ...given, workloads: given.workloads.slice(0, 1) }
        const [decision] = scheduleAll(alone).decisions
        const rejected = decision?.rejected() ?? []
        expect(rejected.length + (decision?.clusters.length ?? 0)).toBe(given.targets.length)
        for (const { clusterName, reasons } of rejected) {
          expect(reasons).not.toEqual([])
          if (reasons.every(isRanking)) continue
          const mended = reasons.reduce<PlacementInputs>((inputs, reason) => mend(inputs, clusterName, reason), alone)
          const [after] = scheduleAll(mended).decisions
          expect(
            after?.reasonsFor(clusterName).filter((reason) => !isRanking(reason)),
            clusterName,
          ).toEqual([])
        }
      }),
      runs,
    )
  })
})

describe('where replicas are left over', { timeout: 600_000 }, () => {
  test('the explanation is complete: every target has a reason of its own, or a limit that says why not one more', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        // All are decided first: what is asked later is answered from the state of that step.
        for (const decision of scheduleAll(given).decisions) {
          if ((decision.overflow ?? 0) === 0) {
            expect(decision.leftOver()).toEqual([])
            continue
          }
          const limited = new Set(decision.leftOver().flatMap(({ clusterNames }) => clusterNames))
          const refused = decision.rejected().filter(({ reasons }) => !reasons.every(isRanking))
          const free = given.targets.map(({ metadata: { name } }) => name)
          expect(
            free.filter((name) => !limited.has(name) && !refused.some(({ clusterName }) => clusterName === name)),
            JSON.stringify(decision.leftOver()),
          ).toEqual([])
        }
      }),
      runs,
    )
  })
})

const isRanking = ({ stage, code }: Reason) => stage === 'Ranking' || code === 'SkewExceeded'

/** The inputs without one reason against a target. */
function mend(inputs: PlacementInputs, name: string, { code, name: what }: Reason): PlacementInputs {
  const change = (make: (one: SyncTarget) => SyncTarget) => ({
    ...inputs,
    targets: inputs.targets.map((one) => (one.metadata.name === name ? make(one) : one)),
  })
  const labelled = (key: string, value: string) =>
    change((one) => ({ ...one, metadata: { ...one.metadata, labels: { ...one.metadata.labels, [key]: value } } }))
  switch (code) {
    case 'Cordoned':
      return change(({ spec: { unschedulable: _, ...spec }, ...one }) => ({ ...one, spec }))
    case 'NotReady':
      return change((one) => ({ ...one, status: { ...one.status, conditions: [ready('True')] } }))
    case 'UntoleratedTaint':
      return change(({ spec: { taints: _, ...spec }, ...one }) => ({ ...one, spec }))
    case 'QuotaExceeded':
      return change(({ spec: { resourceQuotas: _, ...spec }, ...one }) => ({ ...one, spec }))
    case 'LabelMismatch':
      return {
        ...inputs,
        policies: (inputs.policies ?? []).map(({ spec: { clusterSelector: _, ...spec }, ...one }) => ({
          ...one,
          spec,
        })),
      }
    case 'RequireUnmatched':
    case 'ForbidMatched':
      return {
        ...inputs,
        policies: (inputs.policies ?? []).map((one) => ({ ...one, spec: { ...one.spec, rules: [] } })),
      }
    case 'TopologyKeyMissing':
      return labelled(what, 'somewhere')
    case 'InsufficientResource':
      return change((one) => ({
        ...one,
        spec: {
          ...one.spec,
          cells: (one.spec.cells ?? []).map((cell) => ({ ...cell, capacity: { ...cell.capacity, [what]: '1000Gi' } })),
        },
      }))
    case 'BoundsContradict':
    case 'TooFewReplicas':
    case 'ReplicasOutOfBounds':
      return {
        ...inputs,
        constraints: (inputs.constraints ?? []).map(
          ({ spec: { minReplicas: _, maxReplicas: __, ...spec }, ...one }) => ({ ...one, spec }),
        ),
      }
    default:
      throw new Error(`no way to mend ${code}`)
  }
}

describe('a hard spread of many replicas', { timeout: 600_000 }, () => {
  test('divides by levels as it would seat by seat', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ cpu: fc.integer({ min: 1, max: 9000 }), zone: fc.nat(3) }), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.integer({ min: 4097, max: 6000 }),
        fc.integer({ min: 1, max: 900 }),
        (all, replicas, maxSkew) => {
          const targets = all.map(({ cpu, zone }, index) =>
            target(`t${index}`, { labels: { zone: `z${zone}` }, capacity: { cpu: String(cpu) } }),
          )
          const spread = { topologyKey: 'zone', maxSkew, whenUnsatisfiable: 'DoNotSchedule' as const }
          const [decision] = scheduleAll({
            targets,
            workloads: [workload('apps/v1', 'Deployment', 'w', { replicas })],
            policies: [policy('p', { strategy: 'Spread' })],
            constraints: [constraint('s', { topologySpreadConstraints: [spread] })],
          }).decisions
          const zones = new Map<number, number>(all.map(({ zone }) => [zone, 0]))
          const room = new Map(
            all.map(({ zone }) => [
              zone,
              all.filter((one) => one.zone === zone).reduce((sum, { cpu }) => sum + cpu, 0),
            ]),
          )
          let left = replicas
          for (; left > 0; left--) {
            const least = Math.min(...zones.values())
            const open = [...zones].filter(
              ([zone, count]) => count < (room.get(zone) ?? 0) && count + 1 - least <= maxSkew,
            )
            if (open.length === 0) break
            const most = open.reduce((best, one) => (share(one[0], one[1]) > share(best[0], best[1]) ? one : best))
            zones.set(most[0], most[1] + 1)
          }
          function share(zone: number, count: number): number {
            // The zone's next target: equal weights, so the one with the fewest seats that has room.
            const members = all.filter((one) => one.zone === zone).map(({ cpu }) => ({ weight: 1, max: cpu }))
            const { seats } = divideReplicas(count, members)
            const next = Math.min(...seats.flatMap((seat, index) => (seat < (members[index]?.max ?? 0) ? [seat] : [])))
            return 1 / (2 * next + 1)
          }
          expect(decision?.overflow).toBe(left)
        },
      ),
      { numRuns: 6 * times, seed },
    )
  })
})
