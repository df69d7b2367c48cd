import { tryParseDuration } from '../../apimachinery/index.ts'
import { fail } from '../failure.ts'
import { parsing } from '../library/work.ts'
import { boundsOf, type Conversion } from '../schema-types.ts'
import type { SourceRange } from '../syntax/syntax.ts'
import { duration, parseTimestamp } from '../time.ts'
import type { CelType } from '../types.ts'
import { double, isList, isPlainObject, Optional, type Value } from '../values.ts'
import type { Eval } from './frame.ts'

/**
 * Values of a schema's formats are raw JSON until they are read: then a `date-time` becomes a timestamp, a whole number of
 * a `number` field a double. What has been converted stays as it is.
 *
 * @returns undefined when values of the type need no conversion
 */
export function converted(type: CelType, run: Eval, range: SourceRange): Eval | undefined {
  const inner = type.kind === 'optional' ? type.of : type
  const conversion = conversionOf(inner, range)
  if (conversion === undefined) return undefined
  const isWhole = inner.kind === 'list' || inner.kind === 'map'
  return (frame) => {
    const value = run(frame)
    if (isWhole) frame.charge(elementsOf(value))
    else if (typeof value === 'string') frame.charge(parsing(value))
    if (type.kind !== 'optional') return conversion(value)
    if (!(value instanceof Optional) || value.value === undefined) return value
    return new Optional(conversion(value.value))
  }
}

/** How deep lists in lists are converted. */
const deepest = 8

/** Lists and maps are converted with what is in them: functions and operators look at them whole. */
function conversionOf(type: CelType, range: SourceRange, depth = 0): ((value: Value) => Value) | undefined {
  const conversion = boundsOf(type)?.conversion
  if (conversion !== undefined) return (value) => convert(value, conversion, range)
  if (depth > deepest) return undefined
  if (type.kind === 'list') {
    const each = conversionOf(type.element, range, depth + 1)
    return each && ((value) => (isList(value) ? value.map(each) : value))
  }
  if (type.kind !== 'map') return undefined
  const each = conversionOf(type.value, range, depth + 1)
  return (
    each &&
    ((value) => (isPlainObject(value) ? new Map(Object.entries(value).map(([key, one]) => [key, each(one)])) : value))
  )
}

/** Steps of converting a list or map with everything in it. */
function elementsOf(value: Value): number {
  return 40 * (isList(value) ? value.length : isPlainObject(value) ? Object.keys(value).length : 0)
}

function convert(value: Value, conversion: Conversion, range: SourceRange): Value {
  if (conversion === 'double') return typeof value === 'number' ? double(value) : value
  if (typeof value !== 'string') return value
  switch (conversion) {
    case 'date-time':
      return parseTimestamp(value) ?? invalid('date-time', value, range)
    case 'date':
      return parseTimestamp(`${value}T00:00:00Z`) ?? invalid('date', value, range)
    case 'duration': {
      const nanoseconds = tryParseDuration(value)
      return nanoseconds === undefined ? invalid('duration', value, range) : duration(nanoseconds)
    }
    case 'bytes':
      return bytesOf(value) ?? invalid('byte', value, range)
  }
}

function invalid(format: string, text: string, range: SourceRange): never {
  return fail('InvalidArgument', `Invalid ${format} formatted string ${text.slice(0, 100)}`, range)
}

function bytesOf(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
