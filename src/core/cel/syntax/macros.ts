import type { ExpressionBuilder, Macro } from '../library/declaration.ts'
import { accumulator, NodeBuilder } from './node-builder.ts'
import type { ComprehensionMacro, Expr } from './syntax.ts'

/** Macros of the language, in every environment. */
export function standardMacros(): readonly Macro[] {
  return [
    { name: 'has', isMember: false, arity: 1, expand: (build, _target, args) => has(build, args) },
    quantifier('all', 'all'),
    quantifier('exists', 'exists'),
    quantifier('exists_one', 'existsOne'),
    quantifier('existsOne', 'existsOne'),
    collector('filter', 2, (args) => ({ kind: 'filter', predicate: args[1] })),
    collector('map', 2, (args) => ({ kind: 'map', predicate: undefined, transform: args[1] })),
    collector('map', 3, (args) => ({ kind: 'map', predicate: args[1], transform: args[2] })),
  ]
}

const since = { since: '1.32' }

/** The same over index and element, or key and value. */
export function twoVariableMacros(): readonly Macro[] {
  return [
    twoVariables('all', 3, (args) => ({ kind: 'all', predicate: args[2] })),
    twoVariables('exists', 3, (args) => ({ kind: 'exists', predicate: args[2] })),
    twoVariables('exists_one', 3, (args) => ({ kind: 'existsOne', predicate: args[2] })),
    twoVariables('existsOne', 3, (args) => ({ kind: 'existsOne', predicate: args[2] })),
    ...(['transformList', 'transformMap', 'transformMapEntry'] as const).flatMap((kind) => [
      twoVariables(kind, 3, (args) => ({ kind, predicate: undefined, transform: args[2] })),
      twoVariables(kind, 4, (args) => ({ kind, predicate: args[2], transform: args[3] })),
    ]),
  ]
}

/** Arguments of a macro whose number has been checked. */
type Args = readonly Expr[] & { readonly 0: Expr; readonly 1: Expr; readonly 2: Expr; readonly 3: Expr }

function has(build: ExpressionBuilder, args: readonly Expr[]): Expr {
  const [argument] = args
  if (argument?.kind === 'select' && !argument.isTest)
    return build.select(argument.operand, argument.field, { isTest: true })
  return build.fail(argument ?? { start: 0, end: 0 }, 'invalid argument to has() macro')
}

function quantifier(name: string, kind: 'all' | 'exists' | 'existsOne'): Macro {
  return collector(name, 2, (args) => ({ kind, predicate: args[1] }), 'argument must be a simple name')
}

function collector(
  name: string,
  arity: number,
  macro: (args: Args) => ComprehensionMacro,
  complaint = 'argument is not an identifier',
): Macro {
  return {
    name,
    isMember: true,
    arity,
    expand(build, target, args) {
      if (target === undefined || !(build instanceof NodeBuilder)) return undefined
      return build.comprehension(macro(args as Args), target, variable(build, args[0], complaint))
    },
  }
}

function twoVariables(name: string, arity: number, macro: (args: Args) => ComprehensionMacro): Macro {
  return {
    name,
    isMember: true,
    arity,
    kubernetes: since,
    expand(build, target, args) {
      if (target === undefined || !(build instanceof NodeBuilder)) return undefined
      const first = variable(build, args[0], 'argument must be a simple name')
      const second = variable(build, args[1], 'argument must be a simple name')
      if (first === second) build.fail((args as Args)[1], `duplicate variable name: ${first}`)
      return build.comprehension(macro(args as Args), target, first, second)
    },
  }
}

function variable(build: ExpressionBuilder, argument: Expr | undefined, complaint: string): string {
  if (argument?.kind !== 'identifier' || argument.name.startsWith('.'))
    return build.fail(argument ?? { start: 0, end: 0 }, complaint)
  if (argument.name === accumulator || argument.name === '__result__')
    return build.fail(argument, 'iteration variable overwrites accumulator variable')
  return argument.name
}
