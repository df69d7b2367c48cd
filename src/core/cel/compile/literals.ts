import { fail } from '../failure.ts'
import { hashed } from '../library/work.ts'
import { keyOf, put } from '../standard/maps.ts'
import type { ListExpr, MapExpr, SourceRange } from '../syntax/syntax.ts'
import { KeyedMap, Optional, type Value } from '../values.ts'
import type { Eval } from './frame.ts'
import { listSteps, mapSteps } from './loops.ts'

/** A list written out. */
export function listOf(elements: readonly Eval[]): Eval {
  return (frame) => {
    frame.charge(listSteps + elements.length)
    return elements.map((element) => element(frame))
  }
}

/** A list written out of which some elements may be absent. */
export function optionalListOf(elements: readonly Eval[], expr: ListExpr): Eval {
  const optionals = new Set(expr.optionals)
  return (frame) => {
    frame.charge(listSteps + elements.length)
    const list: Value[] = []
    elements.forEach((element, index) => {
      const value = element(frame)
      const held = optionals.has(index) ? unwrapped(value, expr.elements[index] ?? expr) : value
      if (held !== undefined) list.push(held)
    })
    return list
  }
}

type Entry = { readonly entry: MapExpr['entries'][number]; readonly key: Eval; readonly value: Eval }

/** A map written out. */
export function mapOf(entries: readonly Entry[]): Eval {
  return (frame) => {
    frame.charge(mapSteps + hashed(entries.length))
    const map = new KeyedMap()
    for (const { entry, key, value } of entries) {
      const at = key(frame)
      const given = value(frame)
      const held = entry.isOptional ? unwrapped(given, entry.value) : given
      if (held === undefined) continue
      if (map.has(keyOf(at, entry.key))) fail('DuplicateKey', `Failed with repeated key`, entry.key)
      put(map, at, held)
    }
    return map
  }
}

/** What stands in an optional; undefined when nothing does. */
function unwrapped(value: Value, range: SourceRange): Value | undefined {
  return value instanceof Optional ? value.value : fail('NoSuchOverload', 'no such overload', range)
}
