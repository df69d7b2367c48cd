import { CelFailure } from '../failure.ts'
import { type Extras, fn, method, paying, plain } from '../standard/overloads.ts'
import { type CelType, dynType, listType, stringType } from '../types.ts'
import { isList, isMap, mapEntries, type Value } from '../values.ts'
import type { ArgumentShape, FunctionDeclaration, Overload } from './declaration.ts'
import { clausesOf, formatText, type FormatDialect, ruleOf } from './format-text.ts'
import { fixed, plus, scaled, sizeAt, sizeOf, traversal, traversalEstimate, walksOnce } from './measures.ts'
import { written } from './work.ts'

/** Steps that printing a value takes; stops counting where the budget ends anyway. */
function weight(value: Value, limit: number): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return 10 + 2 * written(value.length)
  let sum = 70
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

/** Kinds of type that each clause prints. */
const printable: { readonly [letter: string]: readonly CelType['kind'][] } = {
  s: 'list map int uint double bool string timestamp bytes duration type null'.split(' ') as CelType['kind'][],
  d: ['int', 'uint'],
  f: ['double', 'string'],
  e: ['double', 'string'],
  b: ['int', 'uint', 'bool'],
  x: ['int', 'uint', 'string', 'bytes'],
  X: ['int', 'uint', 'string', 'bytes'],
  o: ['int', 'uint'],
}
/** The current library prints numbers of every kind. */
const alsoPrintable: typeof printable = { d: ['double'], f: ['int', 'uint'], e: ['int', 'uint'] }

/** The format of a call, and how many arguments of which types it is given, as far as they are written out. */
function validate(
  [format]: readonly (Value | undefined)[],
  [, args]: readonly ArgumentShape[],
  dialect: FormatDialect,
): string | undefined {
  if (typeof format !== 'string') return undefined
  try {
    const letters = clausesOf(format)
    const elements = args?.elements
    if (elements === undefined) return undefined
    for (const [index, letter] of letters.entries()) {
      const type = elements[index]?.type
      if (type === undefined) return `index ${index} out of range`
      const kinds = [...(printable[letter] ?? []), ...(dialect === 'plain' ? (alsoPrintable[letter] ?? []) : [])]
      if (type.kind !== 'dyn' && type.kind !== 'error' && !kinds.includes(type.kind))
        return `error during formatting: ${ruleOf(letter)}, was given ${nameOf(type)}`
    }
    return elements.length > letters.length
      ? `too many arguments supplied to string.format (expected ${letters.length}, got ${elements.length})`
      : undefined
  } catch (error) {
    if (error instanceof CelFailure) return error.message
    throw error
  }
}

/** The name that a value of a type has at run time. */
function nameOf(type: CelType): string {
  switch (type.kind) {
    case 'timestamp':
      return 'google.protobuf.Timestamp'
    case 'duration':
      return 'google.protobuf.Duration'
    case 'null':
      return 'null_type'
    case 'optional':
      return 'optional_type'
    case 'opaque':
    case 'object':
      return type.name
    default:
      return type.kind
  }
}

function format(dialect: FormatDialect, extras: Extras): Overload {
  const filling = paying((meter, text, args) => formatText(meter, text as string, args as readonly Value[], dialect))
  return method('string_format', [stringType, listType(dynType)], stringType, filling.call, {
    ...filling,
    cost: ([text]) => traversal(sizeOf(text ?? '')),
    estimate: walksOnce.estimate,
    steps: (text, args) => 20 + written((text as string).length) + weight(args ?? null, 10_000_000),
    validate: (literals, shapes) => validate(literals, shapes, dialect),
    ...extras,
  })
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

export function formatFunctions(): readonly FunctionDeclaration[] {
  return [
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
        steps: (text) => 5 + written((text as string).length),
      }),
    ),
  ]
}

/** `format` as the current library has it; it takes the place of the other where no Kubernetes version is to be followed. */
export function plainFormat(): FunctionDeclaration {
  return fn('format', format('plain', {}))
}
