import {
  isJsonObject,
  type JsonObject,
  type KubeObject,
  type Labels,
  parseApiVersion,
  TmcError,
} from '../apimachinery/index.ts'
import { manyReplicas, type QuantityReader } from './amounts.ts'
import type { WorkloadRef } from './decision.ts'
import type { KindBook } from './kinds.ts'
import { type PodDemand, podDemand } from './pod-requests.ts'

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
  /** Undefined for objects of the whole cluster. */
  readonly namespace: string | undefined
  readonly labels: Labels
  /** The pod it runs, when it runs any. */
  readonly pod: { readonly labels: Labels; readonly spec: JsonObject } | undefined
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
  const problem = count instanceof TmcError ? count : parallelism instanceof TmcError ? parallelism : undefined
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

/** The pod of an object: its own spec, that of its template, or that of the jobs it makes. */
function podOf(object: KubeObject): Workload['pod'] {
  const spec = object['spec']
  if (!isJsonObject(spec)) return undefined
  if (object.kind === 'Pod' && object.apiVersion === 'v1') return { labels: object.metadata.labels ?? {}, spec }
  const template = isJsonObject(spec['template']) ? spec['template'] : templateOfJobs(spec)
  if (template === undefined || !isJsonObject(template['spec']) || !Array.isArray(template['spec']['containers']))
    return undefined
  const labels = isJsonObject(template['metadata']) ? template['metadata']['labels'] : undefined
  return { labels: isJsonObject(labels) ? (labels as Labels) : {}, spec: template['spec'] }
}

function templateOfJobs(spec: JsonObject): JsonObject | undefined {
  const jobTemplate = spec['jobTemplate']
  if (!isJsonObject(jobTemplate) || !isJsonObject(jobTemplate['spec'])) return undefined
  const template = jobTemplate['spec']['template']
  return isJsonObject(template) ? template : undefined
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
  return wrongCount(object, 'spec.replicas', replicas)
}

function parallelismOf(object: KubeObject): number | undefined | TmcError {
  if (object.kind !== 'Job' && object.kind !== 'CronJob') return undefined
  const spec = object['spec']
  if (!isJsonObject(spec)) return undefined
  const job = object.kind === 'Job' ? spec : isJsonObject(spec['jobTemplate']) ? spec['jobTemplate']['spec'] : undefined
  const parallelism = isJsonObject(job) ? job['parallelism'] : undefined
  if (parallelism === undefined || parallelism === null) return undefined
  const field = object.kind === 'Job' ? 'spec.parallelism' : 'spec.jobTemplate.spec.parallelism'
  return isCount(parallelism) ? parallelism : wrongCount(object, field, parallelism)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= manyReplicas
}

function wrongCount(object: KubeObject, field: string, value: unknown): TmcError {
  const shown = typeof value === 'bigint' ? String(value) : JSON.stringify(value)
  return new TmcError(
    'InvalidObject',
    `${object.kind} "${object.metadata.name ?? ''}" is invalid: ${field}: Invalid value: ${shown}: must be an integer from 0 to ${manyReplicas}`,
    { details: [{ message: `must be an integer from 0 to ${manyReplicas}`, field }] },
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
