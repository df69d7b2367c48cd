import { errorCodes, TmcError } from '../core/apimachinery/index.ts'
import { exitCodeOf } from './exit-code.ts'
import { paletteOf } from './palette.ts'
import { type ColourLevel, sanitize } from './printers/index.ts'

/** How an error is told. */
export type ReportStyle = {
  /** As one JSON object, for `-o json`. */
  readonly asJson: boolean
  /** From 6 on, where the error comes from is shown too. */
  readonly verbosity: number
  readonly colour: ColourLevel
}

/**
 * What goes to stderr when a command fails: `error: …` lines, one per problem and never wrapped, each followed by its
 * `hint: …`; or one JSON object. Control characters that came in with names or messages do not leave.
 */
export async function formatError(error: unknown, style: ReportStyle): Promise<string> {
  const known = error instanceof TmcError ? error : asBug(error)
  const stack = style.verbosity >= 6 && error instanceof Error ? stackOf(error) : ''
  if (style.asJson) return `${JSON.stringify(errorObject(known, stack))}\n`
  const { bad, faint } = await paletteOf(style.colour)
  // A hint that several problems share is told once.
  const lines = new Set<string>()
  for (const { message, hint } of [...problemsOf(known), { hint: known.hint }]) {
    if (message !== undefined) lines.add(`${bad('error:')} ${message}`)
    for (const one of hint?.split('\n') ?? []) lines.add(`${faint('hint:')} ${visible(one)}`)
  }
  if (stack !== '') lines.add(stack)
  return `${[...lines].join('\n')}\n`
}

/** The form of an error that scripts read. */
function errorObject(error: TmcError, stack: string): object {
  return {
    apiVersion: 'tmcctl.kcp.io/v1alpha1',
    kind: 'Error',
    code: `TMC${errorCodes[error.code].number}`,
    reason: error.code,
    message: visible(error.message),
    details: error.details.map(({ excerpt: _, ...detail }) => ({ ...detail, message: visible(detail.message) })),
    ...(error.hint === undefined ? {} : { hint: visible(error.hint) }),
    exitCode: exitCodeOf(error),
    ...(stack === '' ? {} : { stack }),
  }
}

/**
 * One entry per problem, each with a look at the place where there is one. The headline is left out when the details say
 * it already; where it is the first of them (after the name of what is wrong, it may be) with the number of the others, it
 * stands for that one and leaves the number out.
 */
function problemsOf(error: TmcError): { readonly message?: string; readonly hint?: string | undefined }[] {
  const details = error.details.map(({ message, excerpt, hint }) => ({
    message: visible(excerpt === undefined ? message : `${message}\n${excerpt}`),
    hint,
  }))
  const [first, ...others] = details
  const headline = visible(error.message)
  if (first === undefined) return [{ message: headline }]
  if (details.some(({ message }) => message.includes(headline))) return details
  if (details.every(({ message }) => headline.includes(message))) return [{ message: headline }]
  const uncounted = headline.replace(/ \(and \d+ more\)(?=\n|$)/, '')
  const [problem = ''] = uncounted.split('\n')
  const isFirst = uncounted !== headline && (first.message.startsWith(problem) || uncounted.endsWith(first.message))
  return isFirst ? [{ ...first, message: uncounted }, ...others] : [{ message: headline }, ...details]
}

function asBug(error: unknown): TmcError {
  const message = error instanceof Error ? error.message : String(error)
  return new TmcError('Bug', `internal error: ${message}`, {
    hint: 'this is a fault of tmcctl; run again with -v=6 and report what it prints',
    cause: error,
  })
}

function stackOf(error: Error): string {
  const own = error.stack ?? ''
  return error.cause instanceof Error ? `${own}\ncaused by: ${stackOf(error.cause)}` : own
}

/** A text safe for a terminal; its line breaks stay, because a caret stands under the line it points into. */
function visible(text: string): string {
  return text.split('\n').map(sanitize).join('\n')
}
