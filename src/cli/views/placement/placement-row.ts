/** What a table says of one placement. */
export type PlacementRow = {
  readonly namespace: string
  readonly workload: string
  readonly outcome: string
  readonly policy: string
  readonly replicas: string
  /** `eu-west-4=3`, in the order of rank. */
  readonly clusters: readonly string[]
  readonly strategy: string
  readonly mode: string
  readonly why: string
}

/** `eu-west-4=3 us-east-1=2 (4 more)`. */
export function namedClusters(clusters: readonly string[], most: number): string {
  if (clusters.length === 0) return '<none>'
  const texts = clusters.slice(0, most)
  if (clusters.length > texts.length) texts.push(`(${clusters.length - texts.length} more)`)
  return texts.join(' ')
}
