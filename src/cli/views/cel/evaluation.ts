import { formatJson, type JsonValue, TmcError } from '../../../core/apimachinery/index.ts'
import { environment, type EnvironmentOptions } from '../../../core/cel/index.ts'
import { ExitCode } from '../../exit-code.ts'
import type { Output, OutputFormat } from '../../printers/index.ts'
import { evaluated, explanationObject, formatExplanation, problemOf, type Result } from './results.ts'

/** What expressions are evaluated with. */
export type Evaluation = {
  readonly options: EnvironmentOptions
  readonly values: { readonly [name: string]: JsonValue }
  readonly signal: AbortSignal
  readonly explain: boolean
}

/**
 * Evaluates one expression.
 *
 * @returns what JSON formats print, and how it reads as text
 * @throws TmcError `InvalidExpression`, `EvaluationFailed`, `CostExceeded`, `Aborted`
 */
export function evaluateOne(
  text: string,
  { options, values, signal, explain }: Evaluation,
): { readonly result: Result & { readonly explanation?: JsonValue }; readonly format: () => string } {
  const program = environment(options).compile(text)
  if (!explain) {
    const result = evaluated(program, values, signal)
    return { result, format: () => `${formatJson(result.value)}\n` }
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

/** Evaluates one expression a line; a line that fails does not stop the next. Returns the worst exit code. */
export async function evaluateLines(
  text: string,
  { options, values, signal }: Evaluation,
  output: Output,
  format: OutputFormat,
): Promise<ExitCode> {
  const env = environment(options)
  const isText = format.kind === 'table'
  let worst: ExitCode = ExitCode.Ok
  for (const line of text.split('\n')) {
    if (signal.aborted) throw new TmcError('Aborted', 'interrupted')
    if (line.trim() === '') continue
    try {
      const result = evaluated(env.compile(line), values, signal)
      await output.write(`${formatJson(isText ? result.value : result)}\n`)
    } catch (error) {
      const { problem, exitCode } = problemOf(error)
      if (exitCode === ExitCode.Interrupted) throw error
      if (exitCode > worst) worst = exitCode
      await output.write(`${isText ? `error: ${problem.error.message}` : formatJson(problem)}\n`)
    }
  }
  await output.flush()
  return worst
}
