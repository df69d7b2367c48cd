import { TmcError } from './errors.ts'
import { type JsonObject, type JsonValue, setOwn } from './json.ts'
import type { Path } from './pointer.ts'

/** Deepest nesting of lists and objects that is read; deeper input is refused before it can exhaust the stack. */
const maxDepth = 1_000

/**
 * Reads JSON so that every integer survives: one beyond ±(2^53 − 1) becomes a `bigint`. A key `__proto__` is data.
 *
 * @throws TmcError `InvalidManifest` with line and column when the text is not JSON, repeats a key of one object, or is
 * nested more than 1,000 deep
 */
export function parseJson(text: string): JsonValue {
  return new JsonReader(text).read()
}

/** One of several JSON values in one text, and where it is. */
export type JsonDocument = { readonly value: JsonValue; readonly start: number; readonly end: number }

/**
 * Reads JSON values that follow each other, with or without space between them, as {@link parseJson} reads one.
 *
 * @param depth deepest nesting that is read
 * @throws TmcError `InvalidManifest` as {@link parseJson}
 */
export function parseJsonSequence(text: string, depth: number): JsonDocument[] {
  return new JsonReader(text, depth).readAll()
}

/**
 * Where a path is written in a JSON text that has been read without error: a member at its key, an item at its beginning.
 *
 * @param start where the value begins
 * @param known kept between calls for the same text, so that a long list is looked through once
 * @returns undefined when the path is not there
 */
export function locateJson(text: string, start: number, path: Path, known: KnownPlaces): number | undefined {
  return new JsonReader(text, maxDepth, start).locate(path, known)
}

/** Where the items of lists begin that have been looked through, by where the list begins. */
export type KnownPlaces = Map<number, readonly number[]>

/**
 * Reads JSON that a machine wrote, as fast as the platform can; falls back to {@link parseJson} when the text may hold an
 * integer that a double cannot. Of repeated keys the last one wins.
 *
 * @throws TmcError `InvalidManifest` as {@link parseJson}
 */
export function parseTrustedJson(text: string): JsonValue {
  if (/\d{16}/.test(text)) return parseJson(text)
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return parseJson(text)
  }
}

/**
 * Prints a JSON value; a `bigint` as its digits. Keys stay in order; members whose value is `undefined` are left out.
 *
 * @param indent spaces per level; 0 prints one line
 */
export function formatJson(value: unknown, indent = 0): string {
  try {
    // The platform's own printer is five times as fast, but knows no bigint.
    return JSON.stringify(value, null, indent) ?? 'null'
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
  }
  const pieces: string[] = []
  write(value, indent === 0 ? '' : '\n', ' '.repeat(indent), pieces)
  return pieces.join('')
}

function write(value: unknown, newline: string, step: string, pieces: string[]): void {
  if (typeof value === 'bigint') pieces.push(String(value))
  else if (typeof value !== 'object' || value === null) pieces.push(JSON.stringify(value ?? null) ?? 'null')
  else if (Array.isArray(value)) writeList(value, newline, step, pieces)
  else if ('toJSON' in value && typeof value.toJSON === 'function')
    write((value as { toJSON(): unknown }).toJSON(), newline, step, pieces)
  else writeObject(value, newline, step, pieces)
}

function writeList(list: readonly unknown[], newline: string, step: string, pieces: string[]): void {
  if (list.length === 0) return void pieces.push('[]')
  const inner = newline + (newline === '' ? '' : step)
  list.forEach((item, index) => {
    pieces.push(index === 0 ? '[' : ',', inner)
    write(item, inner, step, pieces)
  })
  pieces.push(newline, ']')
}

function writeObject(object: object, newline: string, step: string, pieces: string[]): void {
  const inner = newline + (newline === '' ? '' : step)
  const colon = newline === '' ? ':' : ': '
  let isFirst = true
  for (const [key, member] of Object.entries(object)) {
    if (member === undefined) continue
    pieces.push(isFirst ? '{' : ',', inner, JSON.stringify(key), colon)
    write(member, inner, step, pieces)
    isFirst = false
  }
  pieces.push(isFirst ? '{}' : `${newline}}`)
}

const space = /[ \t\r\n]*/y
const numberText = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y
const needsCare = /[\u0000-\u001f\\]/

/** Whether an odd number of backslashes stands before a place. */
function isEscaped(text: string, at: number): boolean {
  let first = at
  while (text[first - 1] === '\\') first--
  return (at - first) % 2 === 1
}

class JsonReader {
  readonly #text: string
  readonly #maxDepth: number
  readonly #duplicates: { readonly key: string; readonly at: number }[] = []
  #at: number

  constructor(text: string, depth = maxDepth, at = 0) {
    this.#text = text
    this.#maxDepth = depth
    this.#at = at
  }

