import { hash } from 'node:crypto'
import type { AnyResource } from '../../api/index.ts'
import { formatJson, isJsonObject, type JsonObject, type JsonValue, own, sortedKeys } from '../../apimachinery/index.ts'
import { metadataOf } from '../intake.ts'
import type { FieldSet, Owners } from '../ownership.ts'
import type { Entry } from '../table.ts'
import { fixedPart } from './fixed-part.ts'

/** The metadata that belongs to a manifest; all other metadata is the hub's. */
export const manifestMetadata: readonly string[] = ['annotations', 'labels', 'name', 'namespace']

/** What the hub keeps of an object beside its manifest. */
export type StateRecord = {
  /** The metadata that is not in the manifest: uid, resourceVersion, generation, times, finalizers, owners. */
  readonly metadata: JsonObject
  readonly status?: JsonValue
  /** Which field manager applied what. */
  readonly owners?: Owners
  /** Of the text of the manifest as the hub would write it. */
  readonly manifestHash: string
  /** Of the manifest's content without metadata; another one is another generation. */
  readonly contentHash: string
  /** What rules about old and new values together look at; absent when there is nothing of it. */
  readonly fixed?: JsonObject
}

/** The part of an object that people write and commit. */
export function manifestOf(kind: AnyResource, object: JsonObject): JsonObject {
  const metadata = metadataOf(object)
  const kept = manifestMetadata.filter((key) => Object.hasOwn(metadata, key)).map((key) => [key, metadata[key] ?? null])
  const { status, ...rest } = object
  const content = kind.hasStatus || status === undefined ? rest : object
  return sortedKeys({ ...content, metadata: Object.fromEntries(kept) as JsonObject }) as JsonObject
}

/** A manifest as the hub writes it: keys in order, two spaces, a line break at the end. */
export function manifestText(manifest: JsonObject): string {
  return `${formatJson(manifest, 2)}\n`
}

/** The part of an object that the hub keeps. */
export function stateOf(kind: AnyResource, { object, owners }: Entry, manifest: JsonObject, text: string): StateRecord {
  const metadata = Object.entries(metadataOf(object)).filter(([key]) => !manifestMetadata.includes(key))
  const status = kind.hasStatus ? own(object, 'status') : undefined
  const fixed = fixedPart(kind, manifest)
  return {
    metadata: Object.fromEntries(metadata),
    ...(status === undefined ? {} : { status }),
    ...(Object.keys(owners).length === 0 ? {} : { owners }),
    manifestHash: textHash(text),
    contentHash: contentHash(manifest),
    ...(fixed === undefined ? {} : { fixed }),
  }
}

/** All metadata an object may have, in the order in which a stored object has it. */
const metadataOrder = [
  'annotations',
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'finalizers',
  'generateName',
  'generation',
  'labels',
  'name',
  'namespace',
  'ownerReferences',
  'resourceVersion',
  'uid',
]

/** The object of a manifest and what the hub keeps beside it. */
export function objectOf(manifest: JsonObject, { metadata: kept, status }: StateRecord): JsonObject {
  const written = metadataOf(manifest)
  const metadata: JsonObject = {}
  for (const key of metadataOrder) {
    const value = own(written, key) ?? own(kept, key)
    if (value !== undefined) metadata[key] = value
  }
  const object = { ...manifest, metadata }
  return status === undefined ? object : { ...object, status }
}

/** The entry of a table for an object. */
export function entryOf(manifest: JsonObject, state: StateRecord): Entry {
  return {
    object: objectOf(manifest, state),
    owners: state.owners ?? {},
    revision: Number(state.metadata['resourceVersion']),
  }
}

/** Tells texts apart; 160 bits in base64. */
export function textHash(text: string): string {
  return hash('sha1', text, 'base64')
}

/** Of everything but metadata. */
export function contentHash(manifest: JsonObject): string {
  const { metadata: _, ...content } = manifest
  return textHash(formatJson(content))
}

/** Reads what the hub wrote of an object; undefined when it is something else. */
export function readState(value: JsonValue | undefined): StateRecord | undefined {
  if (!isJsonObject(value)) return undefined
  const { metadata, manifestHash, contentHash: content, status, owners, fixed } = value
  if (!isJsonObject(metadata) || typeof manifestHash !== 'string' || typeof content !== 'string') return undefined
  const revision = own(metadata, 'resourceVersion')
  if (typeof revision !== 'string' || !/^\d{1,15}$/.test(revision)) return undefined
  return {
    metadata,
    ...(status === undefined ? {} : { status }),
    ...(isJsonObject(owners) ? { owners: owners as { [manager: string]: FieldSet } } : {}),
    manifestHash,
    contentHash: content,
    ...(isJsonObject(fixed) ? { fixed } : {}),
  }
}
