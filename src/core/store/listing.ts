import type { AnyResource } from '../api/index.ts'
import { isJsonObject, type KubeObject, own, TmcError } from '../apimachinery/index.ts'
import { copyJson } from '../schema/index.ts'
import type { ListOptions, ObjectList } from './object-store.ts'
import { badRequest } from './refusals.ts'
import { firstAt, inNamespace, matcherOf } from './selection.ts'
import type { Table } from './table.ts'

/** Lists objects of a table, or the next page of a list that was begun before. */
export function listObjects(table: Table, kind: AnyResource, options: ListOptions): ObjectList {
  const { limit = 0 } = options
  if (!Number.isSafeInteger(limit) || limit < 0) throw badRequest(`limit: ${limit}: must be a whole number from 1`)
  const token = options.continue === undefined || options.continue === '' ? undefined : readToken(options.continue)
  const revision = token?.revision ?? table.revision
  if (revision < table.knownSince || revision > table.revision)
    throw new TmcError(
      'Gone',
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
    )
  const matches = matcherOf(options)
  const view = table.at(kind, revision)
  const namespace = kind.scope === 'Namespaced' ? options.namespace : undefined
  const ids = inNamespace(view.ids, namespace)
  const items: KubeObject[] = []
  let next = token === undefined ? 0 : firstAt(ids, `${token.after}\0`)
  for (; next < ids.length && (limit === 0 || items.length < limit); next++) {
    const object = view.entry(ids[next] ?? '')?.object
    if (object !== undefined && (matches === undefined || matches(object))) items.push(copyJson(object) as KubeObject)
  }
  const remaining = ids.length - next
  return {
    apiVersion: `${kind.group}/${kind.version}`,
    kind: kind.listKind,
    metadata: {
      resourceVersion: String(revision),
      ...(remaining === 0 ? {} : { continue: writeToken({ revision, after: ids[next - 1] ?? '' }) }),
      ...(remaining === 0 || matches !== undefined ? {} : { remainingItemCount: remaining }),
    },
    items,
  }
}

/** Where a list goes on: at which revision, after which id. */
type Token = { readonly revision: number; readonly after: string }

function writeToken({ revision, after }: Token): string {
  return Buffer.from(JSON.stringify({ v: 1, rv: revision, after })).toString('base64url')
}

function readToken(text: string): Token {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    value = undefined
  }
  const revision = isJsonObject(value) ? own(value, 'rv') : undefined
  const after = isJsonObject(value) ? own(value, 'after') : undefined
  if (typeof revision !== 'number' || typeof after !== 'string')
    throw badRequest('invalid continue token: it is not one that a list of this hub gave')
  return { revision, after }
}
