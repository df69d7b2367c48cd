import type { Workload } from '../workload/workload.ts'
import { Catalog } from './catalog.ts'
import { podReferences } from './pod-references.ts'
import { linkers } from './subjects.ts'

/** One reason why an object goes where another goes. */
export type Leader = { readonly leader: Workload; readonly because: string }

/** Where an object follows to. */
export type Following = {
  readonly targets: ReadonlySet<string>
  /** Targets of what it follows that cannot have it. */
  readonly refusing: ReadonlySet<string>
}

/** Whether an object is decided by itself: it runs pods, or has replicas. */
export function isLeader({ pod, replicas, error }: Workload): boolean {
  return pod !== undefined || replicas !== null || error !== undefined
}

/** Who follows whom, among the objects of a run. Objects that run pods follow nobody. */
export class FollowerGraph {
  readonly #leaders = new Map<Workload, Map<Workload, string>>()

  constructor(workloads: readonly Workload[]) {
    if (workloads.every(isLeader)) return
    const catalog = new Catalog(workloads)
    const link = (follower: Workload | undefined, leader: Workload | undefined, because: string) => {
      if (follower !== undefined && leader !== undefined && follower !== leader) this.#link(follower, leader, because)
    }
    for (const workload of workloads) {
      linkers.get(`${workload.group}/${workload.kind}`)?.(workload, catalog, link)
      if (!isLeader(workload)) continue
      for (const { group, kind, name, how, isClusterWide } of podReferences(workload))
        link(catalog.find(group, kind, isClusterWide === true ? undefined : workload.namespace, name), workload, how)
    }
  }

  #link(follower: Workload, leader: Workload, because: string): void {
    if (isLeader(follower)) return
    const sentence = /^its? /.test(because) ? `${because} ${titled(leader)}` : `${titled(leader)} ${because}`
    const known = this.#leaders.get(follower)
    if (known === undefined) this.#leaders.set(follower, new Map([[leader, sentence]]))
    else if (!known.has(leader)) known.set(leader, sentence)
  }

  /** What an object follows, and why; empty when nothing refers to it. */
  leadersOf(follower: Workload): readonly Leader[] {
    return [...(this.#leaders.get(follower) ?? [])].map(([leader, because]) => ({ leader, because }))
  }

  /**
   * The targets of every follower: the union of those of all it follows, less those that cannot have it, through any number
   * of steps and in spite of circles.
   *
   * @param placed targets of what was decided
   * @param takes whether a target can have an object
   */
  resolve(
    placed: ReadonlyMap<Workload, ReadonlySet<string>>,
    takes: (follower: Workload, target: string) => boolean,
  ): ReadonlyMap<Workload, Following> {
    const followersOf = new Map<Workload, Workload[]>()
    for (const [follower, leaders] of this.#leaders)
      for (const leader of leaders.keys()) {
        const known = followersOf.get(leader)
        if (known === undefined) followersOf.set(leader, [follower])
        else known.push(follower)
      }
    const resolved = new Map<Workload, { readonly targets: Set<string>; readonly refusing: Set<string> }>()
    const open = [...placed.keys()]
    for (let leader = open.pop(); leader !== undefined; leader = open.pop()) {
      const targets = placed.get(leader) ?? resolved.get(leader)?.targets ?? new Set<string>()
      for (const follower of followersOf.get(leader) ?? []) {
        if (placed.has(follower)) continue
        let own = resolved.get(follower)
        if (own === undefined) resolved.set(follower, (own = { targets: new Set(), refusing: new Set() }))
        const before = own.targets.size
        for (const target of targets)
          if (!own.targets.has(target) && !own.refusing.has(target))
            (takes(follower, target) ? own.targets : own.refusing).add(target)
        if (own.targets.size > before) open.push(follower)
      }
    }
    return resolved
  }
}

/** `Deployment "web"`. */
export function titled({ kind, ref }: Workload): string {
  return `${kind} "${ref.name}"`
}
