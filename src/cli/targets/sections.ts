import type { PlacementDecision, SyncTarget } from '../../core/api/index.ts'
import { type KubeObject, Quantity } from '../../core/apimachinery/index.ts'
import type { DescriptionSection } from '../description.ts'

type Amounts = { readonly [resource: string]: string | number }

/** What a description of a target adds: its resources in a table, and what is placed there. */
export function targetSections(
  object: KubeObject,
  decisions: readonly Pick<PlacementDecision, 'metadata' | 'spec'>[],
): DescriptionSection[] {
  const { metadata, spec, status } = object as SyncTarget
  const capacity = new Map<string, Quantity>()
  for (const cell of spec.cells ?? [])
    for (const [resource, amount] of Object.entries<string | number>(cell.capacity ?? {}))
      capacity.set(resource, (capacity.get(resource) ?? Quantity.zero).add(Quantity.tryParse(amount) ?? Quantity.zero))
  const columns: (Amounts | undefined)[] = [spec.reserved, status?.allocatedResources, status?.availableResources]
  const resources = [
    ...new Set([...capacity.keys(), ...columns.flatMap((amounts) => Object.keys(amounts ?? {}))]),
  ].sort()
  const amount = (amounts: Amounts | undefined, resource: string) =>
    amounts !== undefined && Object.hasOwn(amounts, resource) ? String(amounts[resource]) : undefined
  const placed = decisions.flatMap(({ metadata: { namespace = '' }, spec: { workloadRef, clusters } }) =>
    clusters
      .filter(({ clusterName }) => clusterName === metadata.name)
      .map(({ replicas }) => [namespace, workloadRef?.kind, workloadRef?.name, replicas]),
  )
  return [
    {
      title: 'Resources',
      table: {
        columns: ['Resource', 'Capacity', 'Reserved', 'Allocated', 'Available'].map((name) => ({ name })),
        rows: resources.map((resource) => [
          resource,
          capacity.get(resource)?.toString(),
          ...columns.map((amounts) => amount(amounts, resource)),
        ]),
      },
    },
    {
      title: 'Placements',
      table: { columns: ['Namespace', 'Kind', 'Workload', 'Replicas'].map((name) => ({ name })), rows: placed },
    },
  ]
}
