import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { divideReplicas, type Share } from '../../src/core/placement/index.ts'
import { seed, times } from './support/runs.ts'

describe('the division of replicas by Webster', () => {
  // facts: Karmada's test of its own method, weights 170:110:60, totals 1 to 10.
  test.each([
    [1, [1, 0, 0]],
    [2, [1, 1, 0]],
    [3, [1, 1, 1]],
    [4, [2, 1, 1]],
    [5, [2, 2, 1]],
    [6, [3, 2, 1]],
    [7, [4, 2, 1]],
    [8, [4, 3, 1]],
    [9, [4, 3, 2]],
    [10, [5, 3, 2]],
  ])('%i replicas over weights 170:110:60', (total, seats) => {
    const shares = [170, 110, 60].map((weight) => ({ weight }))
    expect(divideReplicas(total, shares)).toEqual({ seats, overflow: 0 })
  })

  test.each<{ name: string; total: number; shares: Share[]; seats: number[]; overflow?: number }>([
    { name: 'nothing over nobody', total: 0, shares: [], seats: [] },
    { name: 'something over nobody overflows', total: 3, shares: [], seats: [], overflow: 3 },
    {
      name: 'equal weights share evenly, the first take the rest',
      total: 7,
      shares: [{ weight: 1 }, { weight: 1 }, { weight: 1 }],
      seats: [3, 2, 2],
    },
    { name: 'weight 0 takes nothing', total: 4, shares: [{ weight: 0 }, { weight: 2 }], seats: [0, 4] },
    {
      name: 'only weights of 0 overflow',
      total: 4,
      shares: [{ weight: 0 }, { weight: 0 }],
      seats: [0, 0],
      overflow: 4,
    },
    { name: 'a floor of weight 0 is filled', total: 4, shares: [{ weight: 0, min: 1 }, { weight: 2 }], seats: [1, 3] },
    {
      name: 'floors are filled by quotient when there is too little for all',
      total: 3,
      shares: [
        { weight: 1, min: 2 },
        { weight: 5, min: 2 },
      ],
      seats: [1, 2],
    },
    { name: 'a cap passes the rest on', total: 10, shares: [{ weight: 9, max: 2 }, { weight: 1 }], seats: [2, 8] },
    {
      name: 'what no cap has room for overflows',
      total: 10,
      shares: [
        { weight: 9, max: 2 },
        { weight: 1, max: 3 },
      ],
      seats: [2, 3],
      overflow: 5,
    },
    {
      name: 'an exact tie goes to the one with fewer seats',
      total: 2,
      shares: [{ weight: 3 }, { weight: 1 }],
      seats: [1, 1],
    },
    {
      name: 'the largest total and weights',
      total: 2147483647,
      shares: [{ weight: 2147483647 }, { weight: 1 }],
      seats: [2147483646, 1],
    },
    {
      name: 'two halves of the largest total',
      total: 2147483647,
      shares: [{ weight: 2147483647 }, { weight: 2147483647 }],
      seats: [1073741824, 1073741823],
    },
  ])('$name', ({ total, shares, seats, overflow = 0 }) => {
    expect(divideReplicas(total, shares)).toEqual({ seats, overflow })
  })

  test.each<{ name: string; total: number; share: Share }>([
    { name: 'a negative total', total: -1, share: { weight: 1 } },
    { name: 'a total of 2^31', total: 2 ** 31, share: { weight: 1 } },
    { name: 'a fraction', total: 1.5, share: { weight: 1 } },
    { name: 'a negative weight', total: 1, share: { weight: -1 } },
    { name: 'a floor above its cap', total: 1, share: { weight: 1, min: 2, max: 1 } },
    { name: 'a cap that is no number', total: 1, share: { weight: 1, max: NaN } },
  ])('$name is refused', ({ total, share }) => {
    expect(() => divideReplicas(total, [share])).toThrow(expect.objectContaining({ code: 'InvalidShare' }))
  })
})

