import { manyReplicas } from '../fleet/amounts.ts'
import type { Moment } from './charge-log.ts'
import type { DemandLine } from './demand.ts'
import type { Ledger } from './ledger.ts'

/**
 * How many pods of one demand fitted, resource by resource, at the moment of a decision. It looks at one target after
 * another in the same memory: explaining a decision looks at all there are.
 */
export class Fits {
  readonly lines: readonly DemandLine[]
  /** By line of the demand how many pods fitted; NaN where nobody states the resource. */
  readonly rooms: Float64Array
  readonly #ledger: Ledger
  readonly #moment: Moment
  #target = 0
  #place = -1
  #least = 0

  constructor(lines: readonly DemandLine[], ledger: Ledger, moment: Moment) {
    this.lines = lines
    this.rooms = new Float64Array(lines.length)
    this.#ledger = ledger
    this.#moment = moment
  }

  /** Looks at a target, and forgets the one before. */
  at(target: number): this {
    const { lines, rooms } = this
    const ledger = this.#ledger
    const place = ledger.placeAt(target, this.#moment)
    let least = manyReplicas
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index]
      const room = line === undefined ? NaN : ledger.roomAt(line, target, this.#moment, place)
      rooms[index] = room
      if (room < least) least = room
    }
    this.#target = target
    this.#place = place
    this.#least = least
    return this
  }

  /** Pods that fitted by all resources that are stated. */
  get least(): number {
    return this.#least
  }

  /** Where the ledger tells what was free on the target. */
  get place(): number {
    return this.#place
  }

  /** What was free of the resource of a line, in grains; a bigint where a double cannot hold it. Only where it is stated. */
  free(line: DemandLine): number | bigint {
    return this.#ledger.grainsAt(line, this.#target, this.#moment, this.#place)
  }
}
