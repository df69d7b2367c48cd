import {
  type JsonObject,
  type KubeObject,
  matchesFieldSelector,
  matchesSelector,
  parseFieldSelector,
  parseSelector,
} from '../apimachinery/index.ts'
import type { Selection } from './object-store.ts'

/** Tells which objects are selected; undefined selects all. @throws TmcError `InvalidSelector` */
export function matcherOf({ labelSelector, fieldSelector }: Selection): ((object: JsonObject) => boolean) | undefined {
  const labels = typeof labelSelector === 'string' ? parseSelector(labelSelector) : (labelSelector ?? [])
  const fields = typeof fieldSelector === 'string' ? parseFieldSelector(fieldSelector) : (fieldSelector ?? [])
  if (labels.length === 0 && fields.length === 0) return undefined
  return (object) =>
    matchesSelector(labels, (object as KubeObject).metadata.labels) && matchesFieldSelector(fields, object)
}

/** The ids that lie in a namespace (in all, when undefined), out of all ids in order. */
export function inNamespace(ids: readonly string[], namespace: string | undefined): readonly string[] {
  if (namespace === undefined) return ids
  const first = firstAt(ids, `${namespace}/`)
  // The character after the slash in code-unit order.
  return ids.slice(first, firstAt(ids, `${namespace}0`))
}

/** Index of the first id that does not come before a text. */
export function firstAt(ids: readonly string[], text: string): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ids[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}
