import { join, sep } from 'node:path'
import type { AnyResource } from '../../api/index.ts'
import { type ErrorDetail, type JsonObject, parseTrustedJson, TmcError } from '../../apimachinery/index.ts'
import type { StoreAdmission } from '../admission.ts'
import { maxObjectSize } from '../intake.ts'
import { fileErrorCode, fileFailure, permissionDenied } from './failures.ts'
import type { Files } from './files.ts'
import { readHandWritten } from './hand-written.ts'
import type { Ledger, PlacedObject } from './ledger.ts'
import type { Unsettled } from './log-record.ts'
import { findManifests, type FoundFile } from './manifest-files.ts'
import { contentHash, manifestText, type StateRecord, textHash } from './state-record.ts'

/** What a file was when it was last looked at. */
export type SeenFile = { readonly fingerprint: string; readonly hash: string }

/** An object whose manifest is as the hub left it, or says the same. */
export type SoundObject = {
  readonly kind: AnyResource
  readonly id: string
  readonly manifest: JsonObject
  readonly state: StateRecord
}

/** A manifest that the hub has to bring to what its records say: the text, or null to remove it. */
export type Redo = { readonly path: string; readonly text: string | null }

/** What somebody did by hand: a new or changed manifest, or none any more. */
export type HandEdit = {
  readonly kind: AnyResource
  readonly id: string
  readonly path: string
  readonly manifest: JsonObject | undefined
  readonly old: StateRecord | undefined
}

/** What is in the files of a hub, against what its records say. */
export type Survey = {
  readonly sound: SoundObject[]
  readonly redo: Redo[]
  /** In the order of kind and id. */
  readonly edits: HandEdit[]
  readonly problems: ErrorDetail[]
  readonly seen: Map<string, SeenFile>
}

/** Most bytes a manifest may have; the text is wider than the object. */
const maxManifestSize = 8 * maxObjectSize

/**
 * Reads the manifests of a hub. Those that look as they did when they were last seen are not read again.
 *
 * @param boot the start of the machine this runs in
 */
export async function surveyManifests(
  files: Files,
  directory: string,
  ledger: Ledger,
  known: ReadonlyMap<string, SeenFile>,
  boot: string,
  admission: StoreAdmission,
): Promise<Survey> {
  const { found, problems } = findManifests(files, directory)
  const survey: Survey = { sound: [], redo: [], edits: [], problems, seen: new Map() }
  const objects = new Map(ledger.byPath())
  for (const file of found) {
    const object = objects.get(file.path)
    objects.delete(file.path)
    const read = readManifest(files, directory, file.path, known.get(file.path))
    if (read === undefined) continue
    if ('problem' in read) problems.push({ message: `${join(directory, file.path)}: ${read.problem}`, file: read.file })
    else {
      survey.seen.set(file.path, read.seen)
      await assess(survey, file, object, read, { directory, boot, admission })
    }
  }
  for (const [path, { kind, id, state, unsettled }] of objects) {
    if (state === undefined) continue
    if (unsettled !== undefined && unsettled.manifest !== null && isLost(unsettled, null, undefined, boot)) {
      survey.redo.push({ path, text: manifestText(unsettled.manifest) })
      survey.sound.push({ kind, id, manifest: unsettled.manifest, state })
    } else survey.edits.push({ kind, id, path, manifest: undefined, old: state })
  }
  survey.edits.sort((left, right) =>
    compare(
      `${left.kind.group}/${left.kind.plural} ${left.id}`,
      `${right.kind.group}/${right.kind.plural} ${right.id}`,
    ),
  )
  return survey
}

type Read = { readonly seen: SeenFile; readonly text: string | undefined }
type Circumstances = { directory: string; boot: string; admission: StoreAdmission }

async function assess(
  survey: Survey,
  file: FoundFile,
  object: PlacedObject | undefined,
  { seen, text }: Read,
  { directory, boot, admission }: Circumstances,
): Promise<void> {
  const { kind, path } = file
  const state = object?.state
  if (text === undefined) return
  if (object !== undefined && state !== undefined && seen.hash === state.manifestHash) {
    survey.sound.push({ kind, id: object.id, manifest: parseTrustedJson(text) as JsonObject, state })
    return
  }
  if (object?.unsettled !== undefined && isLost(object.unsettled, seen.hash, text, boot)) {
    const { manifest } = object.unsettled
    survey.redo.push({ path, text: manifest === null ? null : manifestText(manifest) })
    if (manifest !== null && state !== undefined) survey.sound.push({ kind, id: object.id, manifest, state })
    return
  }
  const reading = await readHandWritten(file, directory, text, state?.fixed, admission)
  if (reading.problems !== undefined) {
    survey.problems.push(...reading.problems)
    // It is read again the next time, though it may look the same.
    survey.seen.delete(path)
    return
  }
  const { id, manifest } = reading
  // Written another way, but saying the same.
  if (state !== undefined && textHash(manifestText(manifest)) === state.manifestHash)
    survey.sound.push({ kind, id, manifest, state })
  else survey.edits.push({ kind, id, path, manifest, old: state })
}

/** Whether a file is what was there before the hub's own write, which then got lost with the process or the machine. */
function isLost(unsettled: Unsettled, hash: string | null, text: string | undefined, boot: string): boolean {
  if (unsettled.isDone && unsettled.boot === boot) return false
  if (unsettled.before.includes(hash)) return true
  return unsettled.boot !== boot && text !== undefined && isTorn(text)
}

function isTorn(text: string): boolean {
  try {
    parseTrustedJson(text)
    return false
  } catch {
    return true
  }
}

/**
 * Looks at one manifest. Its text is left out when it looks as it did before.
 *
 * @returns undefined when there is none
 */
export function readManifest(
  files: Files,
  directory: string,
  path: string,
  before: SeenFile | undefined,
): Read | { readonly problem: string; readonly file: string } | undefined {
  const file = directory + sep + path
  try {
    if (before !== undefined && files.stat(file)?.fingerprint === before.fingerprint)
      return { seen: before, text: undefined }
    const found = files.look(file, maxManifestSize)
    if (found === undefined) return undefined
    const { stat, text } = found
    if (stat.type !== 'file') return { problem: 'not a file', file }
    if (text === undefined) return { problem: `${stat.size} bytes; a manifest has at most ${maxManifestSize}`, file }
    return { seen: { fingerprint: stat.fingerprint, hash: textHash(text) }, text }
  } catch (error) {
    if (error instanceof TmcError) throw error
    const code = fileErrorCode(error)
    if (code === 'ENOENT') return undefined
    if (code === 'EACCES' || code === 'EPERM') return { problem: permissionDenied, file }
    throw fileFailure(error, file, 'read')
  }
}

/** Whether an edit changes more than labels and annotations. */
export function isNewGeneration({ manifest, old }: HandEdit): boolean {
  return manifest !== undefined && old !== undefined && contentHash(manifest) !== old.contentHash
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
