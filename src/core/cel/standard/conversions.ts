import { tryParseDuration } from '../../apimachinery/index.ts'
import { fail } from '../failure.ts'
import type { FunctionDeclaration } from '../library/declaration.ts'
import { parsing, walked } from '../library/work.ts'
import { duration, formatSeconds, formatTimestamp, parseTimestamp, timestamp } from '../time.ts'
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  stringType,
  timestampType,
  typeParameter,
  typeType,
  uintType,
} from '../types.ts'
import type { CelDuration, Timestamp } from '../values.ts'
import { int, typeName, TypeValue, Uint, uint, type Value } from '../values.ts'
import { fn, plain } from './overloads.ts'

const A = typeParameter('A')
const same = (value: Value): Value => value

function cannotConvert(from: string, to: string): never {
  return fail('InvalidArgument', `type conversion error from '${from}' to '${to}'`)
}

function textToBool(text: string): boolean {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false
  return cannotConvert('string', 'bool')
}

function textToInt(text: string): Value {
  if (!/^[+-]?\d{1,40}$/.test(text)) return cannotConvert('string', 'int')
  const value = BigInt(text.replace(/^\+/, ''))
  if (value > 9223372036854775807n || value < -9223372036854775808n) return cannotConvert('string', 'int')
  return int(value)
}

function textToUint(text: string): Value {
  if (!/^\d{1,40}$/.test(text)) return cannotConvert('string', 'uint')
  const value = BigInt(text)
  return value > 18446744073709551615n ? cannotConvert('string', 'uint') : uint(value)
}

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

function textToDouble(text: string): number {
  if (text.length > 1_000) return cannotConvert('string', 'double')
  if (/^[+-]?(?:inf|infinity)$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^nan$/i.test(text)) return NaN
  const value = decimal.test(text) ? Number(text) : NaN
  return Number.isFinite(value) ? value : cannotConvert('string', 'double')
}

function doubleToInt(value: number): Value {
  const whole = Math.trunc(value)
  // 2^63 as a double is one too many; -2^63 is refused by cel-go as well.
  if (!(whole > -9223372036854775808 && whole < 9223372036854775808)) return fail('Overflow', 'integer overflow')
  return int(BigInt(whole))
}

function doubleToUint(value: number): Value {
  const whole = Math.trunc(value)
  if (!(whole >= 0 && whole < 18446744073709551616)) return fail('Overflow', 'unsigned integer overflow')
  return uint(BigInt(whole))
}

/** Prints a double as Go's `%g` does. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  const power = Number(exponent)
  // With the shortest digits, %g writes an exponent below -4 and from 6 on.
  if (power >= -4 && power < 6) return String(value)
  const sign = power < 0 ? '-' : '+'
  return `${mantissa}e${sign}${String(Math.abs(power)).padStart(2, '0')}`
}

let decoder: InstanceType<typeof TextDecoder> | undefined

function bytesToText(bytes: Uint8Array): string {
  try {
    decoder ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return decoder.decode(bytes)
  } catch {
    return fail('InvalidArgument', 'invalid UTF-8 in bytes, cannot convert to string')
  }
}

function textToDuration(text: string): Value {
  const value = tryParseDuration(text)
  return value === undefined ? cannotConvert('string', 'google.protobuf.Duration') : duration(value)
}

function textToTimestamp(text: string): Value {
  return parseTimestamp(text) ?? cannotConvert('string', 'google.protobuf.Timestamp')
}

function numberOf(value: number | bigint | Uint): bigint {
  return BigInt(value instanceof Uint ? value.value : value)
}

/** The literal of a conversion is looked at when the expression is compiled, as Kubernetes does since 1.29. */
function validText(parse: (text: string) => unknown, kind: string, wellFormed: RegExp) {
  return ([text]: readonly (Value | undefined)[]): string | undefined => {
    if (typeof text !== 'string') return undefined
    const message = `invalid ${kind} argument${wellFormed.test(text) ? ': out of range' : ''}`
    try {
      return parse(text) === undefined ? message : undefined
    } catch {
      return message
    }
  }
}

