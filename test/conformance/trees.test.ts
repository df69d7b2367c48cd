import { describe, expect, test } from 'vitest'
import { check } from '../../src/core/cel/checker.ts'
import { LibraryTable } from '../../src/core/cel/declarations.ts'
import { parse } from '../../src/core/cel/syntax/parser.ts'
import { standardLibrary } from '../../src/core/cel/standard/index.ts'
import { debugString, kinds, madeTypes, semantics } from './debug-string.ts'
import { scopeOf } from './judge.ts'
import { celGoVectors, conformanceVectors, type Vector } from './vectors.ts'

const limits = { text: 100_000, depth: 250, nodes: 100_000 }
/** cel-go parsed the vectors with the macros of the language and no others. */
const { macros } = new LibraryTable([standardLibrary], undefined)
const conformance = conformanceVectors()
const { parser, comprehensions, checker } = celGoVectors()

function parsed({ source }: Vector): string {
  const { expr, problems } = parse(source.expr, macros, limits)
  return expr === undefined || problems.length > 0 ? JSON.stringify(problems) : debugString(expr, kinds)
}

describe("the parser's tree is cel-go's", () => {
  test.each([
    ['conformance vectors', conformance, 1599],
    ["cel-go's tests of its parser", parser, 107],
    ["cel-go's tests of two-variable macros", comprehensions, 82],
    ["cel-go's tests of its checker", checker, 92],
  ])('on %s', (_, vectors, count) => {
    const withTree = vectors.filter(({ ast }) => ast !== undefined)
    expect(withTree).toHaveLength(count)
    for (const vector of withTree) {
      // Entries of maps carry a mark of their own there, which says nothing.
      const theirs = vector.ast?.replaceAll('^#*expr.Expr_CreateStruct_Entry#', '')
      expect(parsed(vector), vector.source.expr).toBe(theirs)
    }
  })

  test('and what it cannot parse is refused', () => {
    // Without a tree there are also texts beyond the limits of its tests, and syntax that they leave turned off.
    const refused = parser.filter(
      ({ ast, source }) => ast === undefined && !/[`?]/.test(source.expr) && source.expr.length < 40,
    )
    expect(refused.length).toBeGreaterThan(40)
    for (const { source } of refused) expect(parse(source.expr, macros, limits).problems, source.expr).not.toEqual([])
  })
})

/**
 * The same words for the same things: comparisons across kinds of number, which the vectors' checker had turned off; and the
 * overloads of operators whose types need no search here.
 */
function normalized(tree: string): string {
  return tree
    .replace(/\b(?:less|greater)(?:_equals)?_(?:int64|uint64|double)_(?:int64|uint64|double)\b\|?/g, '')
    .replace(/\|(?=$|[\s,.:~)}\]])/gm, '')
    .replace(
      /\^(?:logical_and|logical_or|equals|not_equals|(?:optional_)?(?:index_|list_index_|map_index_)[\w|]*)/g,
      '',
    )
    .replace(/_with_tz\b/g, '_tz')
    .replace(/~type\(dyn\)/g, '~type')
    .replace(/~type\(optional_type\)/g, '~type(optional_type(dyn))')
}

describe("types and references are those of cel-go's checker", () => {
  /** A block is a function of `dyn` to cel-go; here its slots have types. */
  const isBlock = ({ id }: Vector): boolean => id.startsWith('block_ext/')
  /** Refused when compiled, where cel-go waits for the value: a literal out of range, a key that can be none. */
  const isRefused = ({ source }: Vector): boolean => source.evalError !== undefined
  /** Functions of the environment that cel-go's tests make for themselves. */
  const isForeign = ({ source }: Vector): boolean => /\b(?:encode|args\.user|customAttributes)\b/.test(source.expr)
  /** `null` beside an optional: the vectors ask for the optional's type, which cel-go's own checker does not give. */
  const isWithNull = ({ id }: Vector): boolean => id.includes('null_assignable_to_abstract_parameter_candidate')

  test.each([
    ['conformance vectors', conformance.filter((vector) => !isBlock(vector) && !isWithNull(vector)), 1420],
    ["cel-go's tests of its checker", checker.filter((vector) => !isForeign(vector)), 40],
  ])('on %s', (_, vectors, least) => {
    let compared = 0
    for (const vector of vectors) {
      if (vector.checkedAst === undefined) continue
      const scope = scopeOf(vector.source)
      const { expr, nodes, problems } = parse(vector.source.expr, scope.table.macros, limits)
      if (expr === undefined || problems.length > 0)
        throw new Error(`${vector.source.expr}: ${JSON.stringify(problems)}`)
      const checked = check(expr, nodes, scope)
      // Its own tests declare variables and functions that only their authors know.
      if (checked.problems.length > 0 && (isRefused(vector) || vectors.length < 200)) continue
      expect(checked.problems, vector.source.expr).toEqual([])
      const ours = debugString(expr, semantics(checked), madeTypes(checked))
      expect(normalized(ours), vector.source.expr).toBe(normalized(vector.checkedAst))
      compared++
    }
    expect(compared).toBeGreaterThanOrEqual(least)
  })
})
