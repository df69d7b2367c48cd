import type { AnyResource } from '../../api/index.ts'
import { isJsonObject, type JsonObject, type JsonValue, own, setOwn } from '../../apimachinery/index.ts'
import type { StructuralSchema } from '../../schema/index.ts'

const fixedPaths = new WeakMap<AnyResource, readonly (readonly string[])[]>()

/**
 * What a kind's rules about old and new values together look at: the fields of a manifest that have such a rule, and nothing
 * else. The hub keeps it beside the manifest, so that an edit by hand can be judged by what it replaces.
 *
 * @returns undefined when the manifest has none of them
 */
export function fixedPart(kind: AnyResource, manifest: JsonObject): JsonObject | undefined {
  let paths = fixedPaths.get(kind)
  if (paths === undefined) fixedPaths.set(kind, (paths = [...pathsOf(kind.schema, [])]))
  const part: JsonObject = {}
  for (const path of paths) copyAt(manifest, part, path)
  return Object.keys(part).length === 0 ? undefined : part
}

/** The fields whose rules read the old value. Items of lists have no such rules here; a list may have, and is kept whole. */
function* pathsOf(schema: StructuralSchema, path: readonly string[]): Generator<readonly string[]> {
  const rules = schema['x-kubernetes-validations'] ?? []
  if (path.length > 0 && (rules.some(({ rule }) => /\boldSelf\b/.test(rule)) || hasRuleInside(schema))) {
    yield path
    return
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) yield* pathsOf(property, [...path, name])
}

/** Whether items of a list or values of a map have rules that read the old value. */
function hasRuleInside({ items, additionalProperties }: StructuralSchema): boolean {
  const inside = items ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined)
  return inside !== undefined && !pathsOf({ properties: { inside } }, []).next().done
}

function copyAt(from: JsonObject, to: JsonObject, path: readonly string[]): void {
  const [name = '', ...rest] = path
  const value: JsonValue | undefined = own(from, name)
  if (value === undefined) return
  if (rest.length === 0) return setOwn(to, name, value)
  if (!isJsonObject(value)) return
  const inner = own(to, name)
  const part: JsonObject = isJsonObject(inner) ? inner : {}
  copyAt(value, part, rest)
  if (Object.keys(part).length > 0) setOwn(to, name, part)
}
