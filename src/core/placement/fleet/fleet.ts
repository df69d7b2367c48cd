import {
  type GroupVersionResource,
  type Labels,
  type Selector,
  serverVersion,
  TmcError,
  tryParseTime,
  type Version,
} from '../../apimachinery/index.ts'
import type { APIResourceImport, NegotiatedAPIResource, SyncTarget } from '../../api/index.ts'
import { QuantityReader } from './amounts.ts'
import { allBits, type Bits, intersect, noBits, setBit, subtract, unite } from './bits.ts'
import { type Column, readColumns } from './columns.ts'
import { HashColumn } from './hash.ts'
import { type Health, readHealth } from './health.ts'
import type { FleetInputs, HubKind } from './inputs.ts'
import { KindBook } from './kinds.ts'

/** The targets, indexed once: what does not change while workloads are decided. */
export interface Fleet {
  /** Number of targets. */
  readonly size: number
  /** Names in order; position in this list is the target's number. */
  readonly names: readonly string[]
  /** The target objects, by number. */
  readonly targets: readonly SyncTarget[]
  /** The time everything is judged at, milliseconds since 1970; undefined when there is none. */
  readonly now: number | undefined
  /** The number of a target, or undefined. */
  indexOf(name: string): number | undefined
  /** The value a target has for a topology key: its label, else what all its cells share, else undefined. */
  topologyValue(key: string, target: number): string | undefined
  /** How much of a resource a target has and has free, in grains; undefined where nobody states it. */
  stated(resource: string, target: number): { readonly capacity?: bigint; readonly free?: bigint } | undefined
}

/** The domains of a topology key. */
export type Topology = {
  /** Per target the number of its domain; −1 when it has none. */
  readonly domainOf: Int32Array
  /** Values by number of the domain. */
  readonly values: readonly string[]
}

/**
 * Builds a fleet.
 *
 * @throws TmcError `InvalidObject` when two targets have one name, `InvalidTime` when `now` is no time
 */
export function buildFleet(inputs: FleetInputs): Fleet {
  return new IndexedFleet(inputs)
}

/** The fleet as the rest of this room sees it. */
export function indexed(fleet: Fleet): IndexedFleet {
  if (!(fleet instanceof IndexedFleet)) throw new TmcError('Bug', 'a fleet that buildFleet did not build')
  return fleet
}

export class IndexedFleet implements Fleet {
  readonly size: number
  readonly names: readonly string[]
  readonly targets: readonly SyncTarget[]
  readonly now: number | undefined
  readonly hub: HubKind
  readonly kinds: KindBook
  readonly reader = new QuantityReader()
  readonly hashes: HashColumn
  readonly columns: ReadonlyMap<string, Column>
  readonly health: readonly Health[]
  readonly imports: readonly APIResourceImport[]
  readonly negotiated: readonly NegotiatedAPIResource[]
  /** Milliseconds since 1970 of each target's last sync; NaN when it is not known. */
  readonly lastSync: Float64Array
  /** Whether every target has reported, and states which APIs it serves. */
  readonly isOutspoken: boolean
  /** Targets with quotas. */
  readonly withQuotas: readonly number[]
  readonly #numbers = new Map<string, number>()
  readonly #labels = new Map<string, ReadonlyMap<string, Bits>>()
  readonly #topologies = new Map<string, Topology>()
  readonly #served = new Map<string, Bits>()
  readonly #unstated: Bits
  readonly #versions: readonly (Version | undefined)[]
  #importsByTarget: ReadonlyMap<string, ReadonlyMap<string, APIResourceImport>> | undefined

