import { asFailure, bind } from '../binding.ts'
import type { Checked } from '../checker.ts'
import { CelFailure } from '../failure.ts'
import type { Bindings, Explanation } from '../program.ts'
import type { Expr } from '../syntax/syntax.ts'
import type { Value } from '../values.ts'
import { compile } from './compiler.ts'
import { type Eval, Frame } from './frame.ts'
import type { Link, Observer } from './observer.ts'

/** Most explanations of one evaluation, and of the parts of one node: elements of a macro. */
const maxNodes = 10_000
const maxChildren = 101
/** Deepest nesting that is kept, and longest chain of operators of which every step is. */
const maxDepth = 500
const maxChain = 64

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

function failureOf(error: unknown): CelFailure {
  return error instanceof CelFailure ? error : new CelFailure('BudgetExceeded', String(error))
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
    return (frame) => {
      const node = this.#begin(expr)
      if (node === undefined) return run(frame)
      try {
        const value = run(frame)
        node.value = value
        // It is kept here: a sum must not let it grow.
        frame.fresh = undefined
        return value
      } catch (error) {
        node.failure = failureOf(error)
        throw error
      } finally {
        this.#end(node, operands)
      }
    }
  }

  chain(first: Eval, links: readonly Link[], slot: number): Eval {
    // Of a very long chain only the whole is kept, and what the operators take on their right.
    const kept = links.length <= maxChain ? links : links.slice(-1)
    const lowest = links.length - kept.length
    return (frame) => {
      const nodes = kept.map(() => undefined as Node | undefined)
      for (let index = kept.length - 1; index >= 0; index--) nodes[index] = this.#begin(kept[index]?.expr)
      let done = 0
      try {
        let value = first(frame)
        for (; done < links.length; done++) {
          frame.slots[slot] = value
          value = links[done]?.run(frame) ?? null
          frame.fresh = undefined
          const node = nodes[done - lowest]
          if (node === undefined) continue
          node.value = value
          this.#end(node, links[done]?.operands ?? [])
        }
        return value
      } catch (error) {
        for (; done < links.length; done++) {
          const node = nodes[done - lowest]
          if (node === undefined) continue
          node.failure = failureOf(error)
          this.#end(node, links[done]?.operands ?? [])
        }
        throw error
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

  /** A node is about to be evaluated; undefined when nothing of it is kept. */
  #begin(expr: Expr | undefined): Node | undefined {
    // From some number on nothing is kept, and so nothing is looked at.
    if (this.#count >= maxNodes || expr === undefined) return undefined
    const parent = this.#open.at(-1)
    const elements = this.#elements
    this.#elements = []
    if (this.#open.length >= maxDepth || (parent?.children.length ?? 0) >= maxChildren) return undefined
    this.#count++
    const { start, end } = expr
    const node: Node = { start, end, text: this.#text.slice(start, end), children: [] }
    const element = elements.at(-1)
    const [key] = elements
    if (element !== undefined) node.element = element
    if (elements.length > 1 && key !== undefined) node.key = key
    parent?.children.push(node)
    this.root ??= node
    this.#open.push(node)
    return node
  }

  /** The node that began last has ended. */
  #end(node: Node, operands: readonly Expr[]): void {
    this.#open.pop()
    this.#addSkipped(node, operands)
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
