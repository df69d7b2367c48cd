import type { ScoredLine } from '../usage/demand.ts'
import { domainsFor } from '../usage/placed.ts'
import { type Pods, podsCounted, podsOf } from './points.ts'
import { domainKey, domainStep } from './ranking.ts'
import type { Subject } from '../subject.ts'

/** What a score is made of, by name. */
export type Parts = { [name: string]: number }

/** Scores targets one by one as things were at the moment of a decision. */
export class Scoring {
  readonly #subject: Subject
  readonly #pods: Pods
  readonly #counted: readonly ScoredLine[]
  readonly #domains: Int32Array | undefined

  constructor(subject: Subject) {
    this.#subject = subject
    this.#pods = podsOf(subject)
    const { strategy, demand, world } = subject
    this.#counted = strategy.points === undefined ? [] : demand.scored
    this.#domains = strategy.countsDomains ? domainsFor(world.fleet, domainKey(subject)) : undefined
  }

  /**
   * The strategy's score of a target on which `room` pods fit.
   *
   * @param place where the ledger tells what was free on it then
   * @param counts placements by domain at that moment, where the strategy counts them
   * @param parts is told what the score is made of
   */
  of(target: number, place: number, room: number, counts: Float64Array | undefined, parts?: Parts): number {
    const { strategy, world } = this.#subject
    const pods = podsCounted(this.#pods, room)
    let sum = 0
    let least = Infinity
    let scored = 0
    for (const { resource, column, asked } of this.#counted) {
      const whole = column.capacity[target] ?? NaN
      if (Number.isNaN(whole) || strategy.points === undefined) continue
      const points = strategy.points(world.ledger.freeAt(column, target, place) - asked * pods, whole)
      if (parts !== undefined) setPart(parts, resource, points)
      sum += points
      least = Math.min(least, points)
      scored++
    }
    const score = scored === 0 ? 0 : strategy.combines === 'mean' ? Math.floor(sum / scored) : least
    if (this.#domains === undefined) return score
    const placements = counts?.[this.#domains[target] ?? 0] ?? 0
    if (parts !== undefined) setPart(parts, 'placementsInDomain', placements)
    return score - domainStep * placements
  }
}

/** A resource may be called anything; this name alone is no plain property. */
function setPart(parts: Parts, name: string, value: number): void {
  if (name === '__proto__') Object.defineProperty(parts, name, { value, enumerable: true, configurable: true })
  else parts[name] = value
}
