import { TmcError } from '../core/apimachinery/index.ts'

/**
 * An empty `-l` where something is changed or deleted: to match everything, as it does where objects are listed, would be the
 * worst reading of a variable that was not set.
 */
export function emptySelector(): TmcError {
  return new TmcError('Usage', 'the selector of -l is empty', { hint: 'to choose all of them, use --all' })
}
