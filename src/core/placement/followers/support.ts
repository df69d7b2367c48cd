import { supportReasons } from '../filters/api-support.ts'
import type { Reason } from '../reasons.ts'
import type { World } from '../subject.ts'
import type { Workload } from '../workload/workload.ts'

const none: readonly Reason[] = []

/** Which targets can have what follows, asked once for objects of a resource whose fields nobody knows. */
export class SupportBook {
  readonly #world: World
  readonly #byResource = new Map<string, readonly Reason[]>()

  constructor(world: World) {
    this.#world = world
  }

  takes(workload: Workload, targetName: string): boolean {
    return this.reasons(workload, targetName).length === 0
  }

  /** Why a target cannot have an object. Namespaces are what a syncer makes for everything else, so every target has them. */
  reasons(workload: Workload, targetName: string): readonly Reason[] {
    const world = this.#world
    const target = world.fleet.indexOf(targetName)
    if (target === undefined || (workload.group === '' && workload.kind === 'Namespace')) return none
    if (world.schemas.isKnown(workload)) return supportReasons({ workload, world }, target)
    const key = `${target}/${workload.group}/${workload.version}/${workload.resource}`
    let reasons = this.#byResource.get(key)
    if (reasons === undefined) this.#byResource.set(key, (reasons = supportReasons({ workload, world }, target)))
    return reasons
  }
}
