import { TmcError } from '../../apimachinery/index.ts'

/** What is said of a file that may not be read. */
export const permissionDenied = 'permission denied'

/** What to do about it. */
export const permissionHint = 'give yourself the permission, or use another hub with --hub local:DIR'

/** The code of an error of a file operation; undefined when it is none. */
export function fileErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && !(error instanceof TmcError)
    ? error.code
    : undefined
}

/** The file that could not be read, where the system says which; what is written has names that mean nothing to a person. */
function placeOf(error: unknown, verb: 'read' | 'written'): string | undefined {
  const path: unknown = verb === 'read' && error instanceof Error && 'path' in error ? error.path : undefined
  return typeof path === 'string' ? path : undefined
}

/** Why a file operation failed, so that a person can act on it; what is no such failure is thrown as it came. */
export function fileFailure(error: unknown, path: string, verb: 'read' | 'written'): TmcError {
  const code = fileErrorCode(error)
  switch (code) {
    case undefined:
      throw error
    case 'EACCES':
    case 'EPERM':
      return new TmcError(
        'Forbidden',
        `${placeOf(error, verb) ?? path}: permission denied; the hub cannot be ${verb}`,
        {
          cause: error,
          hint: permissionHint,
        },
      )
    case 'EROFS':
      return new TmcError('Forbidden', `${path}: read-only file system; the hub cannot be ${verb}`, {
        cause: error,
        hint: 'copy the hub to where it can be written, or use another one with --hub local:DIR',
      })
    case 'ENOSPC':
    case 'EDQUOT':
      return new TmcError('StorageFailed', `${path}: no space left; nothing was changed`, {
        cause: error,
        hint: 'make room and repeat the command',
      })
    default:
      return new TmcError('StorageFailed', `${path}: cannot be ${verb}: ${(error as Error).message}`, { cause: error })
  }
}
