import { type Ranking, compareAbove, compareLast, compareRank, domainStep } from '../ranking/ranking.ts'
import { domainsOf, Groups, type SpreadCounter } from '../division/spread-counter.ts'

/** Targets alike in every domain that matters, best first in a heap. */
type Group = { readonly domains: readonly number[]; readonly heap: Heap }

/** A binary heap of target numbers by rank. */
class Heap {
  readonly #ranking: Ranking
  readonly #items: number[]

  /** @param items taken over, in any order */
  constructor(ranking: Ranking, items: number[]) {
    this.#ranking = ranking
    this.#items = items
    for (let node = (items.length >> 1) - 1; node >= 0; node--) sink(ranking, items, node)
  }

  get length(): number {
    return this.#items.length
  }

  /** The best, or −1 when there is none. */
  get top(): number {
    return this.#items[0] ?? -1
  }

  pop(): void {
    const items = this.#items
    const last = items.pop() ?? 0
    if (items.length === 0) return
    items[0] = last
    sink(this.#ranking, items, 0)
  }
}

/** Brings a node to where it belongs below: all the way down past the better child, then up again, which is seldom far. */
function sink(ranking: Ranking, items: number[], top: number): void {
  const { length } = items
  const moved = items[top] ?? 0
  let node = top
  for (let child = 2 * node + 1; child < length; child = 2 * node + 1) {
    if (child + 1 < length && compareRank(ranking, items[child + 1] ?? 0, items[child] ?? 0) < 0) child++
    items[node] = items[child] ?? 0
    node = child
  }
  while (node > top) {
    const parent = (node - 1) >> 1
    const other = items[parent] ?? 0
    if (compareRank(ranking, other, moved) < 0) break
    items[node] = other
    node = parent
  }
  items[node] = moved
}

/**
 * Takes targets one after another, best first. Where a level of the ranking depends on what was taken before (soft spread
 * constraints, strategy Spread), it is looked at anew each time; hard spread constraints close domains.
 */
export class Picker {
  readonly #ranking: Ranking
  readonly #spreads: readonly SpreadCounter[]
  readonly #groups: Group[] = []
  /** All of them where nothing depends on what was taken before. */
  readonly #only: Heap | undefined
  readonly #taken = new Map<number, number>()
  readonly #counted: Int32Array | undefined
  /** Whether the end was reached because a hard spread keeps out what is left. */
  isClosed = false

  constructor(
    ranking: Ranking,
    list: Int32Array,
    count: number,
    spreads: readonly SpreadCounter[] = [],
    counted?: Int32Array,
    taken: readonly number[] = [],
  ) {
    this.#ranking = ranking
    this.#spreads = spreads
    this.#counted = counted
    for (const target of taken) this.#take(this.#domainsOf(target))
    if (spreads.length === 0 && counted === undefined) {
      const items = new Array<number>(count)
      for (let position = 0; position < count; position++) items[position] = list[position] ?? 0
      this.#only = new Heap(ranking, items)
      return
    }
    const groups = new Groups([...spreads.map(({ domainOf }) => domainOf), ...(counted === undefined ? [] : [counted])])
    const members: number[][] = []
    for (let position = 0; position < count; position++) {
      const target = list[position] ?? 0
      const number = groups.of(target)
      const alike = members[number]
      if (alike === undefined) members[number] = [target]
      else alike.push(target)
    }
    for (const targets of members)
      this.#groups.push({
        domains: this.#domainsOf(targets[0] ?? 0),
        heap: new Heap(ranking, targets),
      })
  }

  /** The next target, or −1 when none is left that may be taken. */
  next(): number {
    if (this.#only !== undefined) {
      const { top } = this.#only
      if (top >= 0) this.#only.pop()
      return top
    }
    let best: Group | undefined
    let isAnyClosed = false
    for (const group of this.#groups) {
      if (group.heap.length === 0) continue
      if (this.#spreads.some((spread, index) => spread.isHard && !spread.keeps(group.domains[index] ?? -1))) {
        isAnyClosed = true
        continue
      }
      if (best === undefined || this.#compare(group, best) < 0) best = group
    }
    if (best === undefined) {
      this.isClosed = isAnyClosed
      return -1
    }
    const target = best.heap.top
    best.heap.pop()
    this.#take(best.domains)
    return target
  }

  #domainsOf(target: number): number[] {
    const domains = domainsOf(this.#spreads, target)
    if (this.#counted !== undefined) domains.push(this.#counted[target] ?? -1)
    return domains
  }

  #take(domains: readonly number[]): void {
    for (const [index, spread] of this.#spreads.entries()) spread.add(domains[index] ?? -1)
    if (this.#counted === undefined) return
    const domain = domains.at(-1) ?? -1
    this.#taken.set(domain, (this.#taken.get(domain) ?? 0) + 1)
  }

  #compare(left: Group, right: Group): number {
    const ranking = this.#ranking
    const one = left.heap.top
    const other = right.heap.top
    const above = compareAbove(ranking, one, other)
    if (above !== 0) return above
    const soft =
      (ranking.soft[one] ?? 0) + this.#violations(left) - ((ranking.soft[other] ?? 0) + this.#violations(right))
    if (soft !== 0) return soft
    const rule = (ranking.rule[other] ?? 0) - (ranking.rule[one] ?? 0)
    if (rule !== 0) return rule
    const strategy = this.#strategy(other, right) - this.#strategy(one, left)
    return strategy !== 0 ? strategy : compareLast(ranking, one, other)
  }

  /** Soft spreads that one more of the group would break; a missing key is in the ranking already. */
  #violations({ domains }: Group): number {
    let count = 0
    for (const [index, spread] of this.#spreads.entries()) {
      const domain = domains[index] ?? -1
      if (!spread.isHard && domain >= 0 && !spread.keeps(domain)) count++
    }
    return count
  }

  #strategy(target: number, { domains }: Group): number {
    const score = this.#ranking.strategy[target] ?? 0
    if (this.#counted === undefined) return score
    return score - domainStep * (this.#taken.get(domains.at(-1) ?? -1) ?? 0)
  }
}
