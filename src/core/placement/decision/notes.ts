import type { Field } from '../choice/assign.ts'
import { hasBit } from '../fleet/bits.ts'
import { supportReasons } from '../filters/api-support.ts'
import { selected } from '../filters/selector.ts'
import type { ClusterPlacement, Note } from './decision.ts'
import type { PlacementRule } from '../policy/policies.ts'
import { isViolation } from '../policy/rules.ts'
import type { Subject } from '../subject.ts'

/** What a person should know about a decision besides where the workload goes. */
export function notesOf(subject: Subject, { forced }: Field, clusters: readonly ClusterPlacement[]): Note[] {
  const notes: Note[] = []
  const { fleet } = subject.world
  if (fleet.size === 0) notes.push({ code: 'NoTargets', message: 'the fleet has no targets' })
  notes.push(...unknowns(subject, clusters))
  if (subject.columns.hasErrors) notes.push(...ruleErrors(subject))
  if (clusters.length === 0 && fleet.size > 0) notes.push(...contradictoryBounds(subject), ...contradictions(subject))
  for (const { clusterName, effect, replicas } of subject.overrides) {
    if (effect !== 'Force') continue
    const target = fleet.indexOf(clusterName)
    if (target === undefined)
      notes.push({ code: 'Override', message: `"${clusterName}" cannot be forced: it is not there` })
    else if (!forced.has(target))
      notes.push({
        code: 'Override',
        message: `"${clusterName}" cannot be forced: ${supportReasons(subject, target)[0]?.message ?? 'it cannot run the workload'}`,
      })
    else {
      const got = clusters.find((cluster) => cluster.clusterName === clusterName)?.replicas ?? 0
      if (replicas !== undefined && subject.requested !== null && got < replicas && subject.mode !== 'Duplicated')
        notes.push({
          code: 'Override',
          message: `"${clusterName}" is forced with ${replicas} replicas and gets ${got}: the workload has ${subject.requested}`,
        })
    }
  }
  return notes
}

/** What was let through although nobody states it, on the targets that were chosen. */
function unknowns({ world: { fleet }, demand }: Subject, clusters: readonly ClusterPlacement[]): Note[] {
  const unproven: string[] = []
  const silent: string[] = []
  const unstated = new Map<string, string[]>()
  for (const { clusterName } of clusters) {
    const target = fleet.indexOf(clusterName)
    if (target === undefined) continue
    if (fleet.health[target]?.isUnproven === true) unproven.push(clusterName)
    if (hasBit(fleet.statingNoApis, target)) silent.push(clusterName)
    for (const { resource, column } of demand.lines)
      if (resource !== 'pods' && Number.isNaN(column?.free[target] ?? NaN))
        unstated.set(resource, [...(unstated.get(resource) ?? []), clusterName])
  }
  const notes: Note[] = []
  if (unproven.length > 0)
    notes.push({ code: 'NeverReported', message: `never reported, let through all the same: ${some(unproven)}` })
  for (const [resource, names] of unstated)
    notes.push({
      code: 'UnknownResource',
      message: `how much ${resource} there is, is not stated by ${some(names)}: it fits`,
    })
  if (silent.length > 0)
    notes.push({ code: 'UnknownAPIs', message: `which APIs there are, is not stated by ${some(silent)}: all are` })
  return notes
}

function ruleErrors({ rules, workload, before, world: { fleet } }: Subject): Note[] {
  return rules.rules.flatMap(({ rule }, index) => {
    const failing = fleet.names.filter((_, target) => rules.verdict(index, target, workload, before) === 2)
    if (failing.length === 0) return []
    return [{ code: 'RuleErrors', message: `rule "${rule.name}" failed on ${some(failing)}` } as const]
  })
}

/** The two bounds that exclude each other. */
function contradictoryBounds({ minReplicas, maxReplicas, minFrom, maxFrom }: Subject): Note[] {
  if (minReplicas <= maxReplicas) return []
  const message = `"${minFrom}" wants at least ${minReplicas} replicas on a target and "${maxFrom}" at most ${maxReplicas}: they contradict`
  return [{ code: 'ContradictoryBounds', message }]
}

/** A strict rule, and which targets it leaves. */
type Strict = { readonly rule: PlacementRule; readonly leaves: readonly boolean[] }

/**
 * The rules that no target satisfies, else those that no target satisfies which the policy selects, else the first two that
 * exclude each other, else a smallest set that does so only together; under Required.
 */
export function contradictions(subject: Subject): Note[] {
  const { plan, rules, workload, before, world } = subject
  if (plan.policy.spec.enforcement !== 'Required') return []
  const { names } = world.fleet
  const strict = rules.rules.flatMap(({ rule }, index): Strict[] => {
    if (rule.effect !== 'Require' && rule.effect !== 'Forbid') return []
    const leaves = names.map((_, target) => !isViolation(rule.effect, rules.verdict(index, target, workload, before)))
    return [{ rule, leaves }]
  })
  const lonely = strict.filter(({ leaves }) => !leaves.includes(true))
  if (lonely.length > 0)
    return lonely.map(({ rule }) => ({
      code: 'UnsatisfiableRule',
      message: `no target satisfies rule "${rule.name}" (${rule.effect})`,
    }))
  const selects = plan.policy.spec.clusterSelector !== undefined
  const among = names.map((_, target) => !selects || selected.reasons(subject, target).length === 0)
  const isSome = (some: readonly Strict[]) =>
    among.some((is, target) => is && some.every(({ leaves }) => leaves[target] === true))
  if (!isSome([])) return []
  const outside = strict.filter((one) => !isSome([one]))
  if (outside.length > 0)
    return outside.map(({ rule }) => ({
      code: 'UnsatisfiableRule',
      message: `no target that the policy's clusterSelector selects satisfies rule "${rule.name}" (${rule.effect})`,
    }))
  const what = selects ? "no target that the policy's clusterSelector selects" : 'no target'
  for (const [first, one] of strict.entries())
    for (const other of strict.slice(first + 1))
      if (!isSome([one, other]))
        return [
          {
            code: 'ContradictoryRules',
            message: `rules ${titled(one)} and ${titled(other)} contradict: ${what} satisfies both`,
          },
        ]
  if (isSome(strict)) return []
  let needed: readonly Strict[] = strict
  for (const one of strict) {
    const fewer = needed.filter((other) => other !== one)
    if (!isSome(fewer)) needed = fewer
  }
  const all = needed.map(titled).join(', ')
  return [{ code: 'ContradictoryRules', message: `rules ${all} contradict together: ${what} satisfies all of them` }]
}

function titled({ rule }: Strict): string {
  return `"${rule.name}" (${rule.effect})`
}

/** Names for a sentence: three at most, and how many more. */
export function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ')
  return names.length <= 3 ? shown : `${shown} and ${names.length - 3} more`
}
