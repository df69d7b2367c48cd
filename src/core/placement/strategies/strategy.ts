/** How a strategy tells targets apart that satisfy the rules equally. Data and one formula; higher scores are better. */
export type Strategy = {
  readonly name: string
  /**
   * Points of one resource once the workload is there, 0 to 100; absent: resources do not count.
   *
   * @param free what is left after the workload, grains; negative when overcommitted
   * @param capacity grains
   */
  readonly points?: (free: number, capacity: number) => number
  /** How the points of several resources combine: the floor of their mean, or the least of them. */
  readonly combines: 'mean' | 'least'
  /** Whether the fewest placements in a target's domain come before the points. */
  readonly countsDomains: boolean
  /** Whether every feasible target of the best tier is taken, instead of as few as hold the workload. */
  readonly takesEvery: boolean
  /** Whether replicas are divided equally, instead of by how many more fit. */
  readonly sharesEqually: boolean
}
