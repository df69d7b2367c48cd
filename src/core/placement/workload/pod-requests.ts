import { isJsonObject } from '../../apimachinery/index.ts'
import type { QuantityReader } from '../fleet/amounts.ts'

/** What one pod asks for and is limited to, in billionths by resource. */
export type PodDemand = { readonly requests: Map<string, bigint>; readonly limits: Map<string, bigint> }

/** Resources that may be stated for the whole pod. */
const isPodLevel = (resource: string) =>
  resource === 'cpu' || resource === 'memory' || resource.startsWith('hugepages-')

/**
 * What a pod counts as, the way kube-scheduler counts it: the sum of its containers and sidecars (init containers that
 * restart always), or what the largest init step needs together with the sidecars started before it, whichever is more;
 * amounts stated for the whole pod replace these; the overhead of the runtime class comes on top. A request left out is the
 * limit, as the API server fills it in.
 *
 * @see Kubernetes KEP-753 (sidecar containers), KEP-2837 (pod level resources)
 */
export function podDemand(spec: unknown, reader: QuantityReader): PodDemand {
  return {
    requests: count(spec, reader, 'requests'),
    limits: count(spec, reader, 'limits'),
  }
}

type Side = 'requests' | 'limits'

function count(spec: unknown, reader: QuantityReader, side: Side): Map<string, bigint> {
  const total = new Map<string, bigint>()
  if (!isJsonObject(spec)) return total
  for (const container of listOf(spec['containers'])) add(total, containerAmounts(container, reader, side))
  const sidecars = new Map<string, bigint>()
  const largestStep = new Map<string, bigint>()
  for (const container of listOf(spec['initContainers'])) {
    const own = containerAmounts(container, reader, side)
    if (isJsonObject(container) && container['restartPolicy'] === 'Always') {
      add(total, own)
      add(sidecars, own)
      raise(largestStep, sidecars)
    } else {
      add(own, sidecars)
      raise(largestStep, own)
    }
  }
  raise(total, largestStep)
  for (const [resource, amount] of podLevelAmounts(spec['resources'], reader, side, total)) total.set(resource, amount)
  // Overhead is part of the requests always, of a limit only where there is one.
  for (const [resource, amount] of amountsOf(spec['overhead'], reader))
    if (side === 'requests' || total.has(resource)) total.set(resource, (total.get(resource) ?? 0n) + amount)
  return total
}

function containerAmounts(container: unknown, reader: QuantityReader, side: Side): Map<string, bigint> {
  const resources = isJsonObject(container) ? container['resources'] : undefined
  if (!isJsonObject(resources)) return new Map()
  const limits = amountsOf(resources['limits'], reader)
  if (side === 'limits') return limits
  for (const [resource, amount] of amountsOf(resources['requests'], reader)) limits.set(resource, amount)
  return limits
}

/** Requests of the pod as a whole; a limit stands in only where no container asks for the resource. */
function podLevelAmounts(
  resources: unknown,
  reader: QuantityReader,
  side: Side,
  containers: ReadonlyMap<string, bigint>,
): Map<string, bigint> {
  const found = new Map<string, bigint>()
  if (!isJsonObject(resources)) return found
  for (const [resource, amount] of amountsOf(resources['limits'], reader))
    if (isPodLevel(resource) && (side === 'limits' || !containers.has(resource))) found.set(resource, amount)
  if (side === 'requests')
    for (const [resource, amount] of amountsOf(resources['requests'], reader))
      if (isPodLevel(resource)) found.set(resource, amount)
  return found
}

/** Reads a resource list; entries that are no quantity are left out. */
export function amountsOf(list: unknown, reader: QuantityReader): Map<string, bigint> {
  const amounts = new Map<string, bigint>()
  if (!isJsonObject(list)) return amounts
  for (const [resource, text] of Object.entries(list)) {
    const nanos =
      typeof text === 'string' || typeof text === 'number' || typeof text === 'bigint' ? reader.read(text) : undefined
    if (nanos !== undefined) amounts.set(resource, nanos)
  }
  return amounts
}

function add(total: Map<string, bigint>, more: ReadonlyMap<string, bigint>): void {
  for (const [resource, amount] of more) total.set(resource, (total.get(resource) ?? 0n) + amount)
}

function raise(total: Map<string, bigint>, to: ReadonlyMap<string, bigint>): void {
  for (const [resource, amount] of to) {
    const before = total.get(resource)
    if (before === undefined || amount > before) total.set(resource, amount)
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
