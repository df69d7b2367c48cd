import { TmcError } from './errors.ts'
import { type JsonObject, type JsonValue, setOwn } from './json.ts'

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
const stringText = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y

class JsonReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): JsonValue {
    const value = this.#value(0)
    this.#skipSpace()
    if (this.#at < this.#text.length) this.#fail('expected the end')
    return value
  }

  #value(depth: number): JsonValue {
    if (depth > maxDepth) this.#fail(`nested more than ${maxDepth} deep`)
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
      if (Object.hasOwn(object, key)) this.#fail(`duplicate key ${JSON.stringify(key)}`, start)
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
    stringText.lastIndex = this.#at
    const match = stringText.exec(this.#text)
    if (match === null) this.#fail('a string that does not end, or holds a raw control character or an unknown escape')
    this.#at += match[0].length
    return match[0].includes('\\') ? (JSON.parse(match[0]) as string) : match[0].slice(1, -1)
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

  #fail(problem: string, at = this.#at): never {
    const before = this.#text.slice(0, at)
    const line = before.split('\n').length
    const column = at - before.lastIndexOf('\n')
    const found = at >= this.#text.length ? ', found the end of the text' : ''
    throw new TmcError('InvalidManifest', `line ${line}, column ${column}: ${problem}${found}`, {
      details: [{ message: problem, line, column }],
    })
  }
}
