import {
  isJsonObject,
  type KubeObject,
  matchesSelector,
  nearestName,
  own,
  selectorOf,
} from '../../apimachinery/index.ts'
import type { SchedulingConstraint } from '../../api/index.ts'
import type { Decision } from '../../placement/index.ts'
import { workloadLabel } from '../workload-name.ts'
import type { Found, LintContext } from './finding.ts'

/** Constraints against the fleet and the workloads. */
export function* constraints({ scenario, run }: LintContext): Iterable<Found> {
  const { inputs } = scenario
  const { fleet } = run
  for (const constraint of inputs.constraints ?? []) {
    const { name } = constraint.metadata
    const workloads = inputs.workloads.filter((object) => isBound(constraint, object, inputs.namespace ?? 'default'))
    if (workloads.length === 0)
      yield {
        rule: 'ConstraintWithoutWorkloads',
        object: constraint,
        path: ['spec', 'workloadSelector'],
        message: `constraint "${name}" selects none of the workloads`,
      }
    yield* impossibleBounds(constraint, workloads)
    for (const [index, spread] of (constraint.spec.topologySpreadConstraints ?? []).entries()) {
      const { topologyKey, minDomains, whenUnsatisfiable } = spread
      const values = fleet.names.map((_, number) => fleet.topologyValue(topologyKey, number))
      const lacking = fleet.names.filter((_, number) => values[number] === undefined)
      const domains = new Set(values.filter((value) => value !== undefined)).size
      const path = ['spec', 'topologySpreadConstraints', index]
      if (fleet.size > 0 && lacking.length > 0)
        yield {
          rule: 'RareSpreadKey',
          object: constraint,
          path: [...path, 'topologyKey'],
          severity: domains === 0 && whenUnsatisfiable === 'DoNotSchedule' ? 'Error' : 'Warning',
          message: `${lacking.length} of ${fleet.size} targets have no value for ${topologyKey}, such as ${lacking.slice(0, 3).join(', ')}; ${whenUnsatisfiable === 'DoNotSchedule' ? 'nothing can be placed there' : 'they count for no domain'}`,
        }
      if (minDomains !== undefined && minDomains > domains)
        yield {
          rule: 'SpreadCannotHold',
          object: constraint,
          path: [...path, 'minDomains'],
          severity: whenUnsatisfiable === 'DoNotSchedule' ? 'Error' : 'Warning',
          message: `constraint "${name}" wants ${minDomains} domains of ${topologyKey}; the fleet has ${domains}`,
        }
    }
  }
}

function* impossibleBounds(constraint: SchedulingConstraint, workloads: readonly KubeObject[]): Iterable<Found> {
  const { minReplicas, maxReplicas, maxClusters } = constraint.spec
  for (const object of workloads) {
    const spec = object['spec']
    const replicas = isJsonObject(spec) ? own(spec, 'replicas') : undefined
    if (typeof replicas !== 'number') continue
    const most = maxReplicas === undefined || maxClusters === undefined ? Infinity : maxReplicas * maxClusters
    if (replicas > most)
      yield {
        rule: 'ImpossibleBounds',
        object: constraint,
        path: ['spec', 'maxClusters'],
        message: `${object.kind} "${object.metadata.name ?? ''}" has ${replicas} replicas; ${maxClusters} targets with at most ${maxReplicas} each hold ${most}`,
      }
    if (minReplicas !== undefined && replicas > 0 && replicas < minReplicas)
      yield {
        rule: 'ImpossibleBounds',
        object: constraint,
        path: ['spec', 'minReplicas'],
        message: `${object.kind} "${object.metadata.name ?? ''}" has ${replicas} replicas, fewer than the ${minReplicas} a target must have`,
      }
  }
}

function isBound({ metadata, spec }: SchedulingConstraint, object: KubeObject, namespace: string): boolean {
  return (
    metadata.namespace === (object.metadata.namespace ?? namespace) &&
    (spec.workloadSelector === undefined || matchesSelector(selectorOf(spec.workloadSelector), object.metadata.labels))
  )
}

