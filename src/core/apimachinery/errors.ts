/**
 * What can go wrong, as a closed union. Each code has one number, which users see as `TMC####` and may rely on, and one
 * class, from which the command line derives its exit code.
 */
export const errorCodes = {
  Usage: { number: 2000, class: 'invalid' },
  InvalidManifest: { number: 2001, class: 'invalid' },
  InvalidObject: { number: 2002, class: 'invalid' },
  InvalidQuantity: { number: 2003, class: 'invalid' },
  InvalidDuration: { number: 2004, class: 'invalid' },
  InvalidSelector: { number: 2005, class: 'invalid' },
  InvalidPatch: { number: 2006, class: 'invalid' },
  InvalidPointer: { number: 2007, class: 'invalid' },
  InvalidJsonPath: { number: 2008, class: 'invalid' },
  InvalidExpression: { number: 2009, class: 'invalid' },
  InvalidSchema: { number: 2010, class: 'invalid' },
  InvalidShare: { number: 2011, class: 'invalid' },
  InvalidPolicy: { number: 2012, class: 'invalid' },
  UnknownReference: { number: 2013, class: 'invalid' },
  UnknownKind: { number: 2014, class: 'invalid' },
  InvalidTime: { number: 2015, class: 'invalid' },
  TooLarge: { number: 2016, class: 'invalid' },
  InvalidVersion: { number: 2018, class: 'invalid' },
  ConfirmationNeeded: { number: 2017, class: 'invalid' },
  EvaluationFailed: { number: 2101, class: 'failed' },
  CostExceeded: { number: 2102, class: 'failed' },
  Declined: { number: 2103, class: 'failed' },
  NotFound: { number: 3001, class: 'notFound' },
  NoHub: { number: 3002, class: 'notFound' },
  Forbidden: { number: 4001, class: 'forbidden' },
  Conflict: { number: 5001, class: 'conflict' },
  AlreadyExists: { number: 5002, class: 'conflict' },
  Locked: { number: 5003, class: 'conflict' },
  Gone: { number: 5004, class: 'conflict' },
  BrokenStore: { number: 5101, class: 'invalid' },
  StorageFailed: { number: 5102, class: 'failed' },
  Unreachable: { number: 6001, class: 'unreachable' },
  TimedOut: { number: 6002, class: 'unreachable' },
  Infeasible: { number: 7001, class: 'infeasible' },
  Incompatible: { number: 8001, class: 'incompatible' },
  Aborted: { number: 9001, class: 'aborted' },
  Bug: { number: 9999, class: 'bug' },
} as const

/** A name from the closed set of error codes. */
export type ErrorCode = keyof typeof errorCodes

/** The classes of error; one exit code each. */
export type ErrorClass = (typeof errorCodes)[ErrorCode]['class']

/** One of several problems that one error reports together. */
export type ErrorDetail = {
  /** The whole sentence, with where and what. */
  message: string
  /** JSON path of the field, when the problem is in one. */
  field?: string
  /** The file, or `<stdin>`. */
  file?: string
  /** Counted from 1. */
  line?: number
  /** Counted from 1, in characters. */
  column?: number
  /** For people: the line of the text that the problem is in, and below it carets under the place. */
  excerpt?: string
  /** What to do about this one problem; `hint` of the error has it too. */
  hint?: string
}

/**
 * The only error this project throws on purpose. `message` is one line that says where, what and what would be right;
 * `hint` says what to do about it; `details` lists every problem when there are several.
 */
export class TmcError extends Error {
  override readonly name = 'TmcError'
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly details: readonly ErrorDetail[]

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string | undefined; details?: readonly ErrorDetail[] | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
    this.details = options.details ?? []
  }
}
