import { compareRank, type Ranking } from '../ranking/ranking.ts'

/**
 * As few targets as hold `total` replicas; of all sets of that size the one that comes first in rank order. When no set of
 * at most `limit` targets holds them, the ones that hold the most.
 *
 * A target is taken in rank order when those after it can still complete the set: the sum of the largest capacities behind
 * it, kept in a tree over capacities, tells.
 */
export function fewest(
  ranking: Ranking,
  list: Int32Array,
  total: number,
  cap: (target: number) => number,
  limit: number,
): number[] {
  const order = Array.from(list).sort((left, right) => compareRank(ranking, left, right))
  const bySize = order
    .map((target, position) => ({ position, size: cap(target) }))
    .sort((left, right) => right.size - left.size || left.position - right.position)
  let sum = 0
  let count = 0
  while (count < bySize.length && count < limit && sum < total) sum += bySize[count++]?.size ?? 0
  const goal = Math.min(sum, total)
  const left = new CapacityTree(bySize.map(({ size }) => size))
  const placeOf = new Int32Array(order.length)
  bySize.forEach(({ position }, place) => (placeOf[position] = place))
  const chosen: number[] = []
  let missing = goal
  for (const [position, target] of order.entries()) {
    if (chosen.length === count) break
    const size = cap(target)
    left.remove(placeOf[position] ?? 0, size)
    if (size + left.largest(count - chosen.length - 1) < missing) continue
    chosen.push(target)
    missing -= size
  }
  return chosen
}

/** Sums of the largest capacities that are left, in a Fenwick tree. */
class CapacityTree {
  readonly #sizes: Float64Array
  readonly #counts: Float64Array
  readonly #top: number

  constructor(sizes: readonly number[]) {
    this.#sizes = new Float64Array(sizes.length + 1)
    this.#counts = new Float64Array(sizes.length + 1)
    this.#top = 2 ** Math.floor(Math.log2(Math.max(1, sizes.length)))
    sizes.forEach((size, index) => this.#add(index, size, 1))
  }

  remove(index: number, size: number): void {
    this.#add(index, -size, -1)
  }

  /** The sum of the `count` largest that are left, or of all when there are fewer. */
  largest(count: number): number {
    let at = 0
    let sum = 0
    let rest = count
    for (let step = this.#top; step >= 1; step /= 2) {
      const next = at + step
      if (next >= this.#counts.length || (this.#counts[next] ?? 0) > rest) continue
      at = next
      sum += this.#sizes[next] ?? 0
      rest -= this.#counts[next] ?? 0
    }
    return sum
  }

  #add(index: number, size: number, count: number): void {
    for (let node = index + 1; node < this.#sizes.length; node += node & -node) {
      this.#sizes[node] = (this.#sizes[node] ?? 0) + size
      this.#counts[node] = (this.#counts[node] ?? 0) + count
    }
  }
}
