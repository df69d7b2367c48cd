import type { SourceRange } from './syntax/source-range.ts'

/** What kind of thing went wrong while an expression ran. */
export type FailureReason =
  | 'NoSuchKey'
  | 'NoSuchOverload'
  | 'NoSuchVariable'
  | 'IndexOutOfBounds'
  | 'DivisionByZero'
  | 'ModulusByZero'
  | 'Overflow'
  | 'InvalidArgument'
  | 'DuplicateKey'
  | 'BudgetExceeded'
  | 'Aborted'

/**
 * An error of an evaluation, as CEL knows it: `&&`, `||` and `?:` may absorb it. It is thrown inside the engine and
 * carries no stack, so that absorbing a million of them costs little. `BudgetExceeded` and `Aborted` are never absorbed.
 */
export class CelFailure {
  readonly reason: FailureReason
  /** In the words of cel-go, which the API server prints: `no such key: zone`. */
  readonly message: string
  /** Where in the expression it went wrong; undefined when it is not known (a value was computed outside). */
  range: SourceRange | undefined

  constructor(reason: FailureReason, message: string, range?: SourceRange) {
    this.reason = reason
    this.message = message
    // Only the place: nodes of the tree are ranges too, and would keep the whole tree alive.
    this.range = range === undefined ? undefined : { start: range.start, end: range.end }
  }

  /** Whether `&&`, `||` and quantifiers may go on in spite of it. */
  get isFinal(): boolean {
    return this.reason === 'BudgetExceeded' || this.reason === 'Aborted'
  }

  toString(): string {
    return this.message
  }
}

/** Adds the place to a failure that has none; an interruption from outside belongs to no place. */
export function placed(error: unknown, { start, end }: SourceRange): unknown {
  if (error instanceof CelFailure && error.reason !== 'Aborted') error.range ??= { start, end }
  return error
}

/** Ends the evaluation of the function that calls it; the engine adds where in the expression that was. */
export function fail(reason: FailureReason, message: string, range?: SourceRange): never {
  // Not an Error on purpose: taking a stack would make an absorbed error a hundred times dearer.
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  throw new CelFailure(reason, message, range)
}
