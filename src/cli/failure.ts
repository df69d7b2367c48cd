import { colourFlag, valueOf } from './argument-values.ts'
import { formatError } from './error-report.ts'
import { exitCodeOf } from './exit-code.ts'
import { colourLevel } from './printers/index.ts'
import { asSystemError } from './system-error.ts'
import { asUsageError } from './usage-error.ts'

/** What was typed when something failed. */
export type Typed = {
  /** Arguments after the program's name. */
  readonly argv: readonly string[]
  /** The command as it is typed, without arguments. */
  readonly typed: string
  /** The long names of its flags, without dashes. */
  readonly known: readonly string[]
}

/** Writes an error to stderr in the form the arguments ask for, and sets the exit code. */
export async function reportFailure(thrown: unknown, { argv, typed, known }: Typed): Promise<void> {
  const error = asSystemError(asUsageError(thrown, typed, known))
  process.exitCode = exitCodeOf(error)
  const text = await formatError(error, {
    asJson: /^jsonl?$/.test(valueOf(argv, '--output', '-o') ?? ''),
    verbosity: Number(valueOf(argv, '--v', '-v') ?? 0),
    colour: colourLevel({
      flag: colourFlag(argv),
      env: process.env,
      isTerminal: process.stderr.isTTY === true,
    }),
  })
  process.stderr.write(text)
}
