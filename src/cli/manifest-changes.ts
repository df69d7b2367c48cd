import { type AnyResource, findKind, kindFor, kindWords } from '../core/api/index.ts'
import {
  type ErrorDetail,
  type KubeObject,
  type Manifest,
  manifestError,
  type ManifestReading,
  manifestProblem,
  type Path,
  nearestName,
  TmcError,
} from '../core/apimachinery/index.ts'
import type { ObjectStore } from '../core/store/index.ts'
import { endingAtOnce } from './interruption.ts'
import type { ObjectOutcome } from './outcome.ts'
import { turnTaking } from './turns.ts'

/** A manifest of a kind of ours, in its namespace. */
export type PlacedManifest = { readonly manifest: Manifest; readonly kind: AnyResource; readonly object: KubeObject }

/** Manifests in their places, and what is wrong with those that could not be read or have none. */
export type Placing = { readonly placed: readonly PlacedManifest[]; readonly problems: readonly ErrorDetail[] }

/**
 * Finds the kind of every manifest and gives each namespaced object its namespace.
 *
 * @param namespace what `-n` says; `default` when it says nothing, but then manifests may name another
 * @returns with the problems of reading, one for every manifest of an unknown kind or in another namespace than `-n`
 */
export function placeManifests(reading: ManifestReading, namespace: string | undefined): Placing {
  const problems = [...reading.problems]
  const placed: PlacedManifest[] = []
  for (const manifest of reading.manifests) {
    const { apiVersion, kind: kindName, metadata } = manifest.object
    const kind = kindFor(apiVersion, kindName)
    if (kind === undefined) {
      const word = findKind(kindName)?.kind ?? nearestName(kindName, kindWords())
      const close = word === undefined ? undefined : findKind(word)
      const problem = manifestProblem(manifest, ['kind'], `no kind of tmcctl is called ${kindName} in ${apiVersion}`)
      const hint =
        close === undefined
          ? 'see `tmcctl crd list` for the kinds a hub holds; workloads go to `tmcctl placement simulate -f`'
          : `did you mean ${close.kind} in ${close.group}/${close.version}?`
      problems.push({ ...problem, hint })
      continue
    }
    const isNamespaced = kind.scope === 'Namespaced'
    if (isNamespaced && namespace !== undefined && (metadata.namespace ?? namespace) !== namespace) {
      const text = `namespace ${JSON.stringify(metadata.namespace)} is not the one of -n, ${JSON.stringify(namespace)}`
      problems.push(manifestProblem(manifest, ['metadata', 'namespace'], text))
      continue
    }
    const inNamespace = { ...metadata, namespace: metadata.namespace ?? namespace ?? 'default' }
    placed.push({
      manifest,
      kind,
      object: isNamespaced ? { ...manifest.object, metadata: inNamespace } : manifest.object,
    })
  }
  return { placed, problems }
}

/** How manifests are applied. */
export type ApplyingOptions = {
  /** Who applies: what this one named before and names no longer goes; the store's own when absent. */
  readonly fieldManager?: string | undefined
  readonly isDryRun: boolean
  readonly force: boolean
  readonly onWarning: (text: string) => void
  /** Told how many of them have been checked. */
  readonly onProgress?: (checked: number, total: number) => void
}

/**
 * Applies manifests to a store, all or none: every one is tried first, and when anything is wrong with any of them nothing
 * is written.
 *
 * @returns what became of each
 * @throws TmcError `InvalidManifest` listing every problem of every manifest with file, line and column; `Conflict`
 */
export async function applyManifests(
  store: ObjectStore,
  { placed, problems: known }: Placing,
  { isDryRun, force, fieldManager, onWarning, onProgress }: ApplyingOptions,
): Promise<ObjectOutcome[]> {
  const takeTurn = turnTaking()
  const options = { force, fieldManager }
  const problems = [...known]
  const tried: ObjectOutcome[] = []
  for (const [index, { manifest, kind, object }] of placed.entries()) {
    onProgress?.(index, placed.length)
    await takeTurn()
    const { file, position } = manifest
    const warn = (warning: string) => onWarning(`${file}:${position.line}:${position.column}: ${warning}`)
    try {
      const written = await store.apply(kind, object, { ...options, dryRun: true, onWarning: warn })
      tried.push({ kind, object: written.object, word: written.outcome })
    } catch (error) {
      if (!(error instanceof TmcError) || error.code !== 'InvalidObject') throw error
      problems.push(...located(manifest, error))
    }
  }
  if (problems.length > 0) throw manifestError(problems)
  if (isDryRun) return tried
  onProgress?.(placed.length, placed.length)
  const operations = placed.map(({ kind, object }) => ({ verb: 'apply' as const, kind, object }))
  const written = await endingAtOnce(() => store.batch(operations, options))
  return written.map(({ object, outcome }, index) => {
    const kind = placed[index]?.kind
    if (kind === undefined) throw new TmcError('Bug', 'the store answered more than it was asked')
    return { kind, object, word: outcome }
  })
}

/** The problems of one object with the places in its file. */
function located(manifest: Manifest, error: TmcError): ErrorDetail[] {
  const details = error.details.length > 0 ? error.details : [{ message: error.message }]
  return details.map((detail): ErrorDetail => {
    const path = detail.field === undefined ? [] : pathOf(detail.field)
    const problem = manifestProblem(manifest, path, detail.message)
    return detail.field === undefined ? problem : { ...detail, ...problem, field: detail.field }
  })
}

/** The path of a field as messages write it: `spec.rules[0].effect`, `metadata.labels[a.b/c]`. */
function pathOf(field: string): Path {
  const path: (string | number)[] = []
  for (const [, name, inside] of field.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)) {
    if (name !== undefined) path.push(name)
    else if (inside !== undefined) path.push(/^\d+$/.test(inside) ? Number(inside) : inside)
  }
  return path
}
