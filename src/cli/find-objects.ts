import type { AnyResource } from '../core/api/index.ts'
import { type ErrorDetail, type KubeObject, TmcError } from '../core/apimachinery/index.ts'
import type { ObjectStore } from '../core/store/index.ts'
import { notFound } from './missing.ts'
import type { Wanted } from './object-words.ts'

/** Which objects of the kinds. */
export type Selecting = {
  /** Absent: all namespaces. */
  readonly namespace: string | undefined
  readonly selector?: string | undefined
  readonly fieldSelector?: string | undefined
  /** Leave out what does not exist instead of refusing everything. */
  readonly ignoresMissing?: boolean | undefined
}

/** An object with its kind. */
export type FoundObject = { readonly kind: AnyResource; readonly object: KubeObject }

/**
 * Finds objects by name or by selector: all that are asked for, or an error for those that are missing.
 *
 * @throws TmcError `NotFound` listing every name that does not exist; `Usage` for names together with a selector
 */
export async function findObjects(
  store: ObjectStore,
  wanted: readonly Wanted[],
  { namespace, selector, fieldSelector, ignoresMissing = false }: Selecting,
): Promise<FoundObject[]> {
  const found: FoundObject[] = []
  const missing: TmcError[] = []
  for (const { kind, names } of wanted) {
    if (names.length > 0 && (selector !== undefined || fieldSelector !== undefined))
      throw new TmcError('Usage', 'names and selectors exclude each other')
    if (names.length > 0 && kind.scope === 'Namespaced' && namespace === undefined)
      throw new TmcError('Usage', 'an object is named in one namespace, not in all of them', {
        hint: 'use -n NAMESPACE',
      })
    const where = kind.scope === 'Namespaced' ? namespace : undefined
    const { items } = await store.list(kind, { namespace: where, labelSelector: selector, fieldSelector })
    if (names.length === 0) {
      found.push(...items.map((object) => ({ kind, object })))
      continue
    }
    const byName = new Map(items.map((object) => [object.metadata.name ?? '', object]))
    const absent = [...new Set(names)].filter((name) => !byName.has(name))
    if (absent.length > 0 && !ignoresMissing)
      missing.push(notFound(`${kind.plural}.${kind.group}`, absent, [...byName.keys()]))
    for (const name of new Set(names)) {
      const object = byName.get(name)
      if (object !== undefined) found.push({ kind, object })
    }
  }
  const [first, ...more] = missing
  if (first !== undefined) throw more.length === 0 ? first : together(missing)
  return found
}

function together(errors: readonly TmcError[]): TmcError {
  const details = errors.flatMap(({ message, details }): readonly ErrorDetail[] =>
    details.length > 0 ? details : [{ message }],
  )
  return new TmcError('NotFound', details[0]?.message ?? '', { details, hint: errors.find(({ hint }) => hint)?.hint })
}
