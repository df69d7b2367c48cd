import type { ScoredLine } from './demand.ts'
import { domainsFor } from './placed.ts'
import { type Pods, podsCounted, podsOf } from './points.ts'
import { domainKey, domainStep } from './ranking.ts'
import type { Subject } from './subject.ts'

/** The strategy's score of a target on which `room` pods fit, and what it was made of. */
export type StrategyScore = {
  readonly room: number
  readonly score: number
  readonly parts: { readonly [name: string]: number }
}

/** Scores targets one by one as things were at the moment of a decision, telling what each score is made of. */
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

  /** @param counts placements by domain at that moment, where the strategy counts them */
  of(target: number, room: number, counts: Float64Array | undefined): StrategyScore {
    const { strategy, world, moment } = this.#subject
    const parts: { [name: string]: number } = {}
    let sum = 0
    let least = Infinity
    let scored = 0
    for (const { resource, column, asked } of this.#counted) {
      const whole = column.capacity[target] ?? NaN
      if (Number.isNaN(whole) || strategy.points === undefined) continue
      const left = world.ledger.freeAt(column, target, moment) - asked * podsCounted(this.#pods, room)
      const points = strategy.points(left, whole)
      setPart(parts, resource, points)
      sum += points
      least = Math.min(least, points)
      scored++
    }
    const score = scored === 0 ? 0 : strategy.combines === 'mean' ? Math.floor(sum / scored) : least
    if (this.#domains === undefined) return { room, score, parts }
    const placements = counts?.[this.#domains[target] ?? 0] ?? 0
    setPart(parts, 'placementsInDomain', placements)
    return { room, score: score - domainStep * placements, parts }
  }
}

/** A resource may be called anything; this name alone is no plain property. */
function setPart(parts: { [name: string]: number }, name: string, value: number): void {
  if (name === '__proto__') Object.defineProperty(parts, name, { value, enumerable: true, configurable: true })
  else parts[name] = value
}
