import type { KubeObject } from '../../core/apimachinery/index.ts'
import type { OutputFormat } from './format.ts'

/** A column of `get`, as additionalPrinterColumns of a CRD: a kind's `printerColumns` are such. */
export type ObjectColumn = {
  readonly name: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  readonly jsonPath: string
  readonly priority?: number
  /** What the column shows, where no path says it. */
  textOf?(object: KubeObject): string
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
  /** `-A`: a first column NAMESPACE, where objects have one. */
  readonly withNamespace?: boolean
}
