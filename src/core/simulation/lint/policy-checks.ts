import { type KubeObject, matchesSelector, selectorOf } from '../../apimachinery/index.ts'
import type { PlacementPolicy } from '../../api/index.ts'
import type { Decision, TraceEntry } from '../../placement/index.ts'
import { workloadLabel } from '../workload-name.ts'
import type { Found, LintContext } from './finding.ts'

/** Decisions of one policy whose traces are looked at: rules that read the workload may differ from one to the next. */
const manyDecisions = 50

/** What rules make of the fleet: nothing, everything, failure, contradiction. */
export function* ruleMatches({ scenario, run }: LintContext): Iterable<Found> {
  for (const policy of scenario.inputs.policies ?? []) {
    for (const [index, rule] of policy.spec.rules.entries())
      if (rule.celExpression === undefined && rule.clusters === undefined)
        yield {
          rule: 'RuleWithoutCondition',
          object: policy,
          path: ['spec', 'rules', index],
          message: `rule "${rule.name}" has neither celExpression nor clusters: it matches every target`,
        }
    const decisions = decisionsOf(run.decisions, policy).slice(0, manyDecisions)
    if (decisions.length === 0 || run.fleet.size === 0) continue
    const matches = matchesByRule(decisions)
    for (const [index, rule] of policy.spec.rules.entries()) {
      const found = matches.get(rule.name)
      if (found === undefined) continue
      const path = ['spec', 'rules', index]
      const [error] = found.errors
      if (error !== undefined)
        yield {
          rule: 'RuleFails',
          object: policy,
          path,
          message: `rule "${rule.name}" fails on ${found.errors.length} of ${found.looked} targets: ${error}`,
        }
      if (found.matched.size === 0 && found.errors.length < found.looked)
        yield {
          rule: 'RuleMatchesNothing',
          object: policy,
          path,
          severity: rule.effect === 'Require' && policy.spec.enforcement === 'Required' ? 'Error' : 'Warning',
          message: `${rule.effect} rule "${rule.name}" matches none of the ${run.fleet.size} targets`,
        }
      const hasCondition = rule.celExpression !== undefined || rule.clusters !== undefined
      if (hasCondition && found.unmatched.size === 0 && found.errors.length === 0)
        yield {
          rule: 'RuleMatchesEverything',
          object: policy,
          path,
          severity: rule.effect === 'Forbid' && policy.spec.enforcement === 'Required' ? 'Error' : 'Info',
          message: `${rule.effect} rule "${rule.name}" matches all ${run.fleet.size} targets`,
        }
    }
    yield* contradictions(policy, matches)
  }
}

type Matches = {
  /** Target × workload pairs, as text. */
  readonly matched: Set<string>
  readonly unmatched: Set<string>
  readonly errors: string[]
  looked: number
}

function matchesByRule(decisions: readonly Decision[]): Map<string, Matches> {
  const byRule = new Map<string, Matches>()
  for (const decision of decisions)
    for (const { clusterName, entries } of decision.traces())
      for (const entry of entries) {
        if (entry.stage !== 'Rules') continue
        let found = byRule.get(entry.name)
        if (found === undefined)
          byRule.set(entry.name, (found = { matched: new Set(), unmatched: new Set(), errors: [], looked: 0 }))
        note(found, entry, `${decision.step} ${clusterName}`)
      }
  return byRule
}

function note(found: Matches, { verdict, message }: TraceEntry, pair: string): void {
  found.looked++
  if (verdict === 'Matched') found.matched.add(pair)
  else if (verdict === 'Error') found.errors.push(message ?? 'it failed')
  else found.unmatched.add(pair)
}

/** Rules of which no target satisfies both. */
function* contradictions(policy: PlacementPolicy, matches: ReadonlyMap<string, Matches>): Iterable<Found> {
  const hard = policy.spec.rules
    .map((rule, index) => ({ ...rule, index, found: matches.get(rule.name) }))
    .filter(({ effect, found }) => found !== undefined && (effect === 'Require' || effect === 'Forbid'))
  for (const [position, first] of hard.entries())
    for (const second of hard.slice(position + 1)) {
      const left = allowed(first.effect, first.found)
      const right = allowed(second.effect, second.found)
      // A rule that allows nothing by itself is its own finding.
      if (left.size === 0 || right.size === 0 || [...left].some((pair) => right.has(pair))) continue
      yield {
        rule: 'ContradictoryRules',
        object: policy,
        path: ['spec', 'rules', second.index],
        severity: policy.spec.enforcement === 'Required' ? 'Error' : 'Warning',
        message: `${first.effect} rule "${first.name}" and ${second.effect} rule "${second.name}" exclude each other on every target`,
      }
    }
}

function allowed(effect: string, found: Matches | undefined): ReadonlySet<string> {
  return (effect === 'Require' ? found?.matched : found?.unmatched) ?? new Set()
}

