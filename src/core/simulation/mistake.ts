import { type ErrorDetail, parsePath } from '../apimachinery/index.ts'
import type { Decision } from '../placement/index.ts'
import type { Scenario } from './scenario.ts'
import { workloadLabel } from './workload-name.ts'

/** Where something is written; nothing for what does not come from a manifest. */
export type Place = Pick<ErrorDetail, 'file' | 'line' | 'column'>

/** Where the wrong field of a workload is written; a policy that is wrong is none of its fields. */
export function placeOfMistake({ error, workload }: Decision, scenario: Scenario): Place {
  const { inputs } = scenario
  const field = error?.code === 'InvalidObject' ? error.details[0]?.field : undefined
  if (field === undefined) return {}
  const { apiVersion, kind, namespace, name } = workload
  const object = inputs.workloads.find(
    ({ metadata, ...other }) =>
      metadata.name === name &&
      other.kind === kind &&
      other.apiVersion === apiVersion &&
      (namespace === undefined || (metadata.namespace ?? inputs.namespace ?? 'default') === namespace),
  )
  return (object === undefined ? undefined : scenario.placeOf(object, parsePath(field))) ?? {}
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
