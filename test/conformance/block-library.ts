import type { ExpressionBuilder, Library, Macro } from '../../src/core/cel/index.ts'
import type { Expr } from '../../src/core/cel/syntax/syntax.ts'

/**
 * `cel.block([a, b], body)` with `cel.index(0)` for `a`: the form in which optimizers write shared parts of an expression.
 * Nobody types it, so no environment has it; the conformance tests spell it out, and here it becomes names bound in turn.
 */

function isCel(target: Expr | undefined): boolean {
  return target?.kind === 'identifier' && target.name === 'cel'
}

function numbers(build: ExpressionBuilder, args: readonly Expr[]): string[] {
  return args.map((arg) =>
    arg.kind === 'literal' && typeof arg.value === 'number' && arg.value >= 0
      ? String(arg.value)
      : build.fail(arg, 'a number that is not negative is needed here'),
  )
}

function name(macro: string, arity: number, spell: (numbers: readonly string[]) => string): Macro {
  return {
    name: macro,
    isMember: true,
    arity,
    expand: (build, target, args) => (isCel(target) ? build.identifier(spell(numbers(build, args))) : undefined),
  }
}

const block: Macro = {
  name: 'block',
  isMember: true,
  arity: 2,
  expand(build, target, [slots, body]) {
    if (!isCel(target) || slots?.kind !== 'list' || body === undefined) return undefined
    return slots.elements.reduceRight((inner, slot, index) => build.bind(`@index${index}`, slot, inner), body)
  },
}

export const blockLibrary: Library = {
  name: 'block',
  macros: [
    block,
    name('index', 1, ([index]) => `@index${index}`),
    name('iterVar', 2, ([depth, index]) => `@it:${depth}:${index}`),
    name('accuVar', 2, ([depth, index]) => `@ac:${depth}:${index}`),
  ],
}
