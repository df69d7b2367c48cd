import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SchedulingConstraint, SyncTarget } from '../../src/core/api/index.ts'
import { type PlacementInputs, rescheduleAll } from '../../src/core/placement/index.ts'
import { constraint, decisionOf, deployment, placed, policy, storedDecision, target } from './support/objects.ts'
import { seed, times } from './support/runs.ts'

/**
 * Small fleets, and every way there is to place a workload on them: written from the words of the design alone, without a
 * line of the scheduler, to see that its choice is allowed, and that no other that is allowed comes before it.
 */
type Small = {
  readonly strategy: 'BestFit' | 'Binpack' | 'LeastLoaded' | 'Spread'
  readonly replicas: number
  readonly min: number
  readonly max: number
  readonly maxClusters: number
  readonly maxSkew: number | undefined
  readonly targets: readonly {
    readonly capacity: number
    readonly free: number
    readonly zone: number
    readonly tier: number
    readonly score: number
  }[]
}

const small: fc.Arbitrary<Small> = fc.record({
  strategy: fc.constantFrom('BestFit' as const, 'Binpack' as const, 'LeastLoaded' as const, 'Spread' as const),
  replicas: fc.integer({ min: 1, max: 6 }),
  min: fc.constantFrom(1, 1, 1, 2, 3),
  max: fc.constantFrom(6, 6, 3, 4),
  maxClusters: fc.constantFrom(4, 4, 1, 2, 3),
  maxSkew: fc.constantFrom(undefined, undefined, 1, 2),
  targets: fc.array(
    fc
      .record({
        capacity: fc.integer({ min: 1, max: 10 }),
        used: fc.nat(9),
        zone: fc.nat(1),
        tier: fc.constantFrom(0, 0, 1),
        score: fc.constantFrom(0, 50, 100),
      })
      .map(({ used, ...one }) => ({ ...one, free: Math.max(0, one.capacity - used) })),
    { minLength: 1, maxLength: 4 },
  ),
})

const nameOf = (index: number) => `t${index}`

function inputsOf({ strategy, replicas, min, max, maxClusters, maxSkew, targets }: Small): PlacementInputs {
  const spec: SchedulingConstraint['spec'] = { minReplicas: min, maxReplicas: max, maxClusters }
  const spread = { topologyKey: 'zone', maxSkew: maxSkew ?? 1, whenUnsatisfiable: 'DoNotSchedule' as const }
  const include = (wanted: (one: Small['targets'][number]) => boolean) =>
    targets.flatMap((one, index) => (wanted(one) ? [nameOf(index)] : []))
  return {
    targets: targets.map(({ capacity, free, zone }, index): SyncTarget =>
      target(nameOf(index), {
        labels: { zone: `z${zone}` },
        capacity: { cpu: String(capacity) },
        status: { allocatedResources: { cpu: String(capacity - free) } },
      }),
    ),
    workloads: [deployment('web', { replicas })],
    policies: [
      policy('p', {
        strategy,
        rules: [
          { name: 'tier', effect: 'Require', weight: 0, clusters: { include: include(({ tier }) => tier === 0) } },
          { name: 'half', effect: 'Prefer', weight: 50, clusters: { include: include(({ score }) => score >= 50) } },
          { name: 'all', effect: 'Prefer', weight: 50, clusters: { include: include(({ score }) => score === 100) } },
        ],
      }),
    ],
    constraints: [
      constraint('c', { ...spec, ...(maxSkew === undefined ? {} : { topologySpreadConstraints: [spread] }) }),
    ],
  }
}

/** Every allowed assignment of at most `replicas` replicas to the targets for which `isOpen` holds. */
function assignments(given: Small, isOpen: (index: number) => boolean): number[][] {
  const { targets, replicas, min, max, maxClusters, maxSkew } = given
  const found: number[][] = []
  const seats = targets.map(() => 0)
  const visit = (index: number, left: number) => {
    if (index === targets.length) {
      if (seats.filter((count) => count > 0).length <= maxClusters && keepsSkew(given, seats)) found.push([...seats])
      return
    }
    const most = isOpen(index) ? Math.min(left, max, targets[index]?.free ?? 0) : 0
    for (let count = 0; count <= most; count++) {
      if (count > 0 && count < min) continue
      seats[index] = count
      visit(index + 1, left - count)
    }
    seats[index] = 0
  }
  visit(0, replicas)
  return found
  function keepsSkew({ targets }: Small, seats: readonly number[]): boolean {
    if (maxSkew === undefined) return true
    const zones = new Map<number, number>()
    // A domain is one that a target makes, full or not.
    targets.forEach(({ zone }, index) => zones.set(zone, (zones.get(zone) ?? 0) + (seats[index] ?? 0)))
    return Math.max(...zones.values()) - Math.min(...zones.values()) <= maxSkew
  }
}

const sum = (seats: readonly number[]) => seats.reduce((all, count) => all + count, 0)

function seatsOf(given: Small, clusters: { [name: string]: number | null }): number[] {
  return given.targets.map((_, index) => clusters[nameOf(index)] ?? 0)
}

