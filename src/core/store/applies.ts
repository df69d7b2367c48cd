import { type AnyResource, invalidObject } from '../api/index.ts'
import { isJsonObject, type JsonObject, own, TmcError } from '../apimachinery/index.ts'
import { idOf, keyOf, metadataOf, metadataText, takeIn } from './intake.ts'
import { conflictsOf, mergeInto, removeDropped } from './merge.ts'
import { mergeSchemaOf } from './merge-schema.ts'
import type { ApplyOptions, Input } from './object-store.ts'
import { fieldsOf, fieldText, ownablePart, type Owners, sameFields, without } from './ownership.ts'
import { badRequest } from './refusals.ts'
import type { Transaction } from './transaction.ts'
import { checkVersion, insert, keyProblem, replace, type Result } from './writes.ts'

/** The field manager of who does not say otherwise. */
export const defaultFieldManager = 'tmcctl'

/** Longest name of a field manager, as an API server takes it. */
const maxManager = 128

/**
 * Creates an object or merges a manifest into it, remembering which fields the manager applied; see docs/adr for why.
 */
export function applyObject(tx: Transaction, kind: AnyResource, input: Input, options: ApplyOptions): Result {
  const manager = options.fieldManager ?? defaultFieldManager
  if (manager === '' || manager.length > maxManager || !/^[^\p{C}]+$/u.test(manager))
    throw badRequest(`field manager ${JSON.stringify(manager)}: 1 to ${maxManager} printable characters are allowed`)
  const manifest = takeIn(kind, input)
  const key = keyOf(manifest)
  const problem = keyProblem(kind, key)
  if (problem !== undefined) throw invalidObject(kind, key.name, [problem])
  const schema = mergeSchemaOf(kind)
  const said = ownablePart(kind, manifest)
  const { fields, errors } = fieldsOf(schema, said)
  if (errors.length > 0) throw invalidObject(kind, key.name, errors)
  const before = tx.entry(kind, idOf(key))
  if (before === undefined) {
    delete metadataOf(manifest)['resourceVersion']
    return insert(tx, kind, manifest, { [manager]: fields }, options)
  }
  checkVersion(kind, manifest, before)
  const { [manager]: previous, ...others } = before.owners
  const kept = resolveConflicts(kind, before.object, said, fields, others, options.force === true)
  const merged = mergeInto(schema, before.object, said)
  const left =
    previous === undefined
      ? merged
      : removeDropped(merged, { schema, before: previous, now: fields, others: Object.values(others) })
  const object = isJsonObject(left) ? left : {}
  const metadata = { ...(isJsonObject(own(object, 'metadata')) ? metadataOf(object) : {}) }
  for (const name of ['name', 'namespace']) metadata[name] = metadataOf(before.object)[name] ?? ''
  const uid = metadataText(manifest, 'uid')
  if (uid !== '') metadata['uid'] = uid
  const isSame = sameFields(previous, fields) && kept === others
  const owners = isSame ? before.owners : { ...kept, [manager]: fields }
  return replace(tx, kind, { ...object, metadata }, before, owners, options)
}

/** The owners apart from the one who applies; forced, they lose the fields for which the manifest has another value. */
function resolveConflicts(
  kind: AnyResource,
  live: JsonObject,
  said: JsonObject,
  fields: Owners[string],
  others: Owners,
  isForced: boolean,
): Owners {
  const schema = mergeSchemaOf(kind)
  const found = Object.entries(others).map(
    ([manager, owned]) => [manager, conflictsOf(schema, live, said, fields, owned)] as const,
  )
  const conflicts = found.flatMap(([manager, paths]) => paths.map((path) => ({ manager, field: fieldText(path) })))
  if (conflicts.length === 0) return others
  if (!isForced) throw applyConflict(conflicts)
  const kept: [string, Owners[string]][] = []
  for (const [manager, paths] of found) {
    let left: Owners[string] | undefined = own(others, manager)
    for (const path of paths) left = left === undefined ? undefined : without(left, path)
    if (left !== undefined) kept.push([manager, left])
  }
  return Object.fromEntries(kept)
}

function applyConflict(conflicts: readonly { manager: string; field: string }[]): TmcError {
  const managers = [...new Set(conflicts.map(({ manager }) => manager))]
  const parts = managers.map((manager) => {
    const fields = conflicts.filter((one) => one.manager === manager).map(({ field }) => field)
    return `${fields.length === 1 ? 'conflict' : 'conflicts'} with ${JSON.stringify(manager)}: ${fields.join(', ')}`
  })
  const count = `${conflicts.length} conflict${conflicts.length === 1 ? '' : 's'}`
  return new TmcError('Conflict', `Apply failed with ${count}: ${parts.join('; ')}`, {
    hint: 'another field manager applied these fields; leave them out, or take them over with --force-conflicts',
    details: conflicts.map(({ manager, field }) => ({
      message: `conflict with ${JSON.stringify(manager)}: ${field}`,
      field,
    })),
  })
}
