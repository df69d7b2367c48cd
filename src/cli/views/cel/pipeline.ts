import { formatJson, formatYaml, TmcError } from '../../../core/apimachinery/index.ts'
import { environment } from '../../../core/cel/index.ts'
import { ExitCode } from '../../exit-code.ts'
import { type Output, type OutputFormat, sanitize } from '../../printers/index.ts'
import { type Evaluated, evaluateIn, type Evaluation } from './evaluation.ts'
import type { Line } from './lines.ts'
import { type Problem, problemOf } from './results.ts'

/** How long results may be held back while more lines are evaluated, in milliseconds. */
const patience = 50

/**
 * Evaluates one expression a line, as the lines come; one that fails does not stop the next. Lines that are empty, or a
 * comment, give nothing.
 *
 * @returns the worst exit code of a line
 * @throws TmcError `Usage` for a format that shows all results together, `Aborted`
 */
export async function evaluateLines(
  batches: AsyncIterable<readonly Line[]>,
  context: Evaluation,
  output: Output,
  format: OutputFormat,
): Promise<ExitCode> {
  const print = printerOf(format)
  const env = environment(context.options)
  let worst: ExitCode = ExitCode.Ok
  for await (const lines of batches) {
    let last = performance.now()
    for (const line of lines) {
      if ('text' in line && /^\s*(\/\/.*)?$/.test(line.text)) continue
      try {
        if ('problem' in line) throw new TmcError('InvalidManifest', line.problem)
        await output.write(print.result(evaluateIn(env, line.text, context)))
      } catch (error) {
        const { problem, exitCode } = problemOf(error)
        if (exitCode === ExitCode.Interrupted || exitCode === ExitCode.Unreachable) throw error
        if (exitCode > worst) worst = exitCode
        await output.write(print.problem(problem))
      }
      if (performance.now() - last < patience) continue
      // Others have a turn while it waits: a signal is heard, a reader that has gone ends the process.
      await output.flush()
      if (context.signal.aborted) throw new TmcError('Aborted', 'interrupted')
      last = performance.now()
    }
    await output.flush()
  }
  return worst
}

/** How what became of a line is printed. */
type LinePrinter = {
  result(evaluated: Evaluated): string
  problem(problem: Problem): string
}

function printerOf(format: OutputFormat): LinePrinter {
  const objects = (print: (object: unknown) => string): LinePrinter => ({
    result: ({ result }) => print(result),
    problem: (problem) => print(problem),
  })
  switch (format.kind) {
    case 'table':
      return {
        result: (evaluated) => evaluated.format(),
        problem: ({ error }) => `error: ${sanitize(error.message)}\n`,
      }
    case 'json':
    case 'jsonl':
      return objects((object) => `${formatJson(object)}\n`)
    case 'yaml':
      return objects((object) => `---\n${formatYaml(object)}`)
    case 'jsonpath':
      return objects((object) => format.path.print(object))
    case 'name':
    case 'custom-columns':
      throw new TmcError('Usage', `-o ${format.kind} cannot show results as they come`, { hint: 'use -o jsonl' })
  }
}
