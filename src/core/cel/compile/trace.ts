import { asFailure, bind } from '../binding.ts'
import type { Checked } from '../checker.ts'
import { CelFailure } from '../failure.ts'
import type { Bindings, Explanation } from '../program.ts'
import type { Expr } from '../syntax.ts'
import type { Value } from '../values.ts'
import { compile } from './compiler.ts'
import { type Eval, Frame } from './frame.ts'
import type { Observer } from './observer.ts'

/** Most explanations of one evaluation, and of the parts of one node: elements of a macro. */
const maxNodes = 10_000
const maxChildren = 101
/** Deepest nesting that is kept; chains of operators may be thousands deep. */
const maxDepth = 500

type Named = { readonly variable: string; readonly value: Value }

type Node = {
  readonly start: number
  readonly end: number
  readonly text: string
  value?: Value
  failure?: CelFailure
  element?: Named
  key?: Named
  children: Node[]
}

/** Evaluates an expression and keeps the value of everything it evaluates on the way. */
export function explain(
  text: string,
  checked: Checked,
  bindings: Bindings,
  budget: number,
  signal: AbortSignal | undefined,
): Explanation {
  const recorder = new Recorder(text)
  const whole: Node = { start: 0, end: text.length, text, children: [] }
  try {
    const compiled = compile(checked, recorder)
    const frame = new Frame(compiled.slots)
    frame.start(budget, signal)
    bind(frame, compiled.variables, bindings)
    whole.value = compiled.run(frame)
  } catch (error) {
    // Also recorded where it happened, and in everything around it.
    whole.failure = asFailure(error)
  }
  return recorder.root ?? whole
}

class Recorder implements Observer {
  root: Node | undefined
  readonly #text: string
  readonly #open: Node[] = []
  /** The element that the next node is about: index or key first, where there is one. */
  #elements: readonly Named[] = []
  #count = 0

  constructor(text: string) {
    this.#text = text
  }

  node(expr: Expr, run: Eval, operands: readonly Expr[]): Eval {
    if (expr.kind === 'literal') return run
    const { start, end } = expr
    const text = this.#text.slice(start, end)
    return (frame) => {
      // From here on nothing is kept, and so nothing is looked at.
      if (this.#count >= maxNodes) return run(frame)
      const parent = this.#open.at(-1)
      const elements = this.#elements
      this.#elements = []
      if (this.#open.length >= maxDepth || (parent?.children.length ?? 0) >= maxChildren) return run(frame)
      this.#count++
      const node: Node = { start, end, text, children: [] }
      const element = elements.at(-1)
      const [key] = elements
      if (element !== undefined) node.element = element
      if (elements.length > 1 && key !== undefined) node.key = key
      parent?.children.push(node)
      this.root ??= node
      this.#open.push(node)
      try {
        const value = run(frame)
        node.value = value
        return value
      } catch (error) {
        node.failure = error instanceof CelFailure ? error : new CelFailure('BudgetExceeded', String(error))
        throw error
      } finally {
        this.#open.pop()
        this.#addSkipped(node, operands)
      }
    }
  }

  element(slots: readonly (readonly [name: string, slot: number])[], run: Eval): Eval {
    return (frame) => {
      if (this.#count >= maxNodes) return run(frame)
      this.#elements = slots.map(([variable, slot]) => ({ variable, value: frame.slots[slot] ?? null }))
      return run(frame)
    }
  }

  /** Parts that were not needed. */
  #addSkipped(node: Node, operands: readonly Expr[]): void {
    for (const { kind, start, end } of operands) {
      if (kind === 'literal' || node.children.some((child) => child.start === start && child.end === end)) continue
      node.children.push({ start, end, text: this.#text.slice(start, end), children: [] })
    }
    if (operands.length > 0) node.children.sort((one, other) => one.start - other.start)
  }
}