/** Webster as it is defined: seat by seat, in exact integers. */
function seatBySeat(total: number, shares: readonly Share[]): { seats: number[]; overflow: number } {
  const seats = shares.map(() => 0)
  const next = (limit: (share: Share) => number, weightless: boolean) => {
    let best = -1
    for (const [index, share] of shares.entries()) {
      if ((share.weight === 0 && !weightless) || (seats[index] ?? 0) >= limit(share)) continue
      if (best < 0) {
        best = index
        continue
      }
      const mine = BigInt(share.weight) * BigInt(2 * (seats[best] ?? 0) + 1)
      const theirs = BigInt(shares[best]?.weight ?? 0) * BigInt(2 * (seats[index] ?? 0) + 1)
      const isTie = mine === theirs && share.weight > 0
      if (mine > theirs || (isTie && (seats[index] ?? 0) < (seats[best] ?? 0))) best = index
    }
    return best
  }
  for (let given = 0; given < total; given++) {
    let index = next((share) => share.min ?? 0, true)
    if (index < 0) index = next((share) => share.max ?? Infinity, false)
    if (index < 0) return { seats, overflow: total - given }
    seats[index] = (seats[index] ?? 0) + 1
  }
  return { seats, overflow: 0 }
}

const weight = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 6 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 100 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 2147483647 }) },
)
const share: fc.Arbitrary<Share> = fc
  .record({ weight, floor: fc.oneof(fc.constant(0), fc.nat(5)), room: fc.oneof(fc.constant(undefined), fc.nat(12)) })
  .map(({ weight, floor, room }) => ({ weight, min: floor, ...(room === undefined ? {} : { max: floor + room }) }))
const total = fc.oneof(fc.nat(12), fc.nat(80))

describe('laws of division', { timeout: 600_000 }, () => {
  const runs = { numRuns: 20_000 * times, seed }

  test('it agrees with seat by seat, and raising the total shrinks nobody', () => {
    fc.assert(
      fc.property(total, fc.array(share, { maxLength: 9 }), (total, shares) => {
        const division = divideReplicas(total, shares)
        expect(division).toEqual(seatBySeat(total, shares))
        const more = divideReplicas(total + 1, shares)
        division.seats.forEach((seats, index) => expect(more.seats[index]).toBeGreaterThanOrEqual(seats))
      }),
      runs,
    )
  })

  test('seats and overflow sum to the total, within floors and caps', () => {
    fc.assert(
      fc.property(fc.nat(2147483647), fc.array(share, { maxLength: 9 }), (total, shares) => {
        const { seats, overflow } = divideReplicas(total, shares)
        expect(seats.reduce((sum, count) => sum + count, overflow)).toBe(total)
        const floors = shares.reduce((sum, { min = 0 }) => sum + min, 0)
        seats.forEach((count, index) => {
          const { weight = 0, min = 0, max = Infinity } = shares[index] ?? {}
          if (total >= floors) expect(count).toBeGreaterThanOrEqual(min)
          expect(count).toBeLessThanOrEqual(max)
          if (weight === 0) expect(count).toBeLessThanOrEqual(min)
        })
      }),
      runs,
    )
  })

  test('it agrees with seat by seat over many targets, where the divisor is found by bisection', () => {
    fc.assert(
      fc.property(
        fc.array(share, { minLength: 20, maxLength: 150 }),
        fc.integer({ min: 0, max: 4000 }),
        (shares, total) => {
          expect(divideReplicas(total, shares)).toEqual(seatBySeat(total, shares))
        },
      ),
      { numRuns: 60 * times, seed },
    )
  })

  test('a weight of free replicas never gets more than is free', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 8 }), fc.nat(400), (free, total) => {
        const sum = free.reduce((left, right) => left + right, 0)
        const { seats } = divideReplicas(
          Math.min(total, sum),
          free.map((weight) => ({ weight })),
        )
        seats.forEach((count, index) => expect(count).toBeLessThanOrEqual(free[index] ?? 0))
      }),
      runs,
    )
  })
})
