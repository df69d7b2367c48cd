import { isJsonObject, type JsonObject, type Path } from '../../apimachinery/index.ts'
import type { QuantityReader } from '../fleet/amounts.ts'

/** A field with a value that it cannot have. */
export type WrongValue = { readonly path: Path; readonly value: unknown; readonly message: string }

/**
 * The first amount of a pod that is no quantity, or less than nothing. The API server refuses such a pod; counting it as
 * nothing would promise room that is not there.
 *
 * @param path where the pod's spec stands in its object
 */
export function wrongAmount(spec: JsonObject, path: Path, reader: QuantityReader): WrongValue | undefined {
  for (const list of ['containers', 'initContainers']) {
    const containers = spec[list]
    if (!Array.isArray(containers)) continue
    for (const [index, container] of containers.entries()) {
      const wrong = inResources(container, [...path, list, index], reader)
      if (wrong !== undefined) return wrong
    }
  }
  return inResources(spec, path, reader) ?? inList(spec['overhead'], [...path, 'overhead'], reader)
}

function inResources(owner: unknown, path: Path, reader: QuantityReader): WrongValue | undefined {
  const resources = isJsonObject(owner) ? owner['resources'] : undefined
  if (!isJsonObject(resources)) return undefined
  for (const side of ['limits', 'requests']) {
    const wrong = inList(resources[side], [...path, 'resources', side], reader)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function inList(list: unknown, path: Path, reader: QuantityReader): WrongValue | undefined {
  if (!isJsonObject(list)) return undefined
  for (const [resource, value] of Object.entries(list)) {
    // The API server takes null for an amount that is not stated.
    if (value === null) continue
    const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    const nanos = isScalar ? reader.read(value) : undefined
    const message =
      nanos === undefined
        ? 'must be a quantity, such as 500m, 2 or 1.5Gi'
        : nanos < 0n
          ? 'must be greater than or equal to 0'
          : undefined
    if (message !== undefined) return { path: [...path, resource], value, message }
  }
  return undefined
}
