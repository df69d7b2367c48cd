import {
  type Decision,
  type Placements,
  type Reason,
  type Stage,
  stages,
  type TargetTrace,
  type TraceEntry,
} from '../placement/index.ts'
import { decideAll, type OnDecision } from './decide-all.ts'
import { type ReportedPlacement, reported, reportVersion } from './report.ts'
import type { Scenario } from './scenario.ts'
import { isTraced } from './traced.ts'
import { findWorkload } from './workload-name.ts'

/** One column of the matrix: a filter, rule, scorer or level of ranking. */
export type Step = { readonly stage: Stage; readonly name: string }

/** One row of the matrix. */
export type ExplainedTarget = {
  readonly clusterName: string
  readonly isChosen: boolean
  /** Replicas it got; null where it got none or there are none to give. */
  readonly replicas: number | null
  /** What each step made of the target, in the order of the steps; null where the step had nothing to say. */
  readonly verdicts: readonly (TraceEntry | null)[]
  readonly reasons: readonly Reason[]
}

/** Everything that was looked at for one workload: target × (filters, rules, scorers). */
export type PlacementExplanation = {
  readonly apiVersion: typeof reportVersion
  readonly kind: 'PlacementExplanation'
  readonly seed: string
  readonly now: string | null
  readonly placement: ReportedPlacement
  readonly steps: readonly Step[]
  /** Chosen targets in rank order, then the others by name. */
  readonly targets: readonly ExplainedTarget[]
}

/**
 * Decides everything and explains one workload.
 *
 * @param text `NAME`, `KIND/NAME` or `NAMESPACE/KIND/NAME`
 * @throws TmcError `UnknownReference` when no workload, or more than one, is called so
 */
export function explainWorkload(scenario: Scenario, text: string, onDecision?: OnDecision): PlacementExplanation {
  const run = runScenario(scenario, onDecision)
  return explainDecision(scenario, findWorkload(run.decisions, text, scenario.inputs.namespace))
}

/** Decides every workload of a scenario and holds the decisions, to be asked about. */
export function runScenario({ inputs }: Scenario, onDecision?: OnDecision): Placements {
  return decideAll(inputs, { onDecision })
}

/** Explains one decision. */
export function explainDecision({ inputs }: Scenario, decision: Decision): PlacementExplanation {
  const traces = isTraced(decision) ? [...decision.traces()] : []
  const rank = new Map(decision.clusters.map(({ clusterName }, position) => [clusterName, position]))
  const place = ({ clusterName }: TargetTrace) => rank.get(clusterName) ?? rank.size
  traces.sort((left, right) => place(left) - place(right) || (left.clusterName < right.clusterName ? -1 : 1))
  const steps = stepsOf(traces)
  return {
    apiVersion: reportVersion,
    kind: 'PlacementExplanation',
    seed: inputs.seed ?? decision.seed,
    now: inputs.now ?? null,
    placement: reported(decision, 'all'),
    steps,
    targets: traces.map((trace) => {
      const byStep = new Map(trace.entries.map((entry) => [keyOf(entry), entry]))
      return {
        clusterName: trace.clusterName,
        isChosen: trace.isChosen,
        replicas: decision.clusters[rank.get(trace.clusterName) ?? -1]?.replicas ?? null,
        verdicts: steps.map((step) => byStep.get(keyOf(step)) ?? null),
        reasons: decision.reasonsFor(trace.clusterName),
      }
    }),
  }
}

/** The steps of all traces: by stage, in it in the order in which they first come. */
function stepsOf(traces: readonly TargetTrace[]): Step[] {
  const steps = new Map<string, Step>()
  for (const { entries } of traces)
    for (const { stage, name } of entries) {
      const key = keyOf({ stage, name })
      if (!steps.has(key)) steps.set(key, { stage, name })
    }
  return [...steps.values()].sort((left, right) => stages.indexOf(left.stage) - stages.indexOf(right.stage))
}

function keyOf({ stage, name }: Step): string {
  return `${stage}\n${name}`
}
