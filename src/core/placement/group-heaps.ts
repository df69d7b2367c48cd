import { compareQuotients, type DivisionTable } from './division.ts'

/** Members of a division in groups; the one of each with the next claim to a seat is on top of a heap. All in flat lists. */
export class GroupHeaps {
  /** How many groups there are. */
  readonly count: number
  readonly #table: DivisionTable
  readonly #items: number[]
  readonly #starts: number[]
  readonly #lengths: number[]

  /** @param groupOf by member the number of its group, −1 for a member that takes no seats */
  constructor(table: DivisionTable, groupOf: readonly number[], count: number) {
    this.count = count
    this.#table = table
    this.#items = new Array<number>(groupOf.length)
    this.#starts = new Array<number>(count).fill(0)
    this.#lengths = new Array<number>(count).fill(0)
    const lengths = this.#lengths
    for (let index = 0; index < groupOf.length; index++) {
      const group = groupOf[index] ?? -1
      if (group >= 0) lengths[group] = (lengths[group] ?? 0) + 1
    }
    for (let group = 1; group < count; group++)
      this.#starts[group] = (this.#starts[group - 1] ?? 0) + (lengths[group - 1] ?? 0)
    lengths.fill(0)
    for (let index = 0; index < groupOf.length; index++) {
      const group = groupOf[index] ?? -1
      if (group < 0) continue
      const length = lengths[group] ?? 0
      this.#items[(this.#starts[group] ?? 0) + length] = index
      lengths[group] = length + 1
    }
    for (let group = 0; group < count; group++)
      for (let node = ((lengths[group] ?? 0) >> 1) - 1; node >= 0; node--) this.#sink(group, node)
  }

  /** The member of a group that has the next claim; −1 when none is left. */
  top(group: number): number {
    return (this.#lengths[group] ?? 0) === 0 ? -1 : (this.#items[this.#starts[group] ?? 0] ?? -1)
  }

  /** Puts the top of a group in its place again, now that it has one more seat; a member that is full leaves. */
  settleTop(group: number, isFull: boolean): void {
    if (isFull) {
      const start = this.#starts[group] ?? 0
      const length = (this.#lengths[group] ?? 0) - 1
      this.#lengths[group] = length
      this.#items[start] = this.#items[start + length] ?? 0
    }
    this.#sink(group, 0)
  }

  /** Whether the next seat goes to member `left` rather than to `right`. */
  isBefore(left: number, right: number): boolean {
    const { weights, seats } = this.#table
    const order = compareQuotients(weights[left] ?? 0, seats[left] ?? 0, weights[right] ?? 0, seats[right] ?? 0)
    return order !== 0 ? order < 0 : left < right
  }

  #sink(group: number, node: number): void {
    const items = this.#items
    const start = this.#starts[group] ?? 0
    const length = this.#lengths[group] ?? 0
    const moved = items[start + node] ?? 0
    for (;;) {
      let child = 2 * node + 1
      if (child >= length) break
      if (child + 1 < length && this.isBefore(items[start + child + 1] ?? 0, items[start + child] ?? 0)) child++
      const other = items[start + child] ?? 0
      if (!this.isBefore(other, moved)) break
      items[start + node] = other
      node = child
    }
    if (node < length) items[start + node] = moved
  }
}
