import type { Checked } from '../checker.ts'
import { CelFailure } from '../failure.ts'
import type { Bindings, Explanation } from '../program.ts'
import { asFailure, bind } from '../binding.ts'
import type { Expr } from '../syntax.ts'
import type { Value } from '../values.ts'
import { compile } from './compiler.ts'
import { type Eval, Frame } from './frame.ts'

/** Most explanations of one evaluation, and of one macro's elements. */
const maxNodes = 10_000
const maxElements = 100

type Node = {
  readonly start: number
  readonly end: number
  readonly text: string
  value?: Value
  failure?: CelFailure
  element?: { readonly variable: string; readonly value: Value }
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
  const compiled = compile(checked, (expr, run) => recorder.observe(expr, run))
  const frame = new Frame(compiled.slots)
  frame.start(budget, signal)
  bind(frame, compiled.variables, bindings)
  try {
    compiled.run(frame)
  } catch (error) {
    // Recorded where it happened, and in everything around it.
    asFailure(error)
  }
  return recorder.root() ?? { start: 0, end: text.length, text, children: [] }
}

class Recorder {
  readonly #text: string
  readonly #open: Node[] = []
  #count = 0
  #root: Node | undefined

  constructor(text: string) {
    this.#text = text
  }

  root(): Node | undefined {
    return this.#root
  }

  /** Wraps a node so that it leaves its value behind. Nodes that a macro made up leave none. */
  observe(expr: Expr, run: Eval): Eval {
    const { start, end } = expr
    const text = this.#text.slice(start, end)
    return (frame) => {
      const parent = this.#open.at(-1)
      const isHidden = this.#count >= maxNodes || (parent !== undefined && parent.children.length >= maxElements + 1)
      if (isHidden) return run(frame)
      this.#count++
      const node: Node = { start, end, text, children: [] }
      parent?.children.push(node)
      this.#root ??= node
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
      }
    }
  }
}
