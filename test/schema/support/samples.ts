import { isJsonObject, type JsonObject, type JsonValue, type Path } from '../../../src/core/apimachinery/index.ts'
import { copyJson, type StructuralSchema } from '../../../src/core/schema/index.ts'

/** Numbers from 0 up to but not including 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** How a sample is made: which optional fields it has, and how many items its lists have. */
export type SampleChoices = { has(path: Path): boolean; items(path: Path): number }

/** Every field, two items in each list. */
export const fullChoices: SampleChoices = { has: () => true, items: () => 2 }

/** Some of the optional fields, up to three items in each list. */
export function randomChoices(random: () => number): SampleChoices {
  return { has: () => random() < 0.6, items: () => Math.floor(random() * 4) }
}

const textsByPattern = new Map([
  ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'name'],
  ['^-?([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$', '45s'],
  ['^(100|[1-9]?[0-9])%$', '25%'],
  ['^[_a-zA-Z][_a-zA-Z0-9]*$', 'name'],
])

/** A value that a schema allows, not counting its CEL rules. `serial` keeps items of lists apart. */
export function sample(schema: StructuralSchema, choices: SampleChoices, path: Path = [], serial = 0): JsonValue {
  if (schema['x-kubernetes-int-or-string'] === true)
    return schema.pattern === undefined || schema.pattern.includes('%') ? 1 + serial : `${1 + serial}50m`
  if (schema.enum !== undefined) return schema.enum[serial % schema.enum.length] ?? null
  switch (schema.type) {
    case 'string':
      return sampleText(schema, serial)
    case 'integer':
    case 'number':
      return Math.min(schema.maximum ?? 7, Math.max(schema.minimum ?? 0, 7)) - (schema.maximum === undefined ? 0 : 0)
    case 'boolean':
      return serial % 2 === 0
    case 'array': {
      const least = schema.minItems ?? 0
      const most = Math.min(schema.maxItems ?? 3, schema.items?.enum?.length ?? 3)
      const count = Math.max(least, Math.min(most, choices.items(path)))
      return Array.from({ length: count }, (_, index) => sample(schema.items ?? {}, choices, [...path, index], index))
    }
    case 'object':
      return sampleObject(schema, choices, path)
    default:
      return { any: ['value', serial] }
  }
}

function sampleText(schema: StructuralSchema, serial: number): string {
  switch (schema.format) {
    case 'date-time':
      return `2026-01-0${(serial % 9) + 1}T00:00:00Z`
    case 'byte':
      return 'Zm9v'
    default:
  }
  const text = schema.pattern === undefined ? 'text' : (textsByPattern.get(schema.pattern) ?? 'text')
  const ends = text.endsWith('s') || text.endsWith('%')
  return serial === 0 || ends ? text : `${text}${serial}`
}

function sampleObject(schema: StructuralSchema, choices: SampleChoices, path: Path): JsonObject {
  const object: JsonObject = {}
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const isNeeded = schema.required?.includes(name) === true
    if (isNeeded || choices.has([...path, name])) object[name] = sample(field, choices, [...path, name])
  }
  if (typeof schema.additionalProperties === 'object')
    for (let index = 0; index < Math.max(schema.minProperties ?? 0, choices.items(path)); index++)
      object[`key-${index}`] = sample(schema.additionalProperties, choices, [...path, `key-${index}`], index)
  return object
}

/** An object that differs from a valid one in one place. */
export type Mutant = { readonly name: string; readonly object: JsonObject }

