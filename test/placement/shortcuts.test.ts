import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { firstInRank, firstOfDomains } from '../../src/core/placement/choice/best.ts'
import { DivisionTable } from '../../src/core/placement/division/division.ts'
import { buildFleet, indexed } from '../../src/core/placement/fleet/fleet.ts'
import { allBits } from '../../src/core/placement/fleet/bits.ts'
import { GroupColumns } from '../../src/core/placement/division/group-columns.ts'
import { type Spread } from '../../src/core/placement/policy/limits.ts'
import { MeritBook } from '../../src/core/placement/ranking/merit.ts'
import { compareRank, type Ranking, sortedByRank } from '../../src/core/placement/ranking/ranking.ts'
import { reachOverDomains } from '../../src/core/placement/choice/reach.ts'
import { SkewRoom, SpreadCounter } from '../../src/core/placement/division/spread-counter.ts'
import { spreadDomains } from '../../src/core/placement/division/spread-domains.ts'
import { divideSpread } from '../../src/core/placement/division/spread-division.ts'
import { target } from './support/objects.ts'

const runs = { numRuns: 300, seed: 20261124 }

/** The levels of one target, best first when small; the last two when large. */
const levels = fc.record({
  tier: fc.nat(3),
  taints: fc.nat(2),
  soft: fc.nat(2),
  rule: fc.constantFrom(0, 50, 100),
  strategy: fc.constantFrom(-101, 0, 40, 100),
  here: fc.nat(1),
  hash: fc.nat(3),
})

type Levels = typeof levels extends fc.Arbitrary<infer One> ? One : never

function rankingOf(all: readonly Levels[]): Ranking {
  return {
    tier: Uint16Array.from(all, ({ tier }) => tier),
    worstTier: 3,
    taints: Uint16Array.from(all, ({ taints }) => taints),
    soft: Float64Array.from(all, ({ soft }) => soft),
    rule: Uint8Array.from(all, ({ rule }) => rule),
    strategy: Float64Array.from(all, ({ strategy }) => strategy),
    scorers: [],
    here: Uint8Array.from(all, ({ here }) => here),
    ties: { of: (target) => all[target]?.hash ?? 0 },
    merit: new Float64Array(all.length),
    hasMerit: false,
  }
}

/** The definition: level by level, and the order of names last. */
function plainOrder(all: readonly Levels[]): number[] {
  const keyOf = ({ tier, taints, soft, rule, strategy, here, hash }: Levels) => [
    tier,
    taints,
    soft,
    -rule,
    -strategy,
    -here,
    -hash,
  ]
  return all
    .map((one, index) => ({ index, key: keyOf(one) }))
    .sort((left, right) => {
      for (const [level, value] of left.key.entries()) {
        const order = value - (right.key[level] ?? 0)
        if (order !== 0) return order
      }
      return left.index - right.index
    })
    .map(({ index }) => index)
}

const everyone = (all: readonly unknown[]) => Int32Array.from(all, (_, index) => index)

function withMerit(ranking: Ranking, list: Int32Array): Ranking {
  const { tier, worstTier, rule, soft, strategy, taints } = ranking
  const rules = { refused: undefined, tier, score: rule, ranked: rule, worstTier, hasErrors: false }
  const into = new Float64Array(list.length)
  const merit = new MeritBook().fill(rules, { levels: taints, worst: 2 }, soft, strategy, -101, list, list.length, into)
  expect(merit).toBe(into)
  return { ...ranking, merit: into, hasMerit: true }
}

