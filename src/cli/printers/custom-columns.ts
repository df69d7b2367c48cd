import { formatGo } from '../../core/apimachinery/index.ts'
import type { CustomColumn } from './format.ts'
import { sanitize } from './sanitize.ts'

/** The heads of custom columns, as they are written. */
export function customHeaders(columns: readonly CustomColumn[]): string[] {
  return columns.map(({ header }) => sanitize(header))
}

/** The cells of one object: all that a path finds, separated by commas; `<none>` where it finds nothing. */
export function customCells(columns: readonly CustomColumn[], value: unknown): string[] {
  return columns.map(({ path }) => {
    const found = path.find(value)
    // Only the first part of a path decides whether there is anything, as in kubectl.
    const texts = found.flat().map((one) => sanitize(formatGo(one)))
    if ((found[0]?.length ?? 0) === 0) texts.unshift('<none>')
    return texts.join(',')
  })
}
