import { isJsonObject, type JsonObject, type JsonValue } from '../../apimachinery/index.ts'

/**
 * Reads at a path of a JSON value; `*` stands for every item of a list. What is not there, or has another shape, is left out.
 */
export function readAll(value: unknown, path: string): JsonValue[] {
  let found: unknown[] = [value]
  for (const part of path.split('.')) {
    const next: unknown[] = []
    for (const one of found)
      if (part === '*') {
        if (Array.isArray(one)) next.push(...(one as unknown[]))
      } else if (isJsonObject(one) && Object.hasOwn(one, part)) next.push(one[part])
    found = next
  }
  return found as JsonValue[]
}

/** The texts at a path. */
export function textsAt(value: unknown, path: string): string[] {
  return readAll(value, path).filter((one): one is string => typeof one === 'string' && one !== '')
}

/** The objects at a path. */
export function objectsAt(value: unknown, path: string): JsonObject[] {
  return readAll(value, path).filter(isJsonObject)
}

/** The first text at a path. */
export function textAt(value: unknown, path: string): string | undefined {
  return textsAt(value, path)[0]
}

/** A map of texts at a path, such as labels; entries of other types are left out. */
export function labelsAt(value: unknown, path: string): { [key: string]: string } | undefined {
  const [map] = objectsAt(value, path)
  if (map === undefined) return undefined
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