/** Decisions a policy made. */
function decisionsOf(decisions: readonly Decision[], { metadata }: PlacementPolicy): Decision[] {
  return decisions.filter(
    ({ policy, workload, mode }) =>
      mode !== null &&
      policy === metadata.name &&
      (metadata.namespace === undefined || metadata.namespace === workload.namespace),
  )
}

/** Which policies claim which workloads. */
export function* policyClaims({ scenario, run }: LintContext): Iterable<Found> {
  const { inputs } = scenario
  const policies = inputs.policies ?? []
  const claims = new Map<PlacementPolicy, Decision[]>(policies.map((policy) => [policy, []]))
  const labels = new Map(
    inputs.workloads.map((object) => [
      workloadLabel(refOf(object, inputs.namespace ?? 'default')),
      object.metadata.labels,
    ]),
  )
  const told = new Set<string>()
  for (const decision of run.decisions) {
    if (decision.outcome === 'Follows' || decision.outcome === 'Ignored') continue
    const claiming = policies.filter((policy) =>
      selects(policy, decision, labels.get(workloadLabel(decision.workload))),
    )
    for (const policy of claiming) claims.get(policy)?.push(decision)
    const top = Math.max(...claiming.map(({ spec }) => spec.priority))
    const [first, second] = claiming.filter(({ spec }) => spec.priority === top)
    if (first === undefined || second === undefined) continue
    const pair = [first.metadata.name, second.metadata.name].sort().join(' ')
    if (told.has(pair)) continue
    told.add(pair)
    yield {
      rule: 'EqualPriorities',
      object: second,
      path: ['spec', 'priority'],
      message: `policies "${first.metadata.name}" and "${second.metadata.name}" both claim ${workloadLabel(decision.workload)} at priority ${top}; "${decision.policy ?? ''}" decides by its name alone`,
    }
  }
  for (const [policy, claimed] of claims) {
    const { name } = policy.metadata
    if (claimed.length === 0)
      yield {
        rule: 'PolicyWithoutWorkloads',
        object: policy,
        path: ['spec', 'workloadSelector'],
        message: `policy "${name}" selects none of the workloads`,
      }
    else if (claimed.every((decision) => decision.policy !== name)) {
      const others = [...new Set(claimed.map((decision) => `"${decision.policy ?? ''}"`))].slice(0, 3).join(', ')
      yield {
        rule: 'UnreachablePolicy',
        object: policy,
        path: ['spec', 'priority'],
        message: `policy "${name}" never decides: all ${claimed.length} workloads it selects are claimed by ${others}`,
      }
    }
  }
}

function refOf({ kind, metadata }: KubeObject, namespace: string) {
  return { kind, name: metadata.name ?? '', namespace: metadata.namespace ?? namespace }
}

function selects(
  { metadata, spec }: PlacementPolicy,
  { workload }: Decision,
  labels: KubeObject['metadata']['labels'],
): boolean {
  if (metadata.namespace !== undefined && metadata.namespace !== workload.namespace) return false
  return spec.workloadSelector === undefined || matchesSelector(selectorOf(spec.workloadSelector), labels)
}

/** Selectors and tolerations against the fleet. */
export function* policyAndFleet({ scenario }: LintContext): Iterable<Found> {
  const { targets, policies = [] } = scenario.inputs
  if (targets.length === 0) return
  for (const policy of policies) {
    const { clusterSelector, tolerations = [] } = policy.spec
    if (clusterSelector !== undefined) {
      const { labelSelector, locations, clusterNames } = clusterSelector
      const selector = labelSelector === undefined ? undefined : selectorOf(labelSelector)
      const count = targets.filter(
        ({ metadata, spec }) =>
          (selector === undefined || matchesSelector(selector, metadata.labels)) &&
          (locations === undefined || locations.includes(spec.location ?? metadata.name)) &&
          (clusterNames === undefined || clusterNames.includes(metadata.name)),
      ).length
      if (count === 0)
        yield {
          rule: 'SelectorMatchesNoTarget',
          object: policy,
          path: ['spec', 'clusterSelector'],
          message: `the clusterSelector of policy "${policy.metadata.name}" selects none of the ${targets.length} targets`,
        }
    }
    for (const [index, { key, value, effect, operator }] of tolerations.entries()) {
      const isUseful = targets.some(({ spec }) =>
        (spec.taints ?? []).some(
          (taint) =>
            (key === undefined || key === '' || key === taint.key) &&
            (operator === 'Exists' || (value ?? '') === (taint.value ?? '')) &&
            (effect === undefined || effect === taint.effect),
        ),
      )
      if (!isUseful)
        yield {
          rule: 'UselessToleration',
          object: policy,
          path: ['spec', 'tolerations', index],
          message: `policy "${policy.metadata.name}" tolerates ${key ?? 'every taint'}${value === undefined ? '' : `=${value}`}, which no target has`,
        }
    }
  }
}