/** Every way in which this module can spoil an object of a schema, one at a time, at every place it has. */
export function mutants(schema: StructuralSchema, object: JsonObject, skips: readonly string[]): Mutant[] {
  const all: Mutant[] = []
  const spoil = (
    path: Path,
    what: string,
    change: (holder: JsonObject | JsonValue[], key: string | number) => void,
  ): void => {
    const copy = copyJson(object)
    let holder: JsonValue = copy
    for (const part of path.slice(0, -1)) holder = (holder as JsonObject)[part as string] ?? null
    const key = path.at(-1)
    if (key === undefined || typeof holder !== 'object' || holder === null) return
    change(holder, key)
    all.push({ name: `${path.join('.')} ${what}`, object: copy })
  }
  visit(schema, object, [], (field, value, path) => {
    if (path.length === 0 || skips.includes(path.join('.'))) return
    for (const [what, bad] of wrongValues(field, value))
      spoil(path, what, (holder, key) => void ((holder as JsonObject)[key as string] = bad))
    if (typeof path.at(-1) === 'string')
      spoil(path, 'left out', (holder, key) => void delete (holder as JsonObject)[key as string])
    if (isJsonObject(value) && field.properties !== undefined)
      spoil([...path, 'unheardOf'], 'added', (holder, key) => void ((holder as JsonObject)[key as string] = 1))
  })
  return all
}

function visit(
  schema: StructuralSchema,
  value: JsonValue,
  path: Path,
  each: (schema: StructuralSchema, value: JsonValue, path: Path) => void,
): void {
  each(schema, value, path)
  if (Array.isArray(value) && value.length > 0 && schema.items !== undefined)
    visit(schema.items, value[0] ?? null, [...path, 0], each)
  if (!isJsonObject(value)) return
  for (const [key, member] of Object.entries(value)) {
    const field = schema.properties?.[key] ?? schema.additionalProperties
    if (typeof field === 'object') visit(field, member, [...path, key], each)
  }
}

function wrongValues(schema: StructuralSchema, value: JsonValue): [string, JsonValue][] {
  const wrong: [string, JsonValue][] = [['null', null]]
  if (schema['x-kubernetes-int-or-string'] === true)
    return [
      ...wrong,
      ['a boolean', true],
      ['a fraction', 1.5],
      ['an odd text', 'a&b'],
      ['long', '1'.repeat(33)],
      ['negative', -1],
    ]
  switch (schema.type) {
    case 'string':
      wrong.push(['a number', 5], ['a boolean', false], ['an object', {}], ['a list', ['x']], ['empty', ''])
      wrong.push(['odd', 'Ünknown "text"\n<&>\u0001'])
      if (schema.maxLength !== undefined) wrong.push(['too long', 'x'.repeat(schema.maxLength + 1)])
      break
    case 'integer':
      wrong.push(
        ['a text', '5'],
        ['a fraction', 1.5],
        ['huge', 2147483648],
        ['beyond 64 bits', 1e300],
        ['a boolean', true],
      )
      if (schema.minimum !== undefined) wrong.push(['too small', schema.minimum - 1])
      if (schema.maximum !== undefined) wrong.push(['too large', schema.maximum + 1])
      break
    case 'number':
      wrong.push(
        ['a text', '5'],
        ['an object', {}],
        ['a fraction', 0.1],
        ['tiny', 1e-9],
        ['beyond 2^53', 9007199254740993n],
      )
      break
    case 'boolean':
      wrong.push(['a text', 'true'], ['a number', 1])
      break
    case 'array':
      wrong.push(
        ['a text', 'x'],
        ['an object', {}],
        ['a list of null', [null]],
        ['a list of lists', [[]]],
        ['empty', []],
      )
      if (Array.isArray(value) && value[0] !== undefined) wrong.push(['repeated', [value[0], value[0], value[0]]])
      if (schema.maxItems !== undefined)
        wrong.push([
          'too long',
          Array.from({ length: schema.maxItems + 1 }, () => copyJson((value as JsonValue[])[0] ?? null)),
        ])
      break
    case 'object':
      wrong.push(['a text', 'x'], ['a list', []], ['a number', 3], ['empty', {}])
      if (schema.maxProperties !== undefined && typeof schema.additionalProperties === 'object')
        wrong.push(['too large', tooManyKeys(schema.maxProperties, Object.values(value as JsonObject)[0] ?? null)])
      break
    default:
      wrong.push(['a number', 1.5])
  }
  return wrong
}

function tooManyKeys(limit: number, value: JsonValue): JsonObject {
  return Object.fromEntries(Array.from({ length: limit + 1 }, (_, index) => [`key-${index}`, value]))
}
