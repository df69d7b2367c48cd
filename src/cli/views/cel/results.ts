import { errorCodes, formatJson, type JsonValue, TmcError } from '../../../core/apimachinery/index.ts'
import { CelFailure, type Explanation, formatType, jsonOf, type Program, type Value } from '../../../core/cel/index.ts'
import { exitCodeOf } from '../../exit-code.ts'

/** What one expression came to, as `-o json` prints it. */
export type Result = { readonly value: JsonValue; readonly type: string; readonly cost: number }

/** What went wrong with one of several expressions, as `-o jsonl` prints it. */
export type Problem = {
  readonly error: { readonly code: string; readonly message: string; readonly line?: number; readonly column?: number }
}

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
  if (failure !== undefined) {
    // Says where; the cheaper form has the same failures.
    program.evaluate(values, { signal })
    throw new TmcError(failure.reason === 'BudgetExceeded' ? 'CostExceeded' : 'EvaluationFailed', failure.message)
  }
  return { value: printable(value), type: formatType(program.type), cost }
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
  const [detail] = error.details
  const { line, column } = detail ?? {}
  const message = error.message.split('\n')[0] ?? ''
  return {
    exitCode: exitCodeOf(error),
    problem: {
      error: {
        code: `TMC${errorCodes[error.code].number}`,
        message,
        ...(line === undefined ? {} : { line }),
        ...(column === undefined ? {} : { column }),
      },
    },
  }
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
    failure !== undefined ? `error: ${failure.message}` : value === undefined ? '(not needed)' : shown(value)
  const line = `${indent}${heading}${text.replace(/\s+/g, ' ')}  =>  ${outcome}\n`
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
  const text = formatJson(printable(value))
  return text.length <= maxShown ? text : `${text.slice(0, maxShown - 1)}…`
}