  readAll(): JsonDocument[] {
    const documents: JsonDocument[] = []
    for (;;) {
      this.#skipSpace()
      const start = this.#at
      if (start >= this.#text.length) {
        this.#refuseDuplicates()
        return documents
      }
      documents.push({ value: this.#value(0), start, end: this.#at })
    }
  }

  locate(path: Path, known: KnownPlaces): number | undefined {
    let found = this.#at
    for (const part of path) {
      this.#skipSpace()
      const place = typeof part === 'number' ? this.#itemPlaces(known)[part] : this.#memberPlace(part)
      if (place === undefined) return undefined
      found = place
      if (typeof part === 'number') this.#at = place
    }
    return found
  }

  /** Where a member of the object at hand has its key; reading goes on at its value. */
  #memberPlace(name: string): number | undefined {
    if (!this.#take('{')) return undefined
    this.#skipSpace()
    if (this.#take('}')) return undefined
    do {
      this.#skipSpace()
      const start = this.#at
      const key = this.#string()
      this.#skipSpace()
      this.#take(':')
      if (key === name) return start
      this.#value(0)
      this.#skipSpace()
    } while (this.#take(','))
    return undefined
  }

  /** Where the items of the list at hand begin. */
  #itemPlaces(known: KnownPlaces): readonly number[] {
    const places = known.get(this.#at)
    if (places !== undefined) return places
    const found: number[] = []
    known.set(this.#at, found)
    if (!this.#take('[')) return found
    this.#skipSpace()
    if (this.#take(']')) return found
    do {
      this.#skipSpace()
      found.push(this.#at)
      this.#value(0)
      this.#skipSpace()
    } while (this.#take(','))
    return found
  }

  read(): JsonValue {
    const value = this.#value(0)
    this.#skipSpace()
    if (this.#at < this.#text.length) this.#fail('expected the end')
    this.#refuseDuplicates()
    return value
  }

  #value(depth: number): JsonValue {
    if (depth > this.#maxDepth) this.#fail(`nested more than ${this.#maxDepth} deep`)
    this.#skipSpace()
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth)
      case '[':
        return this.#list(depth)
      case '"':
        return this.#string()
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 'n':
        return this.#word('null', null)
      default:
        return this.#number()
    }
  }

  #object(depth: number): JsonObject {
    const object: JsonObject = {}
    this.#at++
    this.#skipSpace()
    if (this.#take('}')) return object
    do {
      this.#skipSpace()
      if (this.#text[this.#at] !== '"') this.#fail('expected a key in double quotes')
      const start = this.#at
      const key = this.#string()
      if (Object.hasOwn(object, key)) this.#duplicates.push({ key, at: start })
      this.#skipSpace()
      if (!this.#take(':')) this.#fail('expected ":"')
      setOwn(object, key, this.#value(depth + 1))
      this.#skipSpace()
    } while (this.#take(','))
    if (!this.#take('}')) this.#fail('expected "," or "}"')
    return object
  }

  #list(depth: number): JsonValue[] {
    const list: JsonValue[] = []
    this.#at++
    this.#skipSpace()
    if (this.#take(']')) return list
    do {
      list.push(this.#value(depth + 1))
      this.#skipSpace()
    } while (this.#take(','))
    if (!this.#take(']')) this.#fail('expected "," or "]"')
    return list
  }

  #string(): string {
    const text = this.#text
    const start = this.#at
    if (text[start] !== '"') this.#fail('expected a value')
    let end = text.indexOf('"', start + 1)
    while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
    const inside = end < 0 ? '' : text.slice(start + 1, end)
    if (end > 0 && !needsCare.test(inside)) {
      this.#at = end + 1
      return inside
    }
    try {
      const value = JSON.parse(text.slice(start, end + 1)) as string
      this.#at = end + 1
      return value
    } catch {
      return this.#fail('a string that does not end, or holds a raw control character or an unknown escape')
    }
  }

  #number(): number | bigint {
    numberText.lastIndex = this.#at
    const match = numberText.exec(this.#text)
    if (match === null) this.#fail('expected a value')
    const [digits, fraction, exponent] = match
    const value = Number(digits)
    if (!Number.isFinite(value)) this.#fail(`the number ${digits.slice(0, 40)} is too large`)
    this.#at += digits.length
    return fraction === undefined && exponent === undefined && !Number.isSafeInteger(value) ? BigInt(digits) : value
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail('expected a value')
    this.#at += word.length
    return value
  }

  #take(symbol: string): boolean {
    if (this.#text[this.#at] !== symbol) return false
    this.#at++
    return true
  }

  #skipSpace(): void {
    space.lastIndex = this.#at
    space.test(this.#text)
    this.#at = space.lastIndex
  }

  /** Repeated keys are told all together, once the rest is known to be JSON. */
  #refuseDuplicates(): void {
    if (this.#duplicates.length === 0) return
    const details = this.#duplicates
      .slice(0, maxDuplicates)
      .map(({ key, at }) => ({ message: `duplicate key ${JSON.stringify(key)}`, ...placeOf(this.#text, at) }))
    const [{ message, line, column } = { message: '', line: 1, column: 1 }] = details
    throw new TmcError('InvalidManifest', `line ${line}, column ${column}: ${message}`, { details })
  }

  #fail(problem: string, at = this.#at): never {
    const { line, column } = placeOf(this.#text, at)
    const found = at >= this.#text.length ? ', found the end of the text' : ''
    throw new TmcError('InvalidManifest', `line ${line}, column ${column}: ${problem}${found}`, {
      details: [{ message: `${problem}${found}`, line, column }],
    })
  }
}

/** Most repeated keys that are told. */
const maxDuplicates = 100

function placeOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at)
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') }
}
