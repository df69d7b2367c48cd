import type { PlacementDecision } from '../../../core/api/index.ts'
import type { KubeObject } from '../../../core/apimachinery/index.ts'
import type { ObjectColumn, ObjectPrintOptions } from '../../printers/index.ts'

/** Columns of decisions that say all targets with their replicas, where a column of a CRD says the first. */
const columns: readonly ObjectColumn[] = [
  { name: 'Workload', type: 'string', jsonPath: '.spec.workloadRef', textOf: workloadOf },
  { name: 'Policy', type: 'string', jsonPath: '.spec.placementRef.name' },
  { name: 'Targets', type: 'string', jsonPath: '.spec.clusters', textOf: targetsOf },
  { name: 'Scheduled', type: 'string', jsonPath: '.status.conditions[?(@.type=="Scheduled")].status' },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  { name: 'Message', type: 'string', priority: 1, jsonPath: '.status.conditions[?(@.type=="Scheduled")].message' },
]

/** The same options, with the columns of `placement list`. */
export function withDecisionColumns(options: ObjectPrintOptions): ObjectPrintOptions {
  return { ...options, columnsOf: () => columns }
}

function workloadOf(object: KubeObject): string {
  const { workloadRef } = (object as PlacementDecision).spec
  return workloadRef === undefined ? '<none>' : `${workloadRef.kind}/${workloadRef.name}`
}

function targetsOf(object: KubeObject): string {
  const { clusters } = (object as PlacementDecision).spec
  const texts = clusters.map(({ clusterName, replicas }) =>
    replicas === undefined ? clusterName : `${clusterName}=${replicas}`,
  )
  return texts.length === 0 ? '<none>' : texts.join(' ')
}
