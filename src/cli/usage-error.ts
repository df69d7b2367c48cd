import { nearestName, TmcError } from '../core/apimachinery/index.ts'

/** What the parser of the framework puts on its errors; its classes have no public door. */
type ParserError = Error & { flags?: unknown; args?: unknown; parse?: unknown; oclif?: unknown }

/**
 * Turns an error of the framework's parser into one of ours: one line, exit code 2, the nearest flag as a hint. Other
 * errors are returned as they are.
 *
 * @param command how the command is typed, such as `tmcctl synctarget register`
 * @param flags the long names the command knows, without dashes
 */
export function asUsageError(error: unknown, command: string, flags: readonly string[]): unknown {
  if (!(error instanceof Error)) return error
  const inFlag = /^Parsing --(\S+) \n\t([\s\S]*?)\nSee more help with --help$/.exec(error.message)
  if (inFlag !== null) {
    const message = `--${inFlag[1]}: ${lowerFirst(oneLine(inFlag[2] ?? ''))}`
    if (error instanceof TmcError)
      return new TmcError(error.code, message, { hint: error.hint, details: error.details })
    return new TmcError('Usage', message, { hint: helpHint(command) })
  }
  if (error instanceof TmcError) return error
  const parserError: ParserError = error
  if (parserError.oclif === undefined) return error
  if (isTexts(parserError.flags)) {
    const [wrong = ''] = parserError.flags
    const name = wrong.replace(/^-+/, '').replace(/=.*$/, '')
    // Every one-letter name is near every other.
    const close = isNoColour.test(name) ? 'color=never' : wrong.startsWith('--') ? nearestName(name, flags) : undefined
    return new TmcError('Usage', `unknown flag${plural(parserError.flags)} ${parserError.flags.join(', ')}`, {
      hint: close === undefined ? helpHint(command) : `did you mean --${close}?`,
    })
  }
  if (Array.isArray(parserError.args)) {
    if (isTexts(parserError.args)) {
      const quoted = parserError.args.map((arg) => JSON.stringify(arg)).join(', ')
      return new TmcError('Usage', `unexpected argument${plural(parserError.args)} ${quoted}`, {
        hint: helpHint(command),
      })
    }
    const names = parserError.args.map((arg: { name?: unknown }) => String(arg.name).toUpperCase())
    return new TmcError('Usage', `missing ${names.join(' and ')}`, { hint: helpHint(command) })
  }
  return new TmcError('Usage', lowerFirst(reasons(error.message)), { hint: helpHint(command) })
}

const isNoColour = /^no-?colou?r$/

/** The reasons out of the parser's framed text. */
function reasons(message: string): string {
  const text = withoutEscapes(message).replace(/\nSee more help with --help$/, '')
  return oneLine(text.replace(/^The following errors? occurred:\n\s*/, ''))
}

function helpHint(command: string): string {
  return `see \`${command} --help\``
}

function oneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('; ')
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}

function withoutEscapes(text: string): string {
  return text.replace(/\u001B\[[0-9;]*m/g, '')
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')
}

function plural(things: readonly unknown[]): string {
  return things.length === 1 ? '' : 's'
}
