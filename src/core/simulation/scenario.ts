import {
  type ErrorDetail,
  type JsonObject,
  type KubeObject,
  type Manifest,
  manifestError,
  manifestProblem,
  nearestName,
  parseApiVersion,
  parseTime,
  type Path,
  TmcError,
  tryParseTime,
} from '../apimachinery/index.ts'
import {
  admit,
  allKinds,
  type APIResourceImport,
  type ClusterRegistration,
  type CompatibilityConstraint,
  invalidObject,
  kindFor,
  type NegotiatedAPIResource,
  type PlacementDecision,
  type PlacementPolicy,
  type SchedulingConstraint,
  type SyncTarget,
  type WorkloadDistribution,
} from '../api/index.ts'
import { labelProblems, locateFieldError } from '../schema/index.ts'
import type { HubKind, PlacementInputs } from '../placement/index.ts'
import { NameJudge } from './object-names.ts'

/** The objects of a hub. */
export type HubObjects = {
  readonly kind: HubKind
  /** What messages name. */
  readonly address: string
  readonly objects: readonly KubeObject[]
  /** Whether the hub let in nothing but valid objects, as the stores here do; those are taken as they are. */
  readonly isAdmitted?: boolean
}

/** Where the objects of a scenario come from and how they are to be read. */
export type ScenarioSources = {
  /** What `-f` named. */
  readonly manifests: readonly Manifest[]
  /** What is wrong with manifests that could not be read, to be told with what is wrong with the others. */
  readonly problems?: readonly ErrorDetail[]
  /** What the hub holds. */
  readonly hub?: HubObjects
  /** The namespace of objects that name none: `default` unless told otherwise. */
  readonly namespace?: string
  /** The time everything is judged at, RFC 3339; freshness is then judged from heartbeats. */
  readonly now?: string
  /** Breaks ties, whatever seeds the policies have. */
  readonly seed?: string
  /** A policy to try on every workload: a manifest, or the name of one that is there. */
  readonly policy?: Manifest | string
  /** Whether a workload without a policy is an error. */
  readonly requiresPolicy?: boolean
}

/** A question to the scheduler: everything that decides, sorted, defaulted and valid, and what to say about it. */
export type Scenario = {
  readonly inputs: PlacementInputs
  /** What a person should know about the input, each a sentence. */
  readonly notes: readonly string[]
  /** Where a field of an object is written; undefined for what comes from a hub. */
  placeOf(object: KubeObject, path: Path): Pick<ErrorDetail, 'file' | 'line' | 'column'> | undefined
}

/** The objects of a scenario by what they are. */
type Sorted = {
  targets: SyncTarget[]
  registrations: ClusterRegistration[]
  imports: APIResourceImport[]
  negotiated: NegotiatedAPIResource[]
  compatibility: CompatibilityConstraint[]
  policies: PlacementPolicy[]
  decisions: PlacementDecision[]
  constraints: SchedulingConstraint[]
  distributions: WorkloadDistribution[]
  namespaces: KubeObject[]
  definitions: KubeObject[]
  workloads: KubeObject[]
}

/**
 * Sorts manifests and hub objects into the inputs of the scheduler. Objects of this project's kinds are defaulted and
 * validated on both layers, unless a hub has done so before; of an object that is in both places the manifest counts.
 *
 * @throws TmcError `InvalidManifest` listing every problem of every manifest, `InvalidObject` for objects of the hub that
 * are not valid, `InvalidTime` for `now`, `Usage` for a `namespace` that none can have, `UnknownReference` for a policy to try
 * that is not there
 */
