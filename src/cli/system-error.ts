import { type ErrorCode, TmcError } from '../core/apimachinery/index.ts'

/** What the operating system's refusals are in our words; whatever is not here is a failure to read or write. */
const codes = new Map<string, ErrorCode>([
  ['ENOENT', 'NotFound'],
  ['EACCES', 'Forbidden'],
  ['EPERM', 'Forbidden'],
  ['EROFS', 'Forbidden'],
])

/** Turns an error of the operating system, which is nobody's fault here, into one of ours; others are returned as they are. */
export function asSystemError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof TmcError) return error
  if (!('syscall' in error) || !('code' in error) || typeof error.code !== 'string') return error
  if (error.syscall === 'uv_cwd')
    return new TmcError('NotFound', 'the working directory does not exist any more', { cause: error })
  // Messages of the system read `ENOTDIR: not a directory, mkdir '/a/b'`.
  const [, about = error.message] = /^E[A-Z]+: (.*)$/s.exec(error.message) ?? []
  return new TmcError(codes.get(error.code) ?? 'StorageFailed', about, { cause: error })
}
