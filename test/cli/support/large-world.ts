/** A List of targets `target-N` and Deployments `web-N` of nine replicas, large enough that deciding it takes a while. */
export function largeWorld(targets: number, workloads: number, cpu: string): { items: object[]; text: string } {
  const items = [
    ...Array.from({ length: targets }, (_, index) => ({
      apiVersion: 'workload.kcp.io/v1alpha1',
      kind: 'SyncTarget',
      metadata: { name: `target-${index}` },
      spec: {
        clusterRef: { name: 'x' },
        cells: [{ name: 'a', capacity: { cpu: '900', pods: '9000' } }],
        syncerConfig: {},
      },
    })),
    ...Array.from({ length: workloads }, (_, index) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: `web-${index}` },
      spec: { replicas: 9, template: { spec: { containers: [{ name: 'web', resources: { requests: { cpu } } }] } } },
    })),
  ]
  return { items, text: listOf(items) }
}

/** A List of objects as JSON. */
export function listOf(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
}
