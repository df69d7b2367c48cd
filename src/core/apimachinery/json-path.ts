import { TmcError } from './errors.ts'
import type { JsonValue } from './json.ts'

/** A compiled JSONPath template in kubectl's dialect. Reading it costs nothing more than the first time. */
export interface JsonPath {
  /** The template as written. */
  readonly text: string
  /**
   * What each part of the template yields, one list per part: text outside braces is a part of one text.
   *
   * @throws TmcError `InvalidJsonPath` in kubectl's words, such as an index out of bounds
   */
  find(value: unknown): JsonValue[][]
  /** The output of kubectl's `-o jsonpath`: parts one after the other, values of a part joined by spaces. */
  print(value: unknown): string
}

/**
 * Compiles a template of kubectl's `-o jsonpath`: text with `{…}` parts of fields, indexes, slices, unions, filters, recursive
 * descent, `{range …}{end}` and quoted texts. Text without braces is literal.
 *
 * @param options.missingKeys what a key that no value has does; kubectl's `-o jsonpath` allows it
 * @throws TmcError `InvalidJsonPath` in kubectl's words
 */
export function parseJsonPath(text: string, options: { missingKeys?: 'allow' | 'error' } = {}): JsonPath {
  throw new TmcError('Bug', `${text}${options.missingKeys}`)
}

/**
 * Compiles the forms that printer columns, `--sort-by` and `custom-columns` take: `metadata.name`, `.metadata.name`,
 * `{metadata.name}` and `{.metadata.name}` are the same.
 *
 * @throws TmcError `InvalidJsonPath`
 */
export function parseRelaxedJsonPath(text: string): JsonPath {
  throw new TmcError('Bug', text)
}
