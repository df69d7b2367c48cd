import { formatPath, isJsonObject, type JsonValue } from '../../apimachinery/index.ts'
import type { NegotiatedAPIResource } from '../../api/index.ts'
import { type StructuralSchema, unknownFields } from '../../schema/index.ts'
import type { IndexedFleet } from '../fleet/fleet.ts'
import type { Workload } from '../workload/workload.ts'

const nothing: readonly string[] = []

/** What is known of the schemas that targets have for resources: their imports, and what negotiation found. */
export class SchemaBook {
  readonly #negotiated = new Map<string, NegotiatedAPIResource[]>()
  readonly #imported = new Set<string>()
  /** By API whether anything is known of its fields. */
  readonly #known = new Map<string, boolean>()
  /** Per workload the fields that a schema, by its UID, lacks. */
  readonly #missing = new WeakMap<object, Map<string, readonly string[]>>()

  constructor(fleet: IndexedFleet) {
    for (const one of fleet.negotiated) {
      const key = `${one.spec.groupVersion.group}/${one.spec.resource}`
      this.#negotiated.set(key, [...(this.#negotiated.get(key) ?? []), one])
    }
    for (const { spec } of fleet.imports)
      if (spec.openAPISchema !== undefined)
        this.#imported.add(`${spec.groupVersion.group}/${spec.groupVersion.version}/${spec.resource}`)
  }

  /** Whether anything is known of the fields of a workload's resource. */
  isKnown({ api, group, resource }: Workload): boolean {
    let isKnown = this.#known.get(api)
    if (isKnown === undefined) {
      const negotiated = this.#negotiated.get(`${group}/${resource}`) ?? []
      isKnown = this.#imported.has(api) || negotiated.some(({ status }) => (status?.limitations?.length ?? 0) > 0)
      this.#known.set(api, isKnown)
    }
    return isKnown
  }

  /** Versions of a workload's resource that a target serves by the support matrix; undefined when it says nothing. */
  negotiatedVersions({ group, resource }: Workload, target: string): readonly string[] | undefined {
    const found = (this.#negotiated.get(`${group}/${resource}`) ?? []).flatMap(({ status }) =>
      (status?.supportMatrix ?? []).filter((row) => row.target === target),
    )
    if (found.length === 0) return undefined
    const versions = found.flatMap((row) => row.supportedVersions.filter((one) => one.group === group))
    return [...new Set(versions.map(({ version }) => version))]
  }

  /** Structural paths of fields that a workload uses and a target's schema lacks. */
  missingFields(workload: Workload, fleet: IndexedFleet, target: number): readonly string[] {
    const imported = fleet.importOf(target, workload)
    if (imported?.spec.openAPISchema !== undefined)
      return this.#missingIn(workload, imported.spec.schemaUID, imported.spec.openAPISchema)
    const name = fleet.names[target] ?? ''
    const limitations = (this.#negotiated.get(`${workload.group}/${workload.resource}`) ?? [])
      .filter(({ spec }) => spec.groupVersion.version === workload.version)
      .flatMap(({ status }) => status?.limitations ?? [])
      .filter(({ kind, targets }) => kind === 'Unavailable' && targets.includes(name))
    if (limitations.length === 0) return nothing
    return limitations.map(({ path }) => path).filter((path) => usesField(workload.object, path))
  }

  #missingIn({ object }: Workload, uid: string, schema: StructuralSchema): readonly string[] {
    let known = this.#missing.get(object)
    if (known === undefined) this.#missing.set(object, (known = new Map<string, readonly string[]>()))
    let missing = known.get(uid)
    if (missing === undefined) {
      // What the server writes is not what the workload needs.
      const { status: _, ...wanted } = object
      missing = [...new Set(unknownFields(schema, wanted as JsonValue).map(structural))]
      known.set(uid, missing)
    }
    return missing
  }
}

/** A path with every index as `[*]`. */
function structural(path: readonly (string | number)[]): string {
  return formatPath(path).replaceAll(/\[\d+\]/g, '[*]')
}

/** Whether an object has a field at a structural path such as `spec.containers[*].lifecycle`. */
export function usesField(object: unknown, path: string): boolean {
  return hasAt(object, path.replace(/^\./, '').split(/\.|(?=\[\*\])/))
}

/** Whether a schema declares a field at a structural path. */
export function declaresField(schema: StructuralSchema | undefined, path: string): boolean {
  let at = schema
  for (const part of path.replace(/^\./, '').split(/\.|(?=\[\*\])/)) {
    if (at === undefined) return false
    if (at['x-kubernetes-preserve-unknown-fields'] === true) return true
    const values: StructuralSchema | undefined =
      typeof at.additionalProperties === 'object' ? at.additionalProperties : undefined
    at =
      part === '[*]'
        ? (at.items ?? values)
        : at.properties !== undefined && Object.hasOwn(at.properties, part)
          ? at.properties[part]
          : values
  }
  return at !== undefined
}

function hasAt(value: unknown, parts: readonly string[]): boolean {
  const [part, ...rest] = parts
  if (part === undefined) return value !== undefined
  if (part === '[*]') {
    const items = Array.isArray(value) ? (value as unknown[]) : isJsonObject(value) ? Object.values(value) : []
    return items.some((item) => hasAt(item, rest))
  }
  return isJsonObject(value) && Object.hasOwn(value, part) && hasAt(value[part], rest)
}
