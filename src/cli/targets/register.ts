import { kinds } from '../../core/api/index.ts'
import type { Hub } from '../hub.ts'
import type { ObjectOutcome } from '../outcome.ts'
import { planRegistration, type Registration, type RegistrationState } from './registration.ts'

/** What the hub knows of a target and of the clusters behind all targets. */
export async function registrationState(hub: Hub, name: string, cluster?: string): Promise<RegistrationState> {
  const [targets, clusters] = await Promise.all([
    hub.client.syncTargets.list({ fieldSelector: [{ field: 'metadata.name', operator: '=', value: name }] }),
    hub.client.clusterRegistrations.list(),
  ])
  const [target] = targets.items
  const clusterName = cluster ?? target?.spec.clusterRef.name ?? name
  const own = clusters.items.find(({ metadata }) => metadata.name === clusterName)
  return { target, cluster: own, others: clusters.items.filter((other) => other !== own) }
}

/**
 * Writes a registration, both objects or none.
 *
 * @returns what became of the registration of the cluster and of the target
 * @throws TmcError `InvalidObject` listing every problem of both, `Conflict`, `Usage`
 */
export async function register(
  hub: Hub,
  wish: Registration,
  state: RegistrationState,
  isDryRun: boolean,
): Promise<ObjectOutcome[]> {
  const { target, cluster } = planRegistration(wish, state)
  const operations = [
    {
      verb: state.cluster === undefined ? ('create' as const) : ('update' as const),
      kind: kinds.clusterRegistrations,
      object: cluster,
    },
    {
      verb: state.target === undefined ? ('create' as const) : ('update' as const),
      kind: kinds.syncTargets,
      object: target,
    },
  ]
  const written = await hub.store.batch(operations, { dryRun: isDryRun })
  return written.map(({ object, outcome }, index) => {
    const kind = index === 0 ? kinds.clusterRegistrations : kinds.syncTargets
    return { kind, object, word: outcome }
  })
}