export function readScenario(sources: ScenarioSources): Scenario {
  const { manifests, hub, namespace = 'default' } = sources
  if (sources.now !== undefined) parseTime(sources.now)
  const [wrong] = labelProblems(namespace)
  if (wrong !== undefined)
    throw new TmcError('Usage', `${JSON.stringify(namespace)} is no namespace: ${wrong}`, {
      hint: 'name one as `-n shop` does',
    })
  const notes: string[] = []
  const problems = [...(sources.problems ?? [])]
  const sorted = empty()
  const known = new Set<string>()
  const origins = new Map<KubeObject, Manifest>()
  const policy = sources.policy === undefined ? undefined : readPolicy(sources.policy, namespace, problems)
  const judge = new NameJudge(manifests.map(({ object }) => object))
  for (const manifest of manifests) {
    const object = readManifest(manifest, namespace, problems, notes, judge)
    if (object === undefined) continue
    known.add(identity(object, namespace))
    origins.set(object, manifest)
    sort(object, sorted)
  }
  if (problems.length > 0) throw manifestError(problems)
  if (hub !== undefined) readHub(hub, namespace, sorted, known, notes)
  if (typeof policy === 'string') requirePolicy(sorted.policies, policy)
  const now = sources.now ?? newestTime(sorted.targets) ?? null
  return {
    notes,
    placeOf: (object, path) => {
      const manifest = origins.get(object)
      return manifest === undefined ? undefined : { file: manifest.file, ...manifest.positionOf(path) }
    },
    inputs: {
      ...sorted,
      namespace,
      now,
      hub: hub?.kind ?? 'manifests',
      judgesHeartbeats: sources.now !== undefined || hub?.kind === 'kube',
      ...(sources.seed === undefined ? {} : { seed: sources.seed }),
      ...(policy === undefined ? {} : { policy }),
      ...(sources.requiresPolicy === undefined ? {} : { requiresPolicy: sources.requiresPolicy }),
    },
  }
}

/** Both lists; where they have the same object, that of `over`. */
export function mergeManifests(over: readonly Manifest[], under: readonly Manifest[]): Manifest[] {
  if (over.length === 0) return [...under]
  const known = new Set(over.map(({ object }) => identity(object, '')))
  return [...over, ...under.filter(({ object }) => !known.has(identity(object, '')))]
}

function empty(): Sorted {
  return {
    targets: [],
    registrations: [],
    imports: [],
    negotiated: [],
    compatibility: [],
    policies: [],
    decisions: [],
    constraints: [],
    distributions: [],
    namespaces: [],
    definitions: [],
    workloads: [],
  }
}

/** Puts an object where it belongs. Its kind has been checked, which is what the assertions rest on. */
function sort(object: KubeObject, sorted: Sorted): void {
  switch (kindFor(object.apiVersion, object.kind)?.kind) {
    case 'SyncTarget':
      return void sorted.targets.push(object as SyncTarget)
    case 'ClusterRegistration':
      return void sorted.registrations.push(object as ClusterRegistration)
    case 'APIResourceImport':
      return void sorted.imports.push(object as APIResourceImport)
    case 'NegotiatedAPIResource':
      return void sorted.negotiated.push(object as NegotiatedAPIResource)
    case 'CompatibilityConstraint':
      return void sorted.compatibility.push(object as CompatibilityConstraint)
    case 'PlacementPolicy':
      return void sorted.policies.push(object as PlacementPolicy)
    case 'PlacementDecision':
      return void sorted.decisions.push(object as PlacementDecision)
    case 'SchedulingConstraint':
      return void sorted.constraints.push(object as SchedulingConstraint)
    case 'WorkloadDistribution':
      return void sorted.distributions.push(object as WorkloadDistribution)
    case undefined:
      break
    default:
      // Transforms, aggregations and discoveries say nothing about where workloads go.
      return
  }
  if (object.apiVersion === 'v1' && object.kind === 'Namespace') sorted.namespaces.push(object)
  if (object.kind === 'CustomResourceDefinition') sorted.definitions.push(object)
  sorted.workloads.push(object)
}

/** The object of a manifest, checked; undefined when it is wrong or none to be placed. */
function readManifest(
  manifest: Manifest,
  namespace: string,
  problems: ErrorDetail[],
  notes: string[],
  judge: NameJudge,
): KubeObject | undefined {
  const { object } = manifest
  const { group } = parseApiVersion(object.apiVersion)
  if (group === 'tmcctl.kcp.io') {
    notes.push(`${manifest.file}: ${object.kind} is no workload and is left out`)
    return undefined
  }
  const kind = kindFor(object.apiVersion, object.kind)
  if (kind === undefined) {
    if (ownGroups.has(group)) {
      const close = nearestName(
        object.kind,
        allKinds.map(({ kind: known }) => known),
      )
      const hint = close === undefined ? '' : `; did you mean ${close}?`
      problems.push(
        manifestProblem(
          manifest,
          ['kind'],
          `kind: Unsupported value: ${JSON.stringify(object.kind)} in ${object.apiVersion}${hint}`,
        ),
      )
      return undefined
    }
    // Reading has made sure of the types in its metadata; a name may still be missing, or be none that an object can have.
    if ((object.metadata.name ?? '') === '') {
      problems.push(manifestProblem(manifest, ['metadata'], 'metadata.name: Required value'))
      return undefined
    }
    const errors = judge.problems(object)
    problems.push(...errors.map((error) => locateFieldError(manifest, error)))
    return errors.length > 0 ? undefined : object
  }
  const { errors, object: admitted } = admit({ object, allowsNoNamespace: true })
  problems.push(...errors.map((error) => locateFieldError(manifest, error)))
  if (errors.length > 0) return undefined
  return settled(admitted, namespace)
}

