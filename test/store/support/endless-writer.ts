import { type Operation, type ObjectStore, type Sources } from '../../../src/core/store/index.ts'
import { syncTargets, target } from './fixtures.ts'

const many = [...Array(12).keys()]

/** Time and uids that depend on nothing but the step, so that a run can go on where another was killed. */
export function sourcesOf(step: () => number): Sources {
  let last = -1
  let uids = 0
  return {
    now: () => Date.UTC(2026, 0, 1) + step() * 1000,
    uid: () => {
      if (last !== step()) uids = 0
      last = step()
      return `${step()}-${uids++}`
    },
    suffix: () => 'xxxxx',
  }
}

/** One acknowledged write of an endless row of them; what it does depends on its number alone. */
export async function doStep(store: ObjectStore, step: number): Promise<void> {
  const round = step - (step % 5)
  const name = `one-${round}`
  switch (step % 5) {
    case 0:
      return void (await store.create(syncTargets, target(name)))
    case 1:
      return void (await store.batch(
        many.map((n): Operation => ({ verb: 'create', kind: syncTargets, object: target(`many-${round}-${n}`) })),
      ))
    case 2:
      return void (await store.patchStatus(syncTargets, { name }, { type: 'merge', patch: { phase: 'Ready' } }))
    case 3:
      return void (await store.batch(
        many.map((n): Operation => {
          const key = { name: `many-${round}-${n}` }
          const patch = { type: 'merge', patch: { spec: { location: 'eu' } } } as const
          return n < 6 ? { verb: 'delete', kind: syncTargets, key } : { verb: 'patch', kind: syncTargets, key, patch }
        }),
      ))
    default:
      await store.batch(
        many
          .slice(6)
          .map((n): Operation => ({ verb: 'delete', kind: syncTargets, key: { name: `many-${round}-${n}` } })),
      )
  }
}
