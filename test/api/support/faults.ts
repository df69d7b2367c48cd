import {
  applyJsonPatch,
  type JsonObject,
  type JsonPatchOperation,
  type JsonValue,
} from '../../../src/core/apimachinery/index.ts'
import { validExamples } from './valid.ts'

/** A manifest with a fault, and each line that is said of it. */
export type Fault = { readonly name: string; readonly object: JsonObject; readonly errors: readonly string[] }

export type Row = readonly [name: string, base: string, patch: readonly JsonPatchOperation[], ...errors: string[]]

export const target = 'a sync target with all there is to say'
export const policy = 'a policy with all there is to say'
export const distribution = 'a distribution in groups'
export const transform = 'a transform of every operation'
export const constraint = 'a scheduling constraint with all there is to say'
export const decision = 'a decision'
export const skipped =
  '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'

export const put = (path: string, value: JsonValue): JsonPatchOperation => ({ op: 'add', path, value })
export const drop = (path: string): JsonPatchOperation => ({ op: 'remove', path })

export function faults(rows: readonly Row[]): Fault[] {
  return rows.map(([name, base, patch, ...errors]) => {
    const example = validExamples.find((one) => one.name === base)
    if (example === undefined) throw new Error(`no example is called ${base}`)
    return { name, object: applyJsonPatch(example.object, patch) as JsonObject, errors }
  })
}
