import { renameSync, writeFileSync } from 'node:fs'
import { TmcError } from '../../../core/apimachinery/index.ts'

/**
 * Writes a page in one step, so that a browser never sees half of one.
 *
 * @returns what was written, as a sentence
 * @throws TmcError `NotFound` when the file cannot be written
 */
export function writePage(path: string, text: string): string {
  const draft = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(draft, text)
    renameSync(draft, path)
  } catch (cause) {
    throw new TmcError('NotFound', `${path} cannot be written: ${cause instanceof Error ? cause.message : ''}`, {
      cause,
    })
  }
  return `wrote ${path} (${Math.ceil(Buffer.byteLength(text) / 1024)} KB)`
}
