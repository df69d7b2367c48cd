import type { AnyResource } from '../api/index.ts'
import { applyJsonPatch, applyMergePatch, isJsonObject, type JsonValue, own } from '../apimachinery/index.ts'
import { copyChecked, keyOf, metadataText, takeIn } from './intake.ts'
import type { ObjectKey, Patch, WriteOptions } from './object-store.ts'
import { badRequest, noStatus } from './refusals.ts'
import type { Transaction } from './transaction.ts'
import { checkVersion, existing, replace, replaceStatus, type Result } from './writes.ts'

/** Changes parts of an object. */
export function patchObject(
  tx: Transaction,
  kind: AnyResource,
  key: ObjectKey,
  patch: Patch,
  options: WriteOptions,
): Result {
  const before = existing(tx, kind, key)
  const patched = patchValue(before.object, patch)
  if (!isJsonObject(patched)) throw badRequest(`the patch leaves no ${kind.kind}`)
  const object = takeIn(kind, copyChecked(patched, kind.kind))
  checkVersion(kind, object, before)
  for (const part of ['name', 'namespace'] as const) {
    const now = keyOf(object)[part] ?? ''
    if (now !== metadataText(before.object, part))
      throw badRequest(
        `the ${part} of the object (${now}) does not match the ${part} it was sent to (${metadataText(before.object, part)})`,
      )
  }
  return replace(tx, kind, object, before, before.owners, options)
}

/** Changes parts of the status of an object. */
export function patchStatusOf(
  tx: Transaction,
  kind: AnyResource,
  key: ObjectKey,
  patch: Patch,
  options: WriteOptions,
): Result {
  if (!kind.hasStatus) throw noStatus(kind)
  const before = existing(tx, kind, key)
  const status = patchValue(own(before.object, 'status') ?? {}, patch)
  return replaceStatus(tx, kind, copyChecked(status, kind.kind), before, options)
}

function patchValue(value: JsonValue, patch: Patch): JsonValue {
  return patch.type === 'json' ? applyJsonPatch(value, patch.patch) : applyMergePatch(value, patch.patch)
}
