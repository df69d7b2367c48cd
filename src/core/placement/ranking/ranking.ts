import { DivisionTable } from '../division/division.ts'
import { untoleratedPreferences } from '../filters/tolerated.ts'
import { type HashColumn, TieHashes } from '../fleet/hash.ts'
import type { LevelColumn } from './merit.ts'
import type { Subject } from '../subject.ts'

/** Working columns, one entry per target, used again for every decision of a run. */
export class Scratch {
  readonly list: Int32Array
  /** Pods that fit, by target. */
  readonly room: Float64Array
  readonly soft: Float64Array
  readonly strategy: Float64Array
  readonly ties: TieHashes
  readonly here: Uint8Array
  readonly scorers: Float64Array[]
  readonly points: Float64Array
  readonly merit: Float64Array
  readonly table: DivisionTable
  /** Zeros; not to be changed. */
  readonly zeros: Float64Array
  #listed: Int32Array

  constructor(size: number, scorers: number, hashes: HashColumn) {
    this.list = new Int32Array(size)
    this.room = new Float64Array(size)
    this.soft = new Float64Array(size)
    this.strategy = new Float64Array(size)
    this.ties = new TieHashes(hashes, size)
    this.here = new Uint8Array(size)
    this.points = new Float64Array(size)
    this.merit = new Float64Array(size)
    this.table = new DivisionTable(0)
    this.zeros = new Float64Array(size)
    this.scorers = Array.from({ length: scorers }, () => new Float64Array(size))
    this.#listed = this.list
  }

  /** The first `count` of the list. As most decisions have as many candidates as the one before, the view is mostly there. */
  listed(count: number): Int32Array {
    if (this.#listed.length !== count) this.#listed = this.list.subarray(0, count)
    return this.#listed
  }
}

/**
 * What targets are ranked by, in order; a level speaks only where all before it are equal, so that no weight leaks from one
 * into another.
 */
export type Ranking = {
  readonly tier: Uint16Array
  /** Largest tier there is. */
  readonly worstTier: number
  readonly taints: Uint16Array
  readonly soft: Float64Array
  readonly rule: Uint8Array
  readonly strategy: Float64Array
  readonly scorers: readonly Float64Array[]
  readonly here: Uint8Array
  readonly ties: Pick<TieHashes, 'of'>
  /** The levels down to the strategy's score in one number, where they fit into one: the greater, the better. Else zeros. */
  readonly merit: Float64Array
  readonly hasMerit: boolean
}

/** Negative when `left` ranks before `right`. Never 0 for two targets. */
export function compareRank(ranking: Ranking, left: number, right: number): number {
  const { merit } = ranking
  const one = merit[left] ?? 0
  const other = merit[right] ?? 0
  return one > other ? -1 : one < other ? 1 : compareEqual(ranking, left, right)
}

/** As {@link compareRank} for two targets of the same merit. */
export function compareEqual(ranking: Ranking, left: number, right: number): number {
  if (ranking.hasMerit) return compareLast(ranking, left, right)
  return compareAbove(ranking, left, right) || compareBelow(ranking, left, right)
}

/** Targets in rank order. A merge sort here is several times faster than one that calls back for every comparison. */
export function sortedByRank(ranking: Ranking, list: Int32Array): number[] {
  const { length } = list
  let from = list.slice()
  let into = new Int32Array(length)
  for (let width = 1; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      const middle = Math.min(start + width, length)
      const end = Math.min(start + 2 * width, length)
      let left = start
      let right = middle
      for (let place = start; place < end; place++) {
        const takesLeft = left < middle && (right >= end || compareRank(ranking, from[left] ?? 0, from[right] ?? 0) < 0)
        into[place] = from[takesLeft ? left++ : right++] ?? 0
      }
    }
    ;[from, into] = [into, from]
  }
  return Array.from(from)
}

/** The levels above spread violations. */
export function compareAbove({ tier, taints }: Ranking, left: number, right: number): number {
  return (tier[left] ?? 0) - (tier[right] ?? 0) || (taints[left] ?? 0) - (taints[right] ?? 0)
}

/** Spread violations and the levels below them. */
export function compareBelow(ranking: Ranking, left: number, right: number): number {
  const { soft, rule, strategy } = ranking
  return (
    (soft[left] ?? 0) - (soft[right] ?? 0) ||
    (rule[right] ?? 0) - (rule[left] ?? 0) ||
    (strategy[right] ?? 0) - (strategy[left] ?? 0) ||
    compareLast(ranking, left, right)
  )
}

/** Scorers, being there already, the tie hash, then the order of names. */
export function compareLast({ scorers, here, ties }: Ranking, left: number, right: number): number {
  for (let index = 0; index < scorers.length; index++) {
    const scores = scorers[index]
    const order = (scores?.[right] ?? 0) - (scores?.[left] ?? 0)
    if (order !== 0) return order
  }
  const moved = (here[right] ?? 0) - (here[left] ?? 0)
  if (moved !== 0) return moved
  const one = ties.of(left)
  const other = ties.of(right)
  // The sign alone: a difference of hashes would be a number on the heap.
  return one > other ? -1 : one < other ? 1 : left - right
}

const taintsByPlan = new WeakMap<object, LevelColumn>()

/** Untolerated PreferNoSchedule taints of every target. */
export function preferenceColumn(subject: Subject): LevelColumn {
  const { plan, world } = subject
  let column = taintsByPlan.get(plan)
  if (column === undefined) {
    const levels = new Uint16Array(world.fleet.size)
    for (let target = 0; target < levels.length; target++) levels[target] = untoleratedPreferences(subject, target)
    column = { levels, worst: levels.reduce((worst, level) => Math.max(worst, level), 0) }
    taintsByPlan.set(plan, column)
  }
  return column
}

/**
 * The strategy's score of `count` targets of `list`; the same numbers as {@link Scoring} gives.
 *
 * @param points what the strategy gives for resources
 * @returns `points` themselves where nothing else counts, else `into`
 */
export function strategyColumn(
  subject: Subject,
  points: Float64Array,
  list: Int32Array,
  count: number,
  into: Float64Array,
): Float64Array {
  const { strategy, world } = subject
  if (!strategy.countsDomains) return points
  const { counts, domains } = world.placed.counts(domainKey(subject))
  for (let position = 0; position < count; position++) {
    const target = list[position] ?? 0
    into[target] = (points[target] ?? 0) - domainStep * (counts[domains[target] ?? 0] ?? 0)
  }
  return into
}

/** One placement in a domain outweighs all points of resources, which end at 100. */
export const domainStep = 101

/** The key of strategy Spread's domains: that of the first spread constraint, else the region. */
export function domainKey({ limits }: Subject): string {
  return limits.combined.topologySpreadConstraints[0]?.topologyKey ?? 'topology.kubernetes.io/region'
}
