import { type ErrorDetail, type KubeObject, parsePath } from '../apimachinery/index.ts'
import type { Decision, WorkloadRef } from '../placement/index.ts'
import type { Scenario } from './scenario.ts'
import { workloadLabel } from './workload-name.ts'

/** Where something is written; nothing for what does not come from a manifest. */
export type Place = Pick<ErrorDetail, 'file' | 'line' | 'column'>

/** Where the wrong field of a workload, or of the policy that decides for it, is written. */
export function placeOfMistake({ error, workload, policy }: Decision, scenario: Scenario): Place {
  const field = error?.details[0]?.field
  if (field === undefined) return {}
  const isPolicy = error?.code === 'UnknownReference' && error.message.startsWith('PlacementPolicy ')
  const object = isPolicy ? policyOf(workload, policy, scenario) : objectOf(workload, scenario)
  if (object === undefined || (error?.code !== 'InvalidObject' && !isPolicy)) return {}
  return scenario.placeOf(object, parsePath(field)) ?? {}
}

function objectOf({ apiVersion, kind, namespace, name }: WorkloadRef, { inputs }: Scenario): KubeObject | undefined {
  return inputs.workloads.find(
    ({ metadata, ...other }) =>
      metadata.name === name &&
      other.kind === kind &&
      other.apiVersion === apiVersion &&
      (namespace === undefined || (metadata.namespace ?? inputs.namespace ?? 'default') === namespace),
  )
}

/** The policy of that name that is for the workload; one without a namespace is for all. */
function policyOf({ namespace }: WorkloadRef, name: string | null, { inputs }: Scenario): KubeObject | undefined {
  const named = [...(typeof inputs.policy === 'object' ? [inputs.policy] : []), ...(inputs.policies ?? [])].filter(
    ({ metadata }) => metadata.name === name,
  )
  return (
    named.find(({ metadata }) => metadata.namespace === namespace) ??
    named.find(({ metadata }) => metadata.namespace === undefined)
  )
}

/** Why a workload could not be decided, as a line of its own; undefined when it was. */
export function mistakeOf(decision: Decision, scenario: Scenario): ErrorDetail | undefined {
  const { error, workload } = decision
  if (error === undefined) return undefined
  const place = placeOfMistake(decision, scenario)
  const { file, line = 1, column = 1 } = place
  const where = file === undefined ? workloadLabel(workload) : `${file}:${line}:${column}`
  return { message: `${where}: ${error.message}`, ...place }
}
