import type { Reference } from '../checker.ts'
import type { Eval } from './frame.ts'

/** A variable of a macro, or a name that was bound: `init` is then evaluated when it is first read. */
export type Local = { readonly name: string; readonly slot: number; readonly init: Eval | undefined }

/** Where values are in a frame: declared variables first, so that they can be filled in order, then what macros name. */
export class Slots {
  /** How many there are so far. */
  count = 0
  readonly #variables = new Map<string, number>()
  readonly #locals: Local[] = []

  /** @param references of all nodes: the declared variables that an expression reads */
  constructor(references: readonly (Reference | undefined)[]) {
    for (const reference of references)
      if (reference?.kind === 'variable' && !this.#variables.has(reference.name))
        this.#variables.set(reference.name, this.take())
  }

  /** Declared variables, in the order of their slots, from 0. */
  get variables(): readonly string[] {
    return [...this.#variables.keys()]
  }

  /** A slot of its own. */
  take(): number {
    return this.count++
  }

  /** The slot of a declared variable. */
  ofVariable(name: string): number | undefined {
    return this.#variables.get(name)
  }

  /** The innermost local of a name. */
  local(name: string): Local | undefined {
    return this.#locals.findLast((one) => one.name === name)
  }

  /** A local comes into reach. */
  enter(name: string, slot: number, init?: Eval): void {
    this.#locals.push({ name, slot, init })
  }

  /** The innermost local is left. */
  leave(): void {
    this.#locals.pop()
  }
}