/** Names of targets, policies and constraints that are not there. */
export function* references({ scenario }: LintContext): Iterable<Found> {
  const { inputs } = scenario
  const targets = inputs.targets.map(({ metadata }) => metadata.name)
  const unknown = (
    object: KubeObject,
    path: (string | number)[],
    what: string,
    name: string,
    known: readonly string[],
  ): Found[] => {
    if (known.includes(name)) return []
    const close = nearestName(name, known)
    const hint = close === undefined ? '' : `; did you mean ${close}?`
    return [{ rule: 'UnknownReference', object, path, message: `there is no ${what} "${name}"${hint}` }]
  }
  const namesIn = (
    list: readonly { metadata: { name?: string; namespace?: string } }[],
    namespace: string | undefined,
  ) =>
    list
      .filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
      .map(({ metadata }) => metadata.name ?? '')
  for (const policy of inputs.policies ?? []) {
    const { rules, clusterSelector, constraintRefs = [] } = policy.spec
    for (const [index, { clusters }] of rules.entries())
      for (const list of ['include', 'exclude'] as const)
        for (const [at, name] of (clusters?.[list] ?? []).entries())
          yield* unknown(policy, ['spec', 'rules', index, 'clusters', list, at], 'target', name, targets)
    for (const [at, name] of (clusterSelector?.clusterNames ?? []).entries())
      yield* unknown(policy, ['spec', 'clusterSelector', 'clusterNames', at], 'target', name, targets)
    for (const [at, { kind, name }] of constraintRefs.entries()) {
      const list = kind === 'SchedulingConstraint' ? (inputs.constraints ?? []) : (inputs.compatibility ?? [])
      yield* unknown(
        policy,
        ['spec', 'constraintRefs', at, 'name'],
        kind,
        name,
        namesIn(list, policy.metadata.namespace),
      )
    }
  }
  for (const distribution of inputs.distributions ?? []) {
    const { namespace } = distribution.metadata
    for (const [at, { name, syncTargetRef }] of distribution.spec.targets.entries())
      yield* unknown(distribution, ['spec', 'targets', at], 'target', syncTargetRef?.name ?? name, targets)
    const policy = distribution.spec.placement.policyRef?.name
    if (policy !== undefined)
      yield* unknown(
        distribution,
        ['spec', 'placement', 'policyRef', 'name'],
        'PlacementPolicy',
        policy,
        namesIn(inputs.policies ?? [], namespace),
      )
  }
}

/** Workloads and targets as they come out. */
export function* outcomes({ scenario, run }: LintContext): Iterable<Found> {
  const { inputs } = scenario
  const used = new Set<string>()
  const namespace = inputs.namespace ?? 'default'
  const objects = new Map(
    inputs.workloads.map((object) => {
      const { apiVersion, kind, metadata } = object
      return [keyOf({ apiVersion, kind, name: metadata.name ?? '', namespace: metadata.namespace }, namespace), object]
    }),
  )
  for (const decision of run.decisions) {
    for (const { clusterName } of decision.clusters) used.add(clusterName)
    if (decision.outcome === 'Follows' || decision.outcome === 'Ignored') continue
    const object = objects.get(keyOf(decision.workload, ''))
    if (object !== undefined) yield* workload(decision, object)
  }
  if (run.decisions.some(({ clusters }) => clusters.length > 0))
    for (const target of inputs.targets)
      if (!used.has(target.metadata.name))
        yield { rule: 'IdleTarget', object: target, path: [], message: `nothing is placed on ${target.metadata.name}` }
}

/** What workloads are told apart by; of the kinds linted here all have a namespace. */
function keyOf(
  {
    apiVersion,
    kind,
    namespace,
    name,
  }: { apiVersion: string; kind: string; namespace?: string | undefined; name: string },
  defaultNamespace: string,
): string {
  return `${apiVersion}/${kind}/${namespace ?? defaultNamespace}/${name}`
}

function* workload(decision: Decision, object: KubeObject): Iterable<Found> {
  const label = workloadLabel(decision.workload)
  if (decision.policy === '<default>')
    yield { rule: 'WorkloadWithoutPolicy', object, path: ['metadata', 'labels'], message: `no policy selects ${label}` }
  if (decision.outcome === 'Unplaced' || decision.outcome === 'Partial') {
    const [group] = decision.rejectionGroups(0)
    const empty = decision.notes.find(({ code }) => code === 'NoTargets')
    const limits = decision.notes.flatMap(({ code, message }) => (code === 'LeftOver' ? [message] : []))
    const because =
      limits.length > 0
        ? `: ${limits.slice(0, 2).join('; ')}`
        : group === undefined
          ? `: ${empty?.message ?? 'no target has more room'}`
          : `; most often ${group.code} (${group.count}×): ${group.message}`
    const how =
      decision.outcome === 'Partial'
        ? `${decision.overflow ?? 0} replica${decision.overflow === 1 ? ' finds' : 's find'} no place`
        : 'it finds no place'
    yield { rule: 'Unplaceable', object, path: [], message: `${label}: ${how}${because}` }
  }
  if (asksForNothing(object))
    yield {
      rule: 'WorkloadWithoutRequests',
      object,
      path: ['spec', 'template', 'spec', 'containers'],
      message: `${label} asks for no cpu and no memory`,
    }
}

/** Whether a workload has containers and none of them asks for anything. */
function asksForNothing(object: KubeObject): boolean {
  const spec = object['spec']
  const template = isJsonObject(spec) ? own(spec, 'template') : undefined
  const pod = isJsonObject(template) ? own(template, 'spec') : undefined
  const containers = isJsonObject(pod) ? own(pod, 'containers') : undefined
  if (!Array.isArray(containers) || containers.length === 0) return false
  return containers.every((container) => {
    const resources = isJsonObject(container) ? own(container, 'resources') : undefined
    if (!isJsonObject(resources)) return true
    const amounts = ['requests', 'limits'].map((list) => own(resources, list))
    return amounts.every((list) => !isJsonObject(list) || Object.keys(list).length === 0)
  })
}