/** The keys a target is ranked by before ties, larger is better; `seats` is how many replicas it would take. */
function standing(
  { strategy }: Small,
  { tier, score, free, capacity }: Small['targets'][number],
  seats: number,
): number[] {
  const left = free - seats
  const leastAllocated = Math.floor((100 * left) / capacity)
  const mostAllocated = Math.floor((100 * (capacity - left)) / capacity)
  const isEmptiest = strategy === 'LeastLoaded' || strategy === 'Spread'
  return [-tier, score, isEmptiest ? leastAllocated : mostAllocated]
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const [index, one] of left.entries()) if (one !== right[index]) return one - (right[index] ?? 0)
  return 0
}

describe('against every way there is to place a workload', { timeout: 600_000 }, () => {
  const runs = { numRuns: 500 * times, seed }

  test('the choice is allowed, and all is placed whenever something allowed places all', () => {
    fc.assert(
      fc.property(small, (given) => {
        const decision = decisionOf(inputsOf(given))
        const seats = seatsOf(given, placed(decision))
        const all = assignments(given, () => true)
        expect(all).toContainEqual(seats)
        if (given.maxSkew !== undefined || given.min > 1) return
        expect(sum(seats)).toBe(Math.max(...all.map(sum)))
      }),
      runs,
    )
  })

  test('a worse tier is used only when the better cannot hold it', () => {
    fc.assert(
      fc.property(small, (given) => {
        const seats = seatsOf(given, placed(decisionOf(inputsOf(given))))
        const better = assignments(given, (index) => given.targets[index]?.tier === 0)
        const isEnough = better.some((one) => sum(one) === given.replicas)
        if (given.maxSkew === undefined && given.min === 1 && isEnough)
          expect(given.targets.every(({ tier }, index) => tier === 0 || seats[index] === 0)).toBe(true)
      }),
      runs,
    )
  })

  test('of the single targets that hold all of it, the first by tier, rule score and strategy is taken', () => {
    fc.assert(
      fc.property(small, (given) => {
        const { strategy, replicas, targets } = given
        if (strategy === 'Spread') return
        const seats = seatsOf(given, placed(decisionOf(inputsOf(given))))
        const solos = assignments(given, () => true)
          .filter((one) => sum(one) === replicas && one.filter((count) => count > 0).length === 1)
          .map((one) => one.findIndex((count) => count > 0))
        const best = solos
          .filter((index) => targets[index]?.tier === Math.min(...solos.map((one) => targets[one]?.tier ?? 9)))
          .map((index) => standing(given, targets[index] ?? fail(), replicas))
          .sort(compare)
          .at(-1)
        // A worse tier is no reason to leave several targets of a better one.
        const isBetterTierEnough = assignments(given, (index) => targets[index]?.tier === 0).some(
          (one) => sum(one) === replicas,
        )
        if (best === undefined || (best[0] !== 0 && isBetterTierEnough)) return
        const chosen = seats.flatMap((count, index) => (count > 0 ? [index] : []))
        expect(chosen).toHaveLength(1)
        expect(standing(given, targets[chosen[0] ?? -1] ?? fail(), replicas)).toEqual(best)
      }),
      runs,
    )
  })

  test('Spread comes as near to equal parts as caps allow', () => {
    fc.assert(
      fc.property(small, (drawn) => {
        const given = { ...drawn, strategy: 'Spread' as const, min: 1, maxClusters: 4, maxSkew: undefined }
        const tierOnly = { ...given, targets: given.targets.map((one) => ({ ...one, tier: 0 })) }
        const seats = seatsOf(tierOnly, placed(decisionOf(inputsOf(tierOnly))))
        const squares = (one: readonly number[]) => one.reduce((all, count) => all + count * count, 0)
        const all = assignments(tierOnly, () => true).filter((one) => sum(one) === sum(seats))
        expect(squares(seats)).toBe(Math.min(...all.map(squares)))
      }),
      runs,
    )
  })

  test('rescheduling moves the fewest replicas, and places as many as may be placed beside what is kept', () => {
    fc.assert(
      fc.property(small, fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }), (drawn, before) => {
        const given = { ...drawn, min: 1, maxSkew: undefined }
        const { targets, replicas, max } = given
        const was = targets.map((_, index) => before[index] ?? 0)
        const running = Object.fromEntries(was.flatMap((count, index) => (count > 0 ? [[nameOf(index), count]] : [])))
        const inputs = inputsOf(given)
        const [web] = inputs.workloads
        const stored = storedDecision(web ?? fail(), running)
        const [decision] = rescheduleAll(inputs, Object.keys(running).length === 0 ? [] : [stored]).decisions
        const seats = seatsOf(given, placed(decision ?? fail()))
        // What it holds is given back before it is decided again, where the status of targets did not count it yet.
        const all = assignments(given, () => true)
        expect(all).toContainEqual(seats)
        if (Object.keys(running).length === 0) return
        const keep = (one: readonly number[]) => sum(one.map((count, index) => Math.min(count, was[index] ?? 0)))
        const room = targets.map(({ free }, index) => Math.min(was[index] ?? 0, free, max))
        const most = Math.max(...all.map(keep))
        if (sum(room) <= replicas) expect(keep(seats)).toBe(most)
        const beside = all.filter((one) => keep(one) === keep(seats))
        if (keep(seats) === most) expect(sum(seats)).toBe(Math.max(...beside.map(sum)))
        // And once more: nothing moves.
        const [again] = rescheduleAll(inputs, [decision ?? fail()]).decisions
        expect(placed(again ?? fail())).toEqual(placed(decision ?? fail()))
      }),
      runs,
    )
  })
})

function fail(): never {
  throw new Error('nothing there')
}
