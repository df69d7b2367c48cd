import { type JsonPath, TmcError } from '../../core/apimachinery/index.ts'

/** The words `-o` takes; the last four take an argument after `=`. */
export const outputFormatNames: readonly string[] = [
  'table',
  'wide',
  'json',
  'yaml',
  'name',
  'jsonl',
  'jsonpath',
  'jsonpath-file',
  'custom-columns',
  'custom-columns-file',
]

/** A column of `-o custom-columns`. */
export type CustomColumn = { readonly header: string; readonly path: JsonPath }

/** What `-o` asks for. */
export type OutputFormat =
  | { readonly kind: 'table'; readonly wide: boolean }
  | { readonly kind: 'json' | 'yaml' | 'name' | 'jsonl' }
  | { readonly kind: 'jsonpath'; readonly path: JsonPath }
  | { readonly kind: 'custom-columns'; readonly columns: readonly CustomColumn[] }

/**
 * Reads the value of `-o`.
 *
 * @param readFile how `jsonpath-file` and `custom-columns-file` read theirs
 * @throws TmcError `Usage` for an unknown format or one without its argument, `InvalidJsonPath`
 */
export function parseOutputFormat(text: string, readFile?: (path: string) => string): OutputFormat {
  throw new TmcError('Bug', `${text}${readFile?.name}`)
}
