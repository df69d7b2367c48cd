import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { TmcError } from '../../../core/apimachinery/index.ts'
import { asSystemError } from '../../system-error.ts'

/**
 * Writes a file in one step, so that nobody ever finds half of it: neither who reads it meanwhile, nor who comes after an
 * interruption. What is no file, such as a pipe or `/dev/null`, is written to as it is.
 *
 * @throws TmcError `NotFound`, `Forbidden` or `StorageFailed` when it cannot be written; what was there before stays
 */
export function writeWhole(path: string, text: string): void {
  try {
    const there = statSync(path, { throwIfNoEntry: false })
    if (there !== undefined && !there.isFile()) return writeFileSync(path, text)
    // A link goes on pointing where it points.
    const place = there === undefined ? path : realpathSync(path)
    const draft = `${place}.${process.pid}.tmp`
    try {
      writeFileSync(draft, text, there === undefined ? {} : { mode: there.mode })
      renameSync(draft, place)
    } catch (error) {
      rmSync(draft, { force: true })
      throw error
    }
  } catch (error) {
    const cause = asSystemError(error)
    if (!(cause instanceof TmcError)) throw error
    throw new TmcError(cause.code, `${path} cannot be written: ${cause.message.replace(/, [a-z]+ '.*$/s, '')}`, {
      cause,
    })
  }
}
