import { errorCodes, formatJson, type JsonValue, TmcError } from '../../../core/apimachinery/index.ts'
import {
  CelFailure,
  type Explanation,
  failureError,
  formatType,
  jsonOf,
  type Program,
  type Value,
} from '../../../core/cel/index.ts'
import { exitCodeOf } from '../../exit-code.ts'
import { sanitize } from '../../printers/index.ts'

/** What one expression came to, as `-o json` prints it. */
export type Result = { readonly value: JsonValue; readonly type: string; readonly cost: number }

/** What went wrong with one of several expressions, as `-o jsonl` prints it. */
export type Problem = {
  readonly error: {
    readonly code: string
    /** Of several problems the first, and how many more there are. */
    readonly message: string
    readonly line?: number
    readonly column?: number
    /** Every problem, when there are several. */
    readonly details?: readonly ProblemPlace[]
  }
}

/** One problem of an expression, and where it is. */
export type ProblemPlace = { readonly message: string; readonly line?: number; readonly column?: number }

/** Cost units an expression may use: what Kubernetes allows one call. */
const costLimit = 1_000_000

/**
 * Evaluates a program and counts its cost.
 *
 * @throws TmcError `EvaluationFailed` with a caret under the place, `CostExceeded`, `Aborted`
 */
export function evaluated(
  program: Program,
  values: { readonly [name: string]: JsonValue },
  signal: AbortSignal,
): Result {
  const { value, failure, cost } = program.evaluateCosted(values, { limit: costLimit, signal })
  if (failure !== undefined) throw failed(program, values, signal, failure)
  return { value: printable(value), type: formatType(program.type), cost }
}

/** The error of an evaluation that failed, with where and, for a variable without a value, how to give it one. */
function failed(
  program: Program,
  values: { readonly [name: string]: JsonValue },
  signal: AbortSignal,
  failure: CelFailure,
): TmcError {
  const { reason, message } = failure
  // What is too dear when it is counted need not be when it is not.
  if (reason === 'BudgetExceeded') return failureError(program.text, failure)
  try {
    // Says where; the cheaper form has the same failures.
    program.evaluate(values, { signal })
  } catch (error) {
    if (!(error instanceof TmcError)) throw error
    const missing = program.reads.variables.filter((name) => !Object.hasOwn(values, name))
    if (reason !== 'NoSuchVariable' || missing.length === 0) return error
    const hint = `give a value with ${missing.map((name) => `--var ${name}=@FILE`).join(' ')}`
    return new TmcError(error.code, error.message, { details: error.details, hint, cause: error.cause })
  }
  return new TmcError('EvaluationFailed', message)
}

function printable(value: Value): JsonValue {
  try {
    return jsonOf(value)
  } catch (error) {
    if (error instanceof CelFailure) throw new TmcError('CostExceeded', error.message, { cause: error })
    throw error
  }
}

/** The exit code of a problem, and the object that tells of it. */
export function problemOf(error: unknown): {
  readonly problem: Problem
  readonly exitCode: ReturnType<typeof exitCodeOf>
} {
  if (!(error instanceof TmcError)) throw error
  const places = error.details.map(({ message, line, column }): ProblemPlace => ({
    message,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  }))
  const message = error.message.split('\n')[0] ?? ''
  return {
    exitCode: exitCodeOf(error),
    problem: {
      error: {
        code: `TMC${errorCodes[error.code].number}`,
        ...places[0],
        message,
        ...(places.length > 1 ? { details: places } : {}),
      },
    },
  }
}

/** Characters that JSON leaves as they are and a terminal obeys: C1 controls, marks of direction, breaks of Unicode. */
const obeyed = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** A value as people read it: JSON, with everything escaped that a terminal would obey. */
export function formatValue(value: JsonValue): string {
  return formatJson(value).replace(obeyed, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Longest value that a line of an explanation shows. */
const maxShown = 120

/** An explanation as an indented tree: each part with what it came to. */
export function formatExplanation(explanation: Explanation, depth = 0): string {
  const { text, value, failure, element, key, children } = explanation
  const indent = '  '.repeat(depth)
  const about = [key, element].flatMap((one) => (one === undefined ? [] : [`${one.variable} = ${shown(one.value)}`]))
  const heading = about.length === 0 ? '' : `[${about.join(', ')}] `
  const outcome =
    failure !== undefined ? `error: ${sanitize(failure.message)}` : value === undefined ? '(not needed)' : shown(value)
  const line = `${indent}${heading}${sanitize(text.replace(/\s+/g, ' '))}  =>  ${outcome}\n`
  return line + children.map((child) => formatExplanation(child, depth + 1)).join('')
}

/** The same tree as JSON. */
export function explanationObject({ text, start, end, ...rest }: Explanation): JsonValue {
  const { value, failure, element, key, children } = rest
  const named = (one: typeof element): { [name: string]: JsonValue } =>
    one === undefined ? {} : { [one.variable]: printable(one.value) }
  return {
    text,
    start,
    end,
    ...(value === undefined ? {} : { value: printable(value) }),
    ...(failure === undefined ? {} : { error: failure.message }),
    ...(element === undefined ? {} : { element: { ...named(key), ...named(element) } }),
    children: children.map(explanationObject),
  }
}

function shown(value: Value): string {
  const text = formatValue(printable(value))
  return text.length <= maxShown ? text : `${text.slice(0, maxShown - 1)}…`
}
