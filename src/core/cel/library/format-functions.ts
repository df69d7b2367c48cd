import { CelFailure } from '../failure.ts'
import { type Extras, fn, method, plain } from '../standard/overloads.ts'
import { dynType, listType, stringType } from '../types.ts'
import { isList, isMap, mapEntries, type Value } from '../values.ts'
import type { FunctionDeclaration, Overload } from './declaration.ts'
import { countClauses, formatText, type FormatDialect } from './format-text.ts'
import { fixed, perElement, plus, scaled, sizeAt, sizeOf, traversal, traversalEstimate, walksOnce } from './measures.ts'

/** How much there is to print in a value; stops counting where the budget ends anyway. */
function weight(value: Value, limit: number): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return 1 + value.length / 20
  let sum = 5
  const members = isList(value)
    ? value
    : typeof value === 'object' && value !== null && isMap(value)
      ? mapEntries(value).flat()
      : []
  for (const member of members) {
    if (sum > limit) return sum
    sum += weight(member, limit - sum)
  }
  return sum
}

function validate([format, args]: readonly (Value | undefined)[], dialect: FormatDialect): string | undefined {
  if (typeof format !== 'string') return undefined
  try {
    if (args === undefined || !isList(args)) {
      countClauses(format)
      return undefined
    }
    formatText(format, args, dialect)
    const count = countClauses(format)
    return args.length > count
      ? `too many arguments supplied to string.format (expected ${count}, got ${args.length})`
      : undefined
  } catch (error) {
    if (error instanceof CelFailure) return error.message
    throw error
  }
}

function format(dialect: FormatDialect, extras: Extras): Overload {
  return method(
    'string_format',
    [stringType, listType(dynType)],
    stringType,
    (text, args) => formatText(text as string, args as readonly Value[], dialect),
    {
      cost: ([text]) => traversal(sizeOf(text ?? '')),
      estimate: walksOnce.estimate,
      steps: (text, args) => ((text as string).length + weight(args ?? null, 10_000_000)) / 2,
      validate: (literals) => validate(literals, dialect),
      ...extras,
    },
  )
}

const since = { kubernetes: { since: '1.29' } }

const escapes = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ['"', '\\"'],
])

/** A text between quotes, with what would end or break the line escaped. */
export function quote(text: string): string {
  return `"${text.replace(/[\x07-\x0d"\\]/g, (character) => escapes.get(character) ?? character)}"`
}

export const formatFunctions: readonly FunctionDeclaration[] = [
  fn('format', format('kubernetes', since)),
  fn(
    'strings.quote',
    plain('strings_quote', [stringType], stringType, (text) => quote(text as string), {
      ...since,
      cost: walksOnce.cost,
      estimate: (args) => ({
        cost: traversalEstimate(sizeAt(args, 0)),
        resultSize: plus(plus(scaled(sizeAt(args, 0), 1), { min: 0, max: sizeAt(args, 0).max }), fixed(2)),
      }),
      steps: perElement,
    }),
  ),
]

/** `format` as the current library has it; it takes the place of the other where no Kubernetes version is to be followed. */
export const plainFormat: FunctionDeclaration = fn('format', format('plain', {}))
