import { type KubeObject, TmcError } from '../../core/apimachinery/index.ts'
import type { OutputFormat } from './format.ts'
import type { Output } from './output.ts'

/** A column of `get`, as additionalPrinterColumns of a CRD: a kind's `printerColumns` are such. */
export type ObjectColumn = {
  readonly name: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  readonly jsonPath: string
  readonly priority?: number
}

/** How objects are printed. */
export type ObjectPrintOptions = {
  readonly format: OutputFormat
  /** The columns of an object's kind after NAME; undefined for a kind without any, which shows its AGE. */
  columnsOf?(object: KubeObject): readonly ObjectColumn[] | undefined
  /** Ages are counted to here: milliseconds since 1970. */
  readonly now: number
  /** Print one object as itself, where a list of it would be printed as a List: `get NAME -o json`. */
  readonly single?: boolean
  readonly noHeaders?: boolean
  readonly showLabels?: boolean
  /** `-L`: labels with a column each. */
  readonly labelColumns?: readonly string[]
  /** `--sort-by`: a JSONPath, also in its relaxed forms. */
  readonly sortBy?: string
  /** `-A`: a first column NAMESPACE. */
  readonly withNamespace?: boolean
}

/**
 * Prints objects in any format and flushes. Formats that need no whole list are streamed. In a table, objects of several kinds
 * come in one block per kind, and their names carry the kind.
 *
 * @returns how many there were; a table or list of names of none prints nothing
 * @throws TmcError `InvalidJsonPath` as kubectl's, `Usage` when nothing has the field of `--sort-by`
 */
export function printObjects(
  output: Output,
  objects: Iterable<KubeObject> | AsyncIterable<KubeObject>,
  options: ObjectPrintOptions,
): Promise<number> {
  return Promise.reject(new TmcError('Bug', `${typeof output}${typeof objects}${options.now}`))
}

/** Prints objects as they come, for `-w`: rows are appended under one head, JSON and YAML documents follow each other. */
export interface ObjectStream {
  print(object: KubeObject): Promise<void>
}

/** An {@link ObjectStream} to an output. Each object is flushed at once. */
export function objectStream(output: Output, options: ObjectPrintOptions): ObjectStream {
  return { print: () => Promise.reject(new TmcError('Bug', `${typeof output}${options.now}`)) }
}