  constructor(inputs: FleetInputs) {
    this.targets = [...inputs.targets].sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1))
    this.size = this.targets.length
    this.names = this.targets.map(({ metadata }) => metadata.name)
    for (const [number, name] of this.names.entries()) {
      if (this.#numbers.has(name))
        throw new TmcError('InvalidObject', `SyncTarget "${name}" is given twice`, { hint: 'remove one of them' })
      this.#numbers.set(name, number)
    }
    this.hub = inputs.hub ?? 'manifests'
    this.now = timeOf(inputs.now)
    this.kinds = new KindBook(inputs)
    this.imports = inputs.imports ?? []
    this.negotiated = inputs.negotiated ?? []
    this.hashes = new HashColumn(this.names)
    this.columns = readColumns(this.targets, this.reader)
    this.health = this.targets.map((target) => readHealth(target, this.now, inputs))
    this.lastSync = Float64Array.from(this.targets, ({ status }) => {
      const time = status?.syncerStatus?.lastSyncTime
      return time === undefined ? NaN : (tryParseTime(time) ?? NaN)
    })
    this.withQuotas = this.targets.flatMap(({ spec }, number) =>
      (spec.resourceQuotas?.length ?? 0) > 0 ? [number] : [],
    )
    this.#unstated = noBits(this.size)
    this.#indexApis()
    this.isOutspoken = !this.health.some(({ isUnproven }) => isUnproven) && this.#unstated.every((word) => word === 0)
    this.#versions = this.#readVersions(inputs)
  }

  indexOf(name: string): number | undefined {
    return this.#numbers.get(name)
  }

  labelsOf(target: number): Labels | undefined {
    return this.targets[target]?.metadata.labels
  }

  /** Where a target is: what it states, else its name. */
  locationOf(target: number): string {
    return this.targets[target]?.spec.location ?? this.names[target] ?? ''
  }

  versionOf(target: number): Version | undefined {
    return this.#versions[target]
  }

  /** The targets whose labels a selector matches. */
  matching(selector: Selector): Bits {
    const bits = allBits(this.size)
    for (const { key, operator, values } of selector) {
      const byValue = this.#labelIndex(key)
      const some = noBits(this.size)
      switch (operator) {
        case 'In':
        case 'NotIn':
          for (const value of values) {
            const having = byValue.get(value)
            if (having !== undefined) unite(some, having)
          }
          break
        case 'Exists':
        case 'DoesNotExist':
          for (const having of byValue.values()) unite(some, having)
          break
        case 'GreaterThan':
        case 'LessThan':
          for (const [value, having] of byValue) if (isBeyond(value, operator, values[0] ?? '')) unite(some, having)
          break
      }
      if (operator === 'NotIn' || operator === 'DoesNotExist') subtract(bits, some)
      else intersect(bits, some)
    }
    return bits
  }

  #labelIndex(key: string): ReadonlyMap<string, Bits> {
    const known = this.#labels.get(key)
    if (known !== undefined) return known
    const byValue = new Map<string, Bits>()
    for (let target = 0; target < this.size; target++) {
      const labels = this.labelsOf(target)
      if (labels === undefined || !Object.hasOwn(labels, key)) continue
      const value = labels[key] ?? ''
      let bits = byValue.get(value)
      if (bits === undefined) byValue.set(value, (bits = noBits(this.size)))
      setBit(bits, target)
    }
    this.#labels.set(key, byValue)
    return byValue
  }

  topology(key: string): Topology {
    const known = this.#topologies.get(key)
    if (known !== undefined) return known
    const domainOf = new Int32Array(this.size).fill(-1)
    const values: string[] = []
    const numbers = new Map<string, number>()
    for (const [index, target] of this.targets.entries()) {
      const value = topologyValueOf(target, key)
      if (value === undefined) continue
      let number = numbers.get(value)
      if (number === undefined) {
        number = values.push(value) - 1
        numbers.set(value, number)
      }
      domainOf[index] = number
    }
    const topology = { domainOf, values }
    this.#topologies.set(key, topology)
    return topology
  }

  topologyValue(key: string, target: number): string | undefined {
    const { domainOf, values } = this.topology(key)
    return values[domainOf[target] ?? -1]
  }

  stated(resource: string, target: number): { readonly capacity?: bigint; readonly free?: bigint } | undefined {
    return this.columns.get(resource)?.at(target)
  }

  /** Targets that state a resource among the APIs they support. */
  serving({ group, version, resource }: GroupVersionResource): Bits {
    return this.#served.get(`${group}/${version}/${resource}`) ?? noBits(this.size)
  }

  /** Targets that do not state which APIs they support. */
  get statingNoApis(): Bits {
    return this.#unstated
  }

  /** What a target serves under a resource, as it was imported. */
  importOf(target: number, { group, version, resource }: GroupVersionResource): APIResourceImport | undefined {
    if (this.imports.length === 0) return undefined
    this.#importsByTarget ??= indexImports(this.imports)
    return this.#importsByTarget.get(this.names[target] ?? '')?.get(`${group}/${version}/${resource}`)
  }

  #indexApis(): void {
    for (const [index, { spec }] of this.targets.entries()) {
      if (spec.supportedAPIResources === undefined) {
        setBit(this.#unstated, index)
        continue
      }
      for (const { group, version, resource } of spec.supportedAPIResources) {
        const key = `${group}/${version}/${resource}`
        let bits = this.#served.get(key)
        if (bits === undefined) this.#served.set(key, (bits = noBits(this.size)))
        setBit(bits, index)
      }
    }
  }

  #readVersions({ registrations = [] }: FleetInputs): (Version | undefined)[] {
    const byName = new Map(registrations.map(({ metadata, spec }) => [metadata.name, spec.kubernetesVersion]))
    return this.targets.map(({ spec }) => {
      const text = byName.get(spec.clusterRef.name)
      return text === undefined ? undefined : serverVersion({ gitVersion: text })
    })
  }
}

function topologyValueOf({ metadata, spec }: SyncTarget, key: string): string | undefined {
  const { labels } = metadata
  if (labels !== undefined && Object.hasOwn(labels, key)) return labels[key]
  let shared: string | undefined
  for (const [index, cell] of (spec.cells ?? []).entries()) {
    const value = cell.labels !== undefined && Object.hasOwn(cell.labels, key) ? cell.labels[key] : undefined
    if (value === undefined || (index > 0 && value !== shared)) return undefined
    shared = value
  }
  return shared
}

function indexImports(imports: readonly APIResourceImport[]): Map<string, Map<string, APIResourceImport>> {
  const byTarget = new Map<string, Map<string, APIResourceImport>>()
  for (const one of imports) {
    const { location, groupVersion, resource } = one.spec
    let served = byTarget.get(location)
    if (served === undefined) byTarget.set(location, (served = new Map<string, APIResourceImport>()))
    served.set(`${groupVersion.group}/${groupVersion.version}/${resource}`, one)
  }
  return byTarget
}

function isBeyond(value: string, operator: 'GreaterThan' | 'LessThan', limit: string): boolean {
  if (!/^[+-]?\d{1,19}$/.test(value) || !/^[+-]?\d{1,19}$/.test(limit)) return false
  return operator === 'GreaterThan' ? BigInt(value) > BigInt(limit) : BigInt(value) < BigInt(limit)
}

function timeOf(now: string | null | undefined): number | undefined {
  if (now === null || now === undefined) return undefined
  const time = tryParseTime(now)
  if (time === undefined)
    throw new TmcError('InvalidTime', `${JSON.stringify(now)} is not a time`, {
      hint: 'write RFC 3339, such as 2026-01-31T12:00:00Z',
    })
  return time
}
