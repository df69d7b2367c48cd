import { type JsonValue, TmcError } from '../../../core/apimachinery/index.ts'
import { type Environment, environment, type EnvironmentOptions } from '../../../core/cel/index.ts'
import { evaluated, explanationObject, formatExplanation, formatValue, type Result } from './results.ts'

/** What expressions are evaluated with. */
export type Evaluation = {
  readonly options: EnvironmentOptions
  readonly values: { readonly [name: string]: JsonValue }
  readonly signal: AbortSignal
  readonly explain: boolean
}

/** What an expression came to: as JSON formats print it, and how it reads as text. */
export type Evaluated = {
  readonly result: Result & { readonly explanation?: JsonValue }
  readonly format: () => string
}

/**
 * Evaluates one expression.
 *
 * @throws TmcError `InvalidExpression`, `EvaluationFailed`, `CostExceeded`, `Aborted`
 */
export function evaluateOne(text: string, context: Evaluation): Evaluated {
  return evaluateIn(environment(context.options), text, context)
}

/** The same in an environment made before. */
export function evaluateIn(env: Environment, text: string, { values, signal, explain }: Evaluation): Evaluated {
  const program = env.compile(text)
  if (!explain) {
    const result = evaluated(program, values, signal)
    return { result, format: () => `${formatValue(result.value)}\n` }
  }
  const explanation = program.explain(values, { signal })
  let result: Result
  try {
    result = evaluated(program, values, signal)
  } catch (error) {
    // The tree says more than the error alone, and goes with it.
    if (!(error instanceof TmcError)) throw error
    const tree = formatExplanation(explanation).trimEnd()
    throw new TmcError(error.code, `${error.message}\n${tree}`, { details: error.details, hint: error.hint })
  }
  return {
    result: { ...result, explanation: explanationObject(explanation) },
    format: () => formatExplanation(explanation),
  }
}