describe('the order of targets', () => {
  test('sortedByRank and firstInRank give the levels in order, and a merit changes nothing', () => {
    fc.assert(
      fc.property(fc.array(levels, { maxLength: 40 }), fc.nat(40), (all, count) => {
        const list = everyone(all)
        const expected = plainOrder(all)
        for (const ranking of [rankingOf(all), withMerit(rankingOf(all), list)]) {
          expect(sortedByRank(ranking, list)).toEqual(expected)
          expect(firstInRank(ranking, list, count, new GroupColumns())).toEqual(expected.slice(0, count))
        }
      }),
      runs,
    )
  })

  test.each([
    ['a tier', { worstTier: 32 }, { worst: 0 }, 0, -1],
    ['taints', { worstTier: 0 }, { worst: 128 }, 0, -1],
    ['a soft level', { worstTier: 0 }, { worst: 0 }, 128, -1],
    ['a soft level that is no whole number', { worstTier: 0 }, { worst: 0 }, 0.5, -1],
    ['a count of placements', { worstTier: 0 }, { worst: 0 }, 0, -(2 ** 26)],
  ])(
    '%s beyond the room of its level leaves the levels to be compared one by one',
    (_, rules, taints, soft, lowest) => {
      const merit = new MeritBook().fill(
        {
          refused: undefined,
          tier: new Uint16Array(1),
          score: new Uint8Array(1),
          ranked: new Uint8Array(1),
          hasErrors: false,
          ...rules,
        },
        { levels: new Uint16Array(1), ...taints },
        Float64Array.of(soft),
        new Float64Array(1),
        lowest,
        Int32Array.of(0),
        1,
        new Float64Array(1),
      )
      expect(merit).toBeUndefined()
    },
  )
})

const spreads = fc.record({
  maxSkew: fc.integer({ min: 1, max: 4 }),
  minDomains: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
})

/** Targets by their zone, and one hard spread over zones that counts replicas. */
const spreadFleets = fc.record({
  zones: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 14 }),
  spread: spreads,
})

function counterOf(
  zones: readonly string[],
  { maxSkew, minDomains }: { maxSkew: number; minDomains: number | undefined },
) {
  const fleet = indexed(
    buildFleet({
      targets: zones.map((zone, index) => target(`t${String(index).padStart(2, '0')}`, { labels: { zone } })),
    }),
  )
  const spread: Spread = {
    topologyKey: 'zone',
    maxSkew,
    whenUnsatisfiable: 'DoNotSchedule',
    from: 'limits',
    ...(minDomains === undefined ? {} : { minDomains }),
  }
  const eligible = allBits(fleet.size)
  return () => new SpreadCounter(spreadDomains(spread, fleet, eligible), 1)
}

/**
 * Seats by the definition: the next to the largest weight / (2 × seats + 1), of equals to the one with fewer seats, then to
 * the first, that keeps every skew.
 */
function seatByDefinition(
  total: number,
  members: readonly number[],
  caps: readonly number[],
  counters: readonly SpreadCounter[],
  weights: readonly number[] = members.map(() => 1),
) {
  const seats = members.map(() => 0)
  const claim = (index: number) => (weights[index] ?? 0) / (2 * (seats[index] ?? 0) + 1)
  const comesBefore = (index: number, best: number) =>
    claim(index) > claim(best) || (claim(index) === claim(best) && (seats[index] ?? 0) < (seats[best] ?? 0))
  for (let given = 0; given < total; given++) {
    let best = -1
    for (const [index, member] of members.entries()) {
      const isKept = counters.every((counter) => counter.keeps(counter.domainOf[member] ?? -1))
      const isOpen = (seats[index] ?? 0) < (caps[member] ?? 0) && isKept
      if (isOpen && (best < 0 || comesBefore(index, best))) best = index
    }
    if (best < 0) break
    seats[best] = (seats[best] ?? 0) + 1
    for (const counter of counters) counter.add(counter.domainOf[members[best] ?? 0] ?? -1)
  }
  return seats
}

function divided(
  total: number,
  members: readonly number[],
  caps: readonly number[],
  counters: readonly SpreadCounter[],
  weights: readonly number[] = members.map(() => 1),
): number[] {
  const table = new DivisionTable(0)
  table.reset(members.length)
  for (const [index, member] of members.entries()) table.set(index, weights[index] ?? 1, 0, caps[member] ?? 0)
  divideSpread(table, members, total, counters)
  return Array.from(table.seats.subarray(0, members.length))
}

const capsOf = (zones: readonly unknown[], given: readonly number[]) =>
  zones.map((_, index) => given[index % given.length] ?? 0)
const someWeights = fc.array(fc.constantFrom(1, 2, 3, 7, 4096), { minLength: 40, maxLength: 40 })
const someCaps = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 14 })

