import { type ErrorClass, errorCodes, TmcError } from '../core/apimachinery/index.ts'

/** What a process of this program says when it ends; scripts rely on the numbers. */
export const ExitCode = {
  Ok: 0,
  /** A check failed, a comparison found differences, an expression failed. */
  Differs: 1,
  Failed: 1,
  /** Wrong usage, or input that is not valid. */
  Invalid: 2,
  NotFound: 3,
  Forbidden: 4,
  Conflict: 5,
  /** A hub or cluster could not be reached, or not in time. */
  Unreachable: 6,
  /** At least one workload could not be placed. */
  Infeasible: 7,
  /** APIs of the targets do not go together. */
  Incompatible: 8,
  /** A fault of this program. */
  Bug: 70,
  Interrupted: 130,
} as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

const byClass: { readonly [C in ErrorClass]: ExitCode } = {
  failed: ExitCode.Failed,
  invalid: ExitCode.Invalid,
  notFound: ExitCode.NotFound,
  forbidden: ExitCode.Forbidden,
  conflict: ExitCode.Conflict,
  unreachable: ExitCode.Unreachable,
  infeasible: ExitCode.Infeasible,
  incompatible: ExitCode.Incompatible,
  aborted: ExitCode.Interrupted,
  bug: ExitCode.Bug,
}

/** The exit code of an error: by its class; anything that is not a TmcError is a fault of this program. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof TmcError ? byClass[errorCodes[error.code].class] : ExitCode.Bug
}