/** What a time and a duration look like, in or out of range. */
const timeLike = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
const durationLike = /^[+-]?(?:\d+(?:\.\d*)?(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+$/

/** Encoding and decoding UTF-8. */
const encoding = { steps: (value: Value) => 20 + walked((value as string | Uint8Array).length) }
/** Reading a text that is refused when it is long, and printing a number. */
const reading = { steps: () => 25 }

export function conversionFunctions(): readonly FunctionDeclaration[] {
  return [
    fn(
      'bool',
      plain('bool_to_bool', [boolType], boolType, same),
      plain('string_to_bool', [stringType], boolType, (text: Value) => textToBool(text as string)),
    ),
    fn(
      'bytes',
      plain('bytes_to_bytes', [bytesType], bytesType, same),
      plain(
        'string_to_bytes',
        [stringType],
        bytesType,
        (text: Value) => new TextEncoder().encode(text as string),
        encoding,
      ),
    ),
    fn(
      'double',
      plain('double_to_double', [doubleType], doubleType, same),
      plain('int64_to_double', [intType], doubleType, (value: Value) => Number(value)),
      plain('string_to_double', [stringType], doubleType, (text: Value) => textToDouble(text as string), {
        steps: () => 60,
      }),
      plain('uint64_to_double', [uintType], doubleType, (value: Value) => Number((value as Uint).value)),
    ),
    fn(
      'duration',
      plain('duration_to_duration', [durationType], durationType, same),
      plain('int64_to_duration', [intType], durationType, (value: Value) => duration(BigInt(value as number | bigint))),
      plain('string_to_duration', [stringType], durationType, (text: Value) => textToDuration(text as string), {
        steps: parsing,
        validate: validText(tryParseDuration, 'duration', durationLike),
      }),
    ),
    fn('dyn', plain('to_dyn', [A], dynType, same)),
    fn(
      'int',
      plain('int64_to_int64', [intType], intType, same),
      plain('double_to_int64', [doubleType], intType, (value: Value) => doubleToInt(value as number), reading),
      plain('duration_to_int64', [durationType], intType, (value: Value) => int((value as CelDuration).nanoseconds)),
      plain('string_to_int64', [stringType], intType, (text: Value) => textToInt(text as string), reading),
      plain('timestamp_to_int64', [timestampType], intType, (value: Value) => (value as Timestamp).seconds),
      plain('uint64_to_int64', [uintType], intType, (value: Value) => int(numberOf(value as Uint)), reading),
    ),
    fn(
      'string',
      plain('string_to_string', [stringType], stringType, same),
      plain('bool_to_string', [boolType], stringType, String),
      plain('bytes_to_string', [bytesType], stringType, (bytes: Value) => bytesToText(bytes as Uint8Array), encoding),
      plain('double_to_string', [doubleType], stringType, (value: Value) => formatDouble(value as number), reading),
      plain(
        'duration_to_string',
        [durationType],
        stringType,
        (value: Value) => formatSeconds(value as CelDuration),
        reading,
      ),
      plain('int64_to_string', [intType], stringType, String),
      plain(
        'timestamp_to_string',
        [timestampType],
        stringType,
        (value: Value) => formatTimestamp(value as Timestamp),
        reading,
      ),
      plain('uint64_to_string', [uintType], stringType, (value: Value) => String((value as Uint).value)),
    ),
    fn(
      'timestamp',
      plain('timestamp_to_timestamp', [timestampType], timestampType, same),
      plain('int64_to_timestamp', [intType], timestampType, (value: Value) => timestamp(Number(value), 0)),
      plain('string_to_timestamp', [stringType], timestampType, (text: Value) => textToTimestamp(text as string), {
        steps: () => 40,
        validate: validText(parseTimestamp, 'timestamp', timeLike),
      }),
    ),
    fn(
      'type',
      plain('type', [A], typeType(A), (value: Value) => new TypeValue(typeName(value))),
    ),
    fn(
      'uint',
      plain('uint64_to_uint64', [uintType], uintType, same),
      plain('double_to_uint64', [doubleType], uintType, (value: Value) => doubleToUint(value as number), reading),
      plain(
        'int64_to_uint64',
        [intType],
        uintType,
        (value: Value) => uint(numberOf(value as number | bigint)),
        reading,
      ),
      plain('string_to_uint64', [stringType], uintType, (text: Value) => textToUint(text as string), reading),
    ),
  ]
}