describe('a hard spread of replicas', () => {
  test('seats from heaps are those given one by one to whom the definition names', () => {
    fc.assert(
      fc.property(spreadFleets, someCaps, someWeights, fc.nat(30), ({ zones, spread }, given, weights, total) => {
        const counter = counterOf(zones, spread)
        const members = zones.map((_, index) => index)
        const caps = capsOf(zones, given)
        expect(divided(total, members, caps, [counter()], weights)).toEqual(
          seatByDefinition(total, members, caps, [counter()], weights),
        )
      }),
      runs,
    )
  })

  test('the same over so many domains that they play a tournament, and over two spreads at once', () => {
    const zones = Array.from({ length: 40 }, (_, index) => `z${String((index * 7) % 23).padStart(2, '0')}`)
    fc.assert(
      fc.property(
        spreads,
        spreads,
        fc.boolean(),
        someCaps,
        someWeights,
        fc.nat(60),
        (one, two, both, given, weights, total) => {
          const counters = [
            counterOf(zones, one),
            ...(both
              ? [
                  counterOf(
                    zones.map((zone) => zone.slice(0, 2)),
                    two,
                  ),
                ]
              : []),
          ]
          const members = zones.map((_, index) => index)
          const caps = capsOf(zones, given)
          const anew = () => counters.map((counter) => counter())
          expect(divided(total, members, caps, anew(), weights)).toEqual(
            seatByDefinition(total, members, caps, anew(), weights),
          )
        },
      ),
      { ...runs, numRuns: 100 },
    )
  })

  test('the beginning of the ranking that the domains ask for is the shortest that holds everything', () => {
    fc.assert(
      fc.property(
        spreadFleets,
        fc.integer({ min: 1, max: 12 }),
        fc.array(levels, { minLength: 14, maxLength: 14 }),
        ({ zones, spread }, total, all) => {
          const counter = counterOf(zones, spread)
          const list = everyone(zones)
          const ranking = rankingOf(all)
          const reach = reachOverDomains(list, ranking, () => 1000, total, counter().domains, new GroupColumns())
          const room = new SkewRoom(counter())
          const taken: number[] = []
          for (const next of sortedByRank(ranking, list)) {
            if (room.seats >= total) break
            room.add(next, 1000)
            taken.push(next)
          }
          expect(reach).toEqual(room.seats >= total ? taken : undefined)
        },
      ),
      runs,
    )
  })

  test('SkewRoom counts the seats that a beginning of the ranking holds', () => {
    fc.assert(
      fc.property(spreadFleets, someCaps, ({ zones, spread }, given) => {
        const counter = counterOf(zones, spread)
        const caps = capsOf(zones, given)
        const room = new SkewRoom(counter())
        for (const [index] of zones.entries()) {
          room.add(index, caps[index] ?? 0)
          const members = zones.slice(0, index + 1).map((_, member) => member)
          const held = seatByDefinition(1000, members, caps, [counter()]).reduce((sum, seats) => sum + seats, 0)
          expect(room.seats).toBe(held)
        }
      }),
      runs,
    )
  })

  test('no domain ends with more than SpreadDomains.most, whatever the capacities', () => {
    fc.assert(
      fc.property(spreadFleets, someCaps, fc.nat(30), ({ zones, spread }, given, total) => {
        const counter = counterOf(zones, spread)()
        const most = counter.domains.most(total)
        divided(
          total,
          zones.map((_, index) => index),
          capsOf(zones, given),
          [counter],
        )
        expect(Math.max(...counter.counts)).toBeLessThanOrEqual(most)
      }),
      runs,
    )
  })

  test('equal parts over the first of every domain are equal parts over all', () => {
    fc.assert(
      fc.property(
        spreadFleets,
        fc.nat(13),
        fc.array(levels, { minLength: 14, maxLength: 14 }),
        ({ zones, spread }, total, all) => {
          fc.pre(total > 0 && total < zones.length)
          const counter = counterOf(zones, spread)
          const list = everyone(zones)
          const ranking = rankingOf(all)
          const seatsBy = (members: readonly number[]) => {
            const seats = divided(
              total,
              members,
              zones.map(() => 1000),
              [counter()],
            )
            return new Map(
              members.flatMap((member, index) => (seats[index] === 0 ? [] : [[member, seats[index]] as const])),
            )
          }
          const first = firstOfDomains([counter().domains], ranking, list, total, new GroupColumns())
          expect(first).toEqual([...first].sort((left, right) => compareRank(ranking, left, right)))
          expect([...seatsBy(first)]).toEqual([...seatsBy(sortedByRank(ranking, list))])
        },
      ),
      runs,
    )
  })
})
