import type { StructuralSchema } from '../schema/index.ts'
import { unbounded } from './declarations.ts'
import type { Library } from './library/declaration.ts'
import { visited } from './library/work.ts'
import { typeOfSchema } from './schema-types.ts'
import { fn, method } from './standard/overloads.ts'
import { boolType, type CelType, optionalType, stringType } from './types.ts'
import { isList, isMap, mapGet, Optional, type Value } from './values.ts'

/** The type of targets by its name alone: what `SyncTarget` schemas become, and what `dyn` may be. */
const targetType: CelType = { kind: 'object', name: 'SyncTarget', field: () => undefined, fieldNames: () => [] }

const text: StructuralSchema = { type: 'string' }
const conditionSchema: StructuralSchema = {
  type: 'object',
  properties: {
    type: text,
    status: text,
    reason: text,
    message: text,
    severity: text,
    lastTransitionTime: { type: 'string', format: 'date-time' },
    observedGeneration: { type: 'integer' },
  },
}

/** Reads down a path of keys; undefined where it ends early. */
function at(value: Value, ...path: readonly string[]): Value | undefined {
  let here: Value | undefined = value
  for (const key of path) here = here !== undefined && isMap(here) ? mapGet(here, key) : undefined
  return here
}

/** The first element of a list whose fields have the given values. */
function find(list: Value | undefined, fields: { readonly [name: string]: Value }): Value | undefined {
  if (list === undefined || !isList(list)) return undefined
  return list.find((one) => Object.entries(fields).every(([name, value]) => at(one, name) === value))
}

function supports(target: Value, group: Value, version: Value, resource: Value): boolean {
  const wanted = { group, version, resource }
  if (find(at(target, 'spec', 'supportedAPIResources'), wanted) === undefined) return false
  const synced = find(at(target, 'status', 'syncedResources'), wanted)
  return synced === undefined || at(synced, 'state') !== 'Incompatible'
}

/** Entries of a list cost steps. */
function entries(...path: readonly string[]): (target: Value) => number {
  return (target) => {
    const list = at(target, ...path)
    return list !== undefined && isList(list) ? visited(10 * list.length) : 0
  }
}

/**
 * Functions of placement rules on a SyncTarget, beside those of Kubernetes:
 *
 * - `target.condition(type)`: the condition of that type, or none: `target.condition('Ready').?status.orValue('Unknown')`
 * - `target.supports(group, version, resource)`: whether the target states that it runs a resource (group `''` is core), and
 *   has not reported it incompatible
 * - `target.hasLabel(key, value)`: whether the target has a label of exactly this value
 */
export const targetFunctions: Library = {
  name: 'tmcctl',
  kubernetes: unbounded,
  get functions() {
    return [
      fn(
        'condition',
        method(
          'target_condition_string',
          [targetType, stringType],
          optionalType(typeOfSchema(conditionSchema, { name: 'Condition' })),
          (target: Value, type: Value) => {
            const found = find(at(target, 'status', 'conditions'), { type })
            return found === undefined ? Optional.none : new Optional(found)
          },
          { steps: entries('status', 'conditions') },
        ),
      ),
      fn(
        'supports',
        method(
          'target_supports_string_string_string',
          [targetType, stringType, stringType, stringType],
          boolType,
          supports,
          { steps: entries('spec', 'supportedAPIResources') },
        ),
      ),
      fn(
        'hasLabel',
        method(
          'target_has_label_string_string',
          [targetType, stringType, stringType],
          boolType,
          (target: Value, key: Value, value: Value) => at(target, 'metadata', 'labels', key as string) === value,
        ),
      ),
    ]
  },
}