/** Gives an object the namespace it would get on apply; a policy keeps its lack of one, which means every workload. */
function settled(object: JsonObject, namespace: string): KubeObject {
  const typed = object as KubeObject
  const kind = kindFor(typed.apiVersion, typed.kind)
  if (kind?.scope === 'Namespaced' && kind.kind !== 'PlacementPolicy' && (typed.metadata.namespace ?? '') === '')
    typed.metadata.namespace = namespace
  return typed
}

const ownGroups = new Set(['workload.kcp.io', 'apiresource.kcp.io', 'placement.kcp.io'])

function readPolicy(
  policy: Manifest | string,
  namespace: string,
  problems: ErrorDetail[],
): PlacementPolicy | string | undefined {
  if (typeof policy === 'string') return policy
  const object = readManifest(policy, namespace, problems, [], new NameJudge([]))
  if (object === undefined) return undefined
  if (object.kind === 'PlacementPolicy') return object as PlacementPolicy
  problems.push(
    manifestProblem(
      policy,
      ['kind'],
      `kind: Invalid value: ${JSON.stringify(object.kind)}: a PlacementPolicy is needed`,
    ),
  )
  return undefined
}

/** Throws `UnknownReference` with the nearest name when no policy has the name. */
function requirePolicy(policies: readonly PlacementPolicy[], name: string): void {
  const names = policies.map(({ metadata }) => metadata.name ?? '')
  if (names.includes(name)) return
  const close = nearestName(name, names)
  throw new TmcError('UnknownReference', `the policy to try: there is no policy ${JSON.stringify(name)}`, {
    hint:
      close === undefined
        ? 'give the name of a policy in the input, or a file with one'
        : `did you mean ${JSON.stringify(close)}?`,
  })
}

function readHub(
  hub: HubObjects,
  namespace: string,
  sorted: Sorted,
  known: ReadonlySet<string>,
  notes: string[],
): void {
  const both: string[] = []
  const details: ErrorDetail[] = []
  for (const object of hub.objects) {
    if (known.has(identity(object, namespace))) {
      both.push(`${object.kind} ${object.metadata.name ?? ''}`)
      continue
    }
    if (hub.isAdmitted === true) {
      sort(object, sorted)
      continue
    }
    const { kind, errors, object: admitted } = admit({ object, strict: false })
    if (kind !== undefined && errors.length > 0) {
      details.push(...invalidObject(kind, object.metadata.name ?? '', errors).details)
      continue
    }
    sort(kind === undefined ? object : (admitted as KubeObject), sorted)
  }
  if (details.length > 0)
    throw new TmcError('InvalidObject', `${hub.address}: ${details[0]?.message ?? ''}`, {
      details: details.map((detail) => ({ ...detail, message: `${hub.address}: ${detail.message}` })),
      hint: 'repair it with `tmcctl apply`',
    })
  const shown = both.slice(0, 3).join(', ')
  if (both.length > 0)
    notes.push(`the manifest counts where the hub has the same object: ${shown}${both.length > 3 ? ', …' : ''}`)
}

/** What makes two objects the same object. */
function identity({ apiVersion, kind, metadata }: KubeObject, defaultNamespace: string): string {
  const isClusterWide = kindFor(apiVersion, kind)?.scope === 'Cluster'
  const { group } = parseApiVersion(apiVersion)
  return `${group}/${kind}/${isClusterWide ? '' : (metadata.namespace ?? defaultNamespace)}/${metadata.name ?? ''}`
}

/** The newest time in the statuses of targets: when the fleet was as it is described. */
function newestTime(targets: readonly SyncTarget[]): string | undefined {
  let newest: string | undefined
  let millis = -Infinity
  const look = (text: string | null | undefined) => {
    const time = typeof text === 'string' ? tryParseTime(text) : undefined
    if (time === undefined || time <= millis) return
    millis = time
    newest = text ?? undefined
  }
  for (const { status } of targets) {
    look(status?.lastHeartbeatTime)
    look(status?.syncerStatus?.lastSyncTime)
    for (const condition of status?.conditions ?? []) look(condition.lastTransitionTime)
  }
  return newest
}
