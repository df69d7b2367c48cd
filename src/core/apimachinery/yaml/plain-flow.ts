import { type JsonObject, type JsonValue, setOwn } from '../json.ts'
import { giveUp, resolved } from './plain-scalar.ts'
import { resolveKey } from './scalar.ts'

/** Deepest nesting of a document. */
export const maxDepth = 100

const flowSpace = / */y
const flowScalar = /"([^"\\]*)"|'([^']*)'|((?:-[0-9]|[A-Za-z0-9_./])[A-Za-z0-9_./+-]*)/y

/** Reads what stands in brackets on one line: words, numbers and quoted texts without escapes, in lists and objects. */
export class FlowReader {
  at = 0
  readonly #text: string
  readonly #place: (container: object, key: string | number, at: number, value: JsonValue) => void

  constructor(text: string, place: (container: object, key: string | number, at: number, value: JsonValue) => void) {
    this.#text = text
    this.#place = place
  }

  value(depth: number): JsonValue {
    if (!isBracket(this.#text.slice(this.at, this.at + 1))) {
      const [, double, single, plain] = this.#scalar()
      return double ?? single ?? resolved(plain ?? '')
    }
    if (depth >= maxDepth) giveUp()
    return this.#take('[') ? this.#list(depth) : this.#object(depth)
  }

  #list(depth: number): JsonValue[] {
    const list: JsonValue[] = []
    if (this.#take(']')) return list
    do {
      this.#skipSpace()
      const start = this.at
      const value = this.value(depth + 1)
      this.#place(list, list.length, start, value)
      list.push(value)
    } while (this.#take(','))
    if (!this.#take(']')) giveUp()
    return list
  }

  #object(depth: number): JsonObject {
    const object: JsonObject = {}
    this.#take('{')
    if (this.#take('}')) return object
    do {
      this.#skipSpace()
      const start = this.at
      const [, double, single, plain] = this.#scalar()
      const key = double ?? single ?? resolveKey(plain ?? '')
      // A colon without a space after it would belong to the key, or to JSON.
      if (key === undefined || Object.hasOwn(object, key) || !this.#text.startsWith(': ', this.at)) giveUp()
      this.at++
      this.#skipSpace()
      const value = this.value(depth + 1)
      setOwn(object, key, value)
      this.#place(object, key, start, value)
    } while (this.#take(','))
    if (!this.#take('}')) giveUp()
    return object
  }

  #scalar(): RegExpExecArray {
    flowScalar.lastIndex = this.at
    const match = flowScalar.exec(this.#text)
    if (match === null) giveUp()
    this.at = flowScalar.lastIndex
    // A word goes on until a comma or a bracket; what else follows makes it something else.
    if (!/[,:\]} ]/.test(this.#text.charAt(this.at))) giveUp()
    return match
  }

  #take(symbol: string): boolean {
    this.#skipSpace()
    if (this.#text.charAt(this.at) !== symbol) return false
    this.at++
    return true
  }

  #skipSpace(): void {
    flowSpace.lastIndex = this.at
    flowSpace.test(this.#text)
    this.at = flowSpace.lastIndex
  }
}

/** Whether a list or object in brackets begins here. */
export function isBracket(content: string): boolean {
  const first = content.charCodeAt(0)
  return first === 91 || first === 123
}
