import {
  formatPath,
  isJsonObject,
  type JsonObject,
  type KubeObject,
  type Labels,
  parseApiVersion,
  type Path,
  TmcError,
} from '../../apimachinery/index.ts'
import { manyReplicas, type QuantityReader } from '../fleet/amounts.ts'
import type { WorkloadRef } from '../decision/decision.ts'
import type { KindBook } from '../fleet/kinds.ts'
import { type PodDemand, podDemand } from './pod-requests.ts'
import { type WrongValue, wrongAmount } from './wrong-amount.ts'

/** An object to be placed, read once. */
export type Workload = {
  readonly object: KubeObject
  readonly ref: WorkloadRef
  /** group/kind/namespace/name: what ties are broken by, and what a decision is named after. */
  readonly key: string
  readonly group: string
  readonly version: string
  readonly kind: string
  /** Plural name of its resource. */
  readonly resource: string
  /** group/version/resource: one text for all that are alike. */
  readonly api: string
  /** Undefined for objects of the whole cluster. */
  readonly namespace: string | undefined
  readonly labels: Labels
  /** The pod it runs, when it runs any, and where its spec stands in the object. */
  readonly pod: { readonly labels: Labels; readonly spec: JsonObject; readonly path: Path } | undefined
  /** `spec.replicas`, 1 when a kind with replicas states none; null for kinds without. */
  readonly replicas: number | null
  /** Pods of one copy when it is not divided: the parallelism of a Job, else 1; 0 without pods. */
  readonly podsPerCopy: number
  /** Whether it goes to one target when nothing says otherwise. */
  readonly goesToOne: boolean
  /** Whether it goes to every target that can take it. */
  readonly goesToEvery: boolean
  /** What one pod counts as. */
  readonly demand: PodDemand
  /** What is wrong with the object, so that nothing can be decided. */
  readonly error: TmcError | undefined
}

const oneTargetKinds = new Set(['StatefulSet', 'Job', 'CronJob', 'Pod'])

/** Reads an object. */
export function readWorkload(
  object: KubeObject,
  kinds: KindBook,
  reader: QuantityReader,
  defaultNamespace: string,
): Workload {
  const { group, version } = parseApiVersion(object.apiVersion)
  const { resource, isNamespaced } = kinds.info(object.apiVersion, object.kind)
  const { name = '', uid } = object.metadata
  const namespace = isNamespaced ? (object.metadata.namespace ?? defaultNamespace) : undefined
  const pod = podOf(object)
  const count = replicasOf(object, pod !== undefined)
  const isDaemon = object.kind === 'DaemonSet' && pod !== undefined
  const parallelism = parallelismOf(object)
  const amount = pod === undefined ? undefined : wrongAmount(pod.spec, pod.path, reader)
  const problem =
    count instanceof TmcError
      ? count
      : parallelism instanceof TmcError
        ? parallelism
        : amount === undefined
          ? undefined
          : invalid(object, amount)
  return {
    object,
    ref: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      ...(namespace === undefined ? {} : { namespace }),
      name,
      ...(uid === undefined ? {} : { uid }),
    },
    key: `${group}/${object.kind}/${namespace ?? ''}/${name}`,
    group,
    version,
    kind: object.kind,
    resource,
    api: kinds.api(group, version, resource),
    namespace,
    labels: object.metadata.labels ?? {},
    pod,
    replicas: count instanceof TmcError ? null : count,
    podsPerCopy: parallelism instanceof TmcError ? 0 : pod === undefined ? 0 : (parallelism ?? 1),
    goesToOne: oneTargetKinds.has(object.kind),
    goesToEvery: isDaemon,
    demand: pod === undefined ? noDemand : podDemand(pod.spec, reader),
    error: problem,
  }
}

const noDemand: PodDemand = { requests: new Map(), limits: new Map() }

/** Whether another object controls this one, so that it is not placed by itself. */
export function controllerOf(object: KubeObject): { kind: string; name: string } | undefined {
  const owners: unknown = object.metadata.ownerReferences
  if (!Array.isArray(owners)) return undefined
  for (const owner of owners as unknown[])
    if (isJsonObject(owner) && owner['controller'] === true)
      return { kind: textOf(owner['kind']), name: textOf(owner['name']) }
  return undefined
}

/** Where objects keep the template of their pods: their own, or that of the jobs they make. */
const templatePaths: readonly Path[] = [
  ['spec', 'template'],
  ['spec', 'jobTemplate', 'spec', 'template'],
]

/** The pod of an object: itself, or the one its template makes. */
function podOf(object: KubeObject): Workload['pod'] {
  if (object.kind === 'Pod' && object.apiVersion === 'v1') {
    const spec = object['spec']
    return isJsonObject(spec) ? { labels: object.metadata.labels ?? {}, spec, path: ['spec'] } : undefined
  }
  for (const path of templatePaths) {
    const template = at(object, path)
    if (template === undefined) continue
    const { metadata, spec } = template
    if (!isJsonObject(spec) || !Array.isArray(spec['containers'])) return undefined
    const labels = isJsonObject(metadata) ? metadata['labels'] : undefined
    return { labels: isJsonObject(labels) ? (labels as Labels) : {}, spec, path: [...path, 'spec'] }
  }
  return undefined
}

function at(object: KubeObject, path: Path): JsonObject | undefined {
  let here: unknown = object
  for (const key of path) here = isJsonObject(here) ? here[key] : undefined
  return isJsonObject(here) ? here : undefined
}

function replicasOf(object: KubeObject, runsPods: boolean): number | null | TmcError {
  if (object.kind === 'DaemonSet' || object.kind === 'Job' || object.kind === 'CronJob' || object.kind === 'Pod')
    return null
  const spec = object['spec']
  const replicas = isJsonObject(spec) ? spec['replicas'] : undefined
  if (replicas === undefined || replicas === null) return runsPods ? 1 : null
  if (isCount(replicas)) return replicas
  // A custom kind may call something else `replicas`.
  if (!runsPods && typeof replicas !== 'number' && typeof replicas !== 'bigint') return null
  return wrongCount(object, ['spec', 'replicas'], replicas)
}

function parallelismOf(object: KubeObject): number | undefined | TmcError {
  if (object.kind !== 'Job' && object.kind !== 'CronJob') return undefined
  const spec = object['spec']
  if (!isJsonObject(spec)) return undefined
  const job = object.kind === 'Job' ? spec : isJsonObject(spec['jobTemplate']) ? spec['jobTemplate']['spec'] : undefined
  const parallelism = isJsonObject(job) ? job['parallelism'] : undefined
  if (parallelism === undefined || parallelism === null) return undefined
  if (isCount(parallelism)) return parallelism
  const owner = object.kind === 'Job' ? ['spec'] : ['spec', 'jobTemplate', 'spec']
  return wrongCount(object, [...owner, 'parallelism'], parallelism)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= manyReplicas
}

function wrongCount(object: KubeObject, path: Path, value: unknown): TmcError {
  return invalid(object, { path, value, message: `must be an integer from 0 to ${manyReplicas}` })
}

function invalid(object: KubeObject, { path, value, message }: WrongValue): TmcError {
  const shown = typeof value === 'bigint' ? String(value) : JSON.stringify(value)
  const field = formatPath(path)
  return new TmcError(
    'InvalidObject',
    `${object.kind} "${object.metadata.name ?? ''}" is invalid: ${field}: Invalid value: ${shown}: ${message}`,
    { details: [{ message, field }] },
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
