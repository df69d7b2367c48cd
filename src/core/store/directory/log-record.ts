import { crc32 } from 'node:zlib'
import {
  formatJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  own,
  parseTrustedJson,
  TmcError,
} from '../../apimachinery/index.ts'
import { readState, type StateRecord } from './state-record.ts'

/** A manifest that was written without waiting for the disk, or not yet. */
export type Unsettled = {
  /** Hashes of the texts that may still be in its place; null stands for no file. */
  readonly before: readonly (string | null)[]
  /** What the manifest is to be; null when it is to go. */
  readonly manifest: JsonObject | null
  /** The change that wrote it. */
  readonly revision: number
  /** When it was written. */
  readonly boot: string
  /** Whether the writer came as far as replacing it. */
  readonly isDone: boolean
}

/** One object in the first record of a log: all that is known. */
export type BaseObject = {
  readonly table: string
  readonly id: string
  /** Absent when the object has gone but its manifest may still be there. */
  readonly state?: StateRecord
  readonly unsettled?: Unsettled
}

/** One change of one object. */
export type LoggedChange = {
  readonly table: string
  readonly id: string
  readonly revision: number
  /** Absent when the object has gone. */
  readonly state?: StateRecord
  /** The new manifest; absent when it stays as it is, null when it goes. */
  readonly manifest?: JsonObject | null
  /** Hash of the text that the manifest replaces; null when there was none. */
  readonly before?: string | null
}

/** One line of a log. */
export type LogRecord =
  /** Always and only the first: everything up to a revision. */
  | { readonly type: 'base'; readonly format: 1; readonly revision: number; readonly objects: readonly BaseObject[] }
  /** Changes that belong together. Those that come from manifests need not be written there. */
  | {
      readonly type: 'changes'
      readonly revision: number
      readonly boot: string
      readonly isFromManifests: boolean
      readonly changes: readonly LoggedChange[]
    }
  /** The manifests of the changes from one revision to another are in place; on disk, or only for as long as the system runs. */
  | {
      readonly type: 'done'
      readonly since: number
      readonly revision: number
      readonly boot: string
      readonly isSynced: boolean
    }

/** A record as a line: a checksum, a space, JSON. */
export function recordLine(record: LogRecord): string {
  const text = formatJson(record)
  return `${checksum(text)} ${text}\n`
}

/**
 * Reads the records of a log's text.
 *
 * @param isWhole whether the text is a log from its first record on
 * @returns the records, how many bytes they and the first of them take; a last record that was cut short is left out
 * @throws TmcError `BrokenStore` when a record that is not the last one is damaged
 */
export function readRecords(
  text: string,
  path: string,
  isWhole: boolean,
): { records: LogRecord[]; length: number; firstLength: number } {
  const records: LogRecord[] = []
  let start = 0
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    const record = end < 0 ? undefined : readRecord(text.slice(start, end))
    if (record === undefined) {
      if (end >= 0 && end < text.length - 1) throw damaged(path, records.length + 1)
      break
    }
    if (isWhole && (record.type === 'base') !== (records.length === 0)) throw damaged(path, records.length + 1)
    records.push(record)
    start = end + 1
  }
  const length = Buffer.byteLength(start === text.length ? text : text.slice(0, start))
  return { records, length, firstLength: Buffer.byteLength(text.slice(0, text.indexOf('\n') + 1)) }
}

function damaged(path: string, line: number): TmcError {
  const message = `${path}:${line}: this line of the hub's own records is damaged`
  return new TmcError('BrokenStore', message, {
    details: [{ message, file: path, line }],
    hint: 'restore the folder .tmcctl from a backup; without it the hub starts anew from its manifests: uids and versions change and statuses are lost',
  })
}

function readRecord(line: string): LogRecord | undefined {
  const text = line.slice(9)
  if (line[8] !== ' ' || checksum(text) !== line.slice(0, 8)) return undefined
  const value = parseTrustedJson(text)
  if (!isJsonObject(value)) return undefined
  const revision = own(value, 'revision')
  if (typeof revision !== 'number') return undefined
  switch (own(value, 'type')) {
    case 'base':
      return { type: 'base', format: 1, revision, objects: listOf(value, 'objects').map(readBaseObject) }
    case 'changes': {
      const isFromManifests = own(value, 'isFromManifests') === true
      const changes = listOf(value, 'changes').map(readChange)
      return { type: 'changes', revision, boot: textOf(value, 'boot'), isFromManifests, changes }
    }
    case 'done':
      return {
        type: 'done',
        since: Number(own(value, 'since')),
        revision,
        boot: textOf(value, 'boot'),
        isSynced: own(value, 'isSynced') === true,
      }
    default:
      return undefined
  }
}

function readBaseObject(value: JsonObject): BaseObject {
  const state = readState(own(value, 'state'))
  const unsettled = own(value, 'unsettled')
  return {
    table: textOf(value, 'table'),
    id: textOf(value, 'id'),
    ...(state === undefined ? {} : { state }),
    ...(isJsonObject(unsettled) ? { unsettled: readUnsettled(unsettled) } : {}),
  }
}

function readUnsettled(value: JsonObject): Unsettled {
  return {
    before: texts(own(value, 'before')),
    manifest: nullableObject(own(value, 'manifest')),
    revision: Number(own(value, 'revision')),
    boot: textOf(value, 'boot'),
    isDone: own(value, 'isDone') === true,
  }
}

function readChange(value: JsonObject): LoggedChange {
  const state = readState(own(value, 'state'))
  const manifest = own(value, 'manifest')
  return {
    table: textOf(value, 'table'),
    id: textOf(value, 'id'),
    revision: Number(own(value, 'revision')),
    ...(state === undefined ? {} : { state }),
    ...(manifest === undefined
      ? {}
      : { manifest: nullableObject(manifest), before: nullableText(own(value, 'before')) }),
  }
}

function listOf(value: JsonObject, key: string): JsonObject[] {
  const list = own(value, key)
  return Array.isArray(list) ? list.filter(isJsonObject) : []
}

function textOf(value: JsonObject, key: string): string {
  const text = own(value, key)
  return typeof text === 'string' ? text : ''
}

function texts(value: JsonValue | undefined): (string | null)[] {
  return Array.isArray(value) ? value.map(nullableText) : []
}

function nullableText(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function nullableObject(value: JsonValue | undefined): JsonObject | null {
  return isJsonObject(value) ? value : null
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0')
}
