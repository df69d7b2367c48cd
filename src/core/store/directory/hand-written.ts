import { join } from 'node:path'
import type { AnyResource } from '../../api/index.ts'
import {
  type ErrorDetail,
  isJsonObject,
  type JsonObject,
  own,
  parseJson,
  type Path,
  readYaml,
  TmcError,
} from '../../apimachinery/index.ts'
import { type FieldError, formatFieldError } from '../../schema/index.ts'
import type { StoreAdmission } from '../admission.ts'
import { idOf, keyOf } from '../intake.ts'
import { manifestPath } from './layout.ts'
import { manifestMetadata, manifestOf } from './state-record.ts'

/** A manifest that the hub did not write, as the hub would write it; or what is wrong with it. */
export type Reading =
  | { readonly id: string; readonly manifest: JsonObject; readonly problems?: undefined }
  | { readonly problems: readonly ErrorDetail[] }

/**
 * Reads and judges a manifest that somebody wrote or changed by hand.
 *
 * @param fixed what the hub knows of the object before, as far as rules about old and new values together look at it
 */
export async function readHandWritten(
  { kind, path }: { kind: AnyResource; path: string },
  directory: string,
  written: string,
  fixed: JsonObject | undefined,
  admission: StoreAdmission,
): Promise<Reading> {
  // Some editors put a byte order mark in front.
  const text = written.replace(/^\uFEFF/, '')
  const file = join(directory, path)
  let value: unknown
  try {
    value = parseJson(text)
  } catch (error) {
    if (!(error instanceof TmcError)) throw error
    return {
      problems: error.details.map(({ message, line = 1, column = 1 }) => problemAt(file, line, column, message)),
    }
  }
  await admission.ready?.()
  const found = isJsonObject(value) ? judge(kind, path, value, text, fixed, admission) : undefined
  if (found === undefined) return { problems: [problemAt(file, 1, 1, `a manifest is a JSON object`)] }
  if (found.problems.length === 0) return { id: found.id, manifest: found.manifest }
  const [document] = await readYaml(text, file)
  const problems = found.problems.map(({ at, message }): ErrorDetail => {
    const { line, column } = document?.positionOf(at) ?? { line: 1, column: 1 }
    return problemAt(file, line, column, message)
  })
  return { problems }
}

type Problem = { readonly at: Path; readonly message: string }

function judge(
  kind: AnyResource,
  path: string,
  object: JsonObject,
  text: string,
  fixed: JsonObject | undefined,
  admission: StoreAdmission,
): { id: string; manifest: JsonObject; problems: Problem[] } {
  const problems: Problem[] = []
  const apiVersion = `${kind.group}/${kind.version}`
  if (text.includes('\uFFFD')) problems.push({ at: [], message: 'the text is not UTF-8, or was damaged before' })
  if (own(object, 'apiVersion') !== apiVersion)
    problems.push({ at: ['apiVersion'], message: `apiVersion: this folder is for ${apiVersion}` })
  if (own(object, 'kind') !== kind.kind)
    problems.push({ at: ['kind'], message: `kind: this folder is for ${kind.kind}` })
  const metadata = own(object, 'metadata')
  if (isJsonObject(metadata))
    for (const key of Object.keys(metadata))
      if (!manifestMetadata.includes(key))
        problems.push({
          at: ['metadata', key],
          message: `metadata.${key}: the hub keeps it apart from the manifest; remove it`,
        })
  if (kind.hasStatus && own(object, 'status') !== undefined)
    problems.push({ at: ['status'], message: 'status: the hub keeps it apart from the manifest; remove it' })
  if (problems.length > 0) return { id: '', manifest: object, problems }
  const created = admission({ kind, object, isStatus: false, strict: true })
  const { object: admitted } = created
  const errors =
    created.errors.length > 0 || fixed === undefined
      ? created.errors
      : transitionErrors(kind, admitted, fixed, admission)
  const { name } = keyOf(admitted)
  // That rules were not run is no news to who has to repair the file anyway.
  for (const error of errors.filter(({ path: at }) => at.length > 0 || errors.length === 1))
    problems.push({
      at: error.path,
      message: `${kind.kind} ${JSON.stringify(name)} is invalid: ${formatFieldError(error)}`,
    })
  const id = idOf(keyOf(admitted))
  const place = manifestPath(kind, id)
  if (errors.length === 0 && place !== path)
    problems.push({
      at: ['metadata', 'name'],
      message: `metadata.name: ${kind.kind} ${JSON.stringify(name)} belongs into ${place}`,
    })
  return { id, manifest: manifestOf(kind, admitted), problems }
}

/** What the rules about old and new values together say, for a manifest with which nothing else is wrong. */
function transitionErrors(
  kind: AnyResource,
  manifest: JsonObject,
  fixed: JsonObject,
  admission: StoreAdmission,
): readonly FieldError[] {
  // Of the object before only what such rules look at is known; the rest is none of their business.
  const { apiVersion = '', kind: name = '', metadata = {} } = manifest
  const versioned = { ...(metadata as JsonObject), resourceVersion: '1' }
  const object = { ...manifest, metadata: versioned }
  const old = { ...fixed, apiVersion, kind: name, metadata: versioned }
  return admission({ kind, object, old, isStatus: false, strict: true }).errors
}

function problemAt(file: string, line: number, column: number, problem: string): ErrorDetail {
  return { message: `${file}:${line}:${column}: ${problem}`, file, line, column }
}
