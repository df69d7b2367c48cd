import { allBits, type Bits, intersect, listBits, noBits, setBit, subtract } from '../fleet/bits.ts'
import type { Filter } from './filter.ts'
import { filters } from './registry.ts'
import type { Subject } from '../subject.ts'

/** Targets that pass what does not depend on how full they are, as a set and in order. Not to be changed. */
export class Passing {
  readonly bits: Bits
  readonly list: Int32Array
  readonly #without = new Map<Bits, Passing>()

  constructor(bits: Bits, size: number) {
    this.bits = bits
    const list = new Int32Array(size)
    this.list = list.slice(0, listBits(bits, list))
  }

  /** These without some others, found once for every set of others. */
  without(refused: Bits, size: number): Passing {
    let rest = this.#without.get(refused)
    if (rest === undefined) {
      const bits = this.bits.slice()
      subtract(bits, refused)
      rest = new Passing(bits, size)
      if (this.#without.size >= mostSets) this.#without.clear()
      this.#without.set(refused, rest)
    }
    return rest
  }
}

/** Sets kept for rules that read the workload, of which there may be as many as there are workloads. */
const mostSets = 64

/** Names every combination of filter keys; a step costs one lookup instead of a joined text, or none where it is as before. */
type Node = {
  readonly next: Map<string | undefined, Node>
  lastKey: string | undefined
  last: Node | undefined
  passing: Passing | undefined
}

function newNode(): Node {
  return { next: new Map(), lastKey: undefined, last: undefined, passing: undefined }
}

/** The sets of passing targets that filters found, kept for workloads that share them. */
export class FilterCache {
  readonly #sets = new Map<string, Bits>()
  readonly #root = newNode()

  /** Targets that pass every filter that does not depend on how full they are, and the rules. */
  passing(subject: Subject): Passing {
    const { refused } = subject.columns
    const passing = this.#filtered(subject)
    return refused === undefined ? passing : passing.without(refused, subject.world.fleet.size)
  }

  #filtered(subject: Subject): Passing {
    let node = this.#root
    for (let index = 0; index < inOrder.length; index++) {
      const key = inOrder[index]?.key(subject)
      if (key === null) return this.#join(subject)
      if (node.last === undefined || node.lastKey !== key) {
        let next = node.next.get(key)
        if (next === undefined) node.next.set(key, (next = newNode()))
        node.last = next
        node.lastKey = key
      }
      node = node.last
    }
    return (node.passing ??= this.#join(subject))
  }

  #join(subject: Subject): Passing {
    const { size } = subject.world.fleet
    const bits = allBits(size)
    for (const [name, filter] of filters) {
      const key = filter.key(subject)
      if (key !== undefined) intersect(bits, this.#set(name, filter, key, subject))
    }
    return new Passing(bits, size)
  }

  #set(name: string, filter: Filter, key: string | null, subject: Subject): Bits {
    const known = key === null ? undefined : this.#sets.get(`${name}=${key}`)
    if (known !== undefined) return known
    const bits = filter.passing?.(subject) ?? passingOneByOne(filter, subject)
    if (key !== null) this.#sets.set(`${name}=${key}`, bits)
    return bits
  }
}

const inOrder = [...filters.values()]

function passingOneByOne(filter: Filter, subject: Subject): Bits {
  const { size } = subject.world.fleet
  const bits = noBits(size)
  for (let target = 0; target < size; target++) if (filter.reasons(subject, target).length === 0) setBit(bits, target)
  return bits
}
