import { isJsonObject, type JsonObject, type JsonValue, setOwn } from '../json.ts'
import type { Path } from '../pointer.ts'
import { type YamlProblem, YamlSyntaxError } from './cursor.ts'
import { YamlPlaces } from './places.ts'
import { YamlScanner, type YamlToken } from './scanner.ts'
import { isMerge, type Meaning, meaningOf, nameOf, type WrittenScalar } from './value.ts'

/** Deepest nesting of lists and objects; most values that aliases may repeat; most problems of one document that are told. */
const maxDepth = 100
const maxAliased = 100_000
const maxProblems = 100

/** What one document came to. */
export type YamlReading = {
  /** Undefined for a document without content, and for one that could not be read. */
  readonly value: JsonValue | undefined
  readonly problems: readonly YamlProblem[]
  /** Whether the problem is one of syntax that kubectl has in common with every reader of YAML. */
  readonly isMalformed: boolean
  /** Where the content begins. */
  readonly offset: number
  /** Where the value of a path is written: a member at its key. Undefined when the path is not there. */
  readonly locate: (path: Path) => number | undefined
}

/** Control characters, which YAML does not allow, and line breaks of YAML 1.1, which kubectl's reader goes by. */
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)/

/**
 * Reads one document as kubectl's reader does, to the letter of where it differs from YAML 1.2; what kubectl passes over without a
 * word, as what comes after the end of the document, is refused. What nests or repeats without end is refused before it costs time.
 */
export function readYamlDocument(text: string): YamlReading {
  const unreadable = forbidden.exec(text)
  if (unreadable !== null) return failed({ offset: unreadable.index, message: forbiddenMessage(unreadable[0]) }, false)
  // As kubectl does, which reads by lines.
  const whole = text.endsWith('\n') ? text : `${text}\n`
  try {
    const reader = new DocumentReader(whole, undefined)
    const root = reader.document()
    let places: YamlPlaces | undefined
    const locate = (path: Path) => {
      if (places === undefined) {
        places = new YamlPlaces()
        new DocumentReader(whole, places).document()
      }
      return places.find(path)
    }
    const { problems } = reader
    return { value: root?.value, problems, isMalformed: false, offset: root?.offset ?? 0, locate }
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error
    return failed({ offset: Math.min(error.offset, text.length), message: error.message }, !error.isOfKubectl)
  }
}

function forbiddenMessage(character: string): string {
  const code = character.charCodeAt(0).toString(16).padStart(4, '0')
  if (character === '\ufeff') return 'a byte order mark has no place inside a document; remove it'
  return /[\r\u0085\u2028\u2029]/.test(character)
    ? `kubectl takes the character U+${code} for the end of the line; write "\\u${code}" in double quotes`
    : `the control character U+${code} is not allowed; write "\\u${code}" in double quotes`
}

function failed(problem: YamlProblem, isMalformed: boolean): YamlReading {
  return { value: undefined, problems: [problem], isMalformed, offset: problem.offset, locate: () => undefined }
}

/**
 * What stands at one place, and where it begins after its anchor and tag. What a scalar means is found out where it is used: a
 * key is read otherwise than a value.
 */
type Node = { readonly offset: number; readonly isAlias?: true } & (
  { readonly scalar: WrittenScalar } | { readonly scalar?: undefined; readonly value: JsonObject | JsonValue[] }
)

class DocumentReader {
  readonly problems: YamlProblem[] = []
  readonly #text: string
  readonly #scanner: YamlScanner
  readonly #places: YamlPlaces | undefined
  /** Nodes by their anchors, as far as the document has been read; a later anchor of one name hides the earlier. */
  readonly #anchors = new Map<string, Node | undefined>()
  #aliased = 0

  constructor(text: string, places: YamlPlaces | undefined) {
    this.#text = text
    this.#scanner = new YamlScanner(text)
    this.#places = places
  }

  /** @returns undefined for a document without content */
  document(): { value: JsonValue; offset: number } | undefined {
    const first = this.#scanner.peek()
    if (first.type === 'end') return undefined
    if (first.type === 'document-end')
      throw new YamlSyntaxError(first.offset, 'kubectl takes no "..." without a document before it', true)
    const root = this.#node(true, false, 0)
    const value = this.#valueOf(root)
    this.#end()
    this.#places?.setRoot(root.offset, value)
    return { value, offset: root.offset }
  }

  #end(): void {
    let token = this.#scanner.take()
    const isEnded = token.type === 'document-end'
    while (token.type === 'document-end') token = this.#scanner.take()
    if (token.type === 'end') return
    throw isEnded
      ? new YamlSyntaxError(token.offset, 'kubectl reads nothing after "..."; begin a document with "---"', true)
      : new YamlSyntaxError(
          token.offset,
          'kubectl reads nothing from here on, as the document has ended; indent this',
          true,
        )
  }

  /**
   * @param isBlock whether lists and objects may be told by indentation
   * @param mayBeIndentless whether a list may stand in the column of the object around it
   */
  #node(isBlock: boolean, mayBeIndentless: boolean, depth: number): Node {
    const scanner = this.#scanner
    if (this.#isAt('alias')) return this.#alias(scanner.take())
    let anchor: string | undefined
    let tag: string | undefined
    for (let { type } = scanner.peek(); ; { type } = scanner.peek()) {
      if (type === 'anchor' && anchor === undefined) anchor = scanner.take().text
      else if (type === 'tag' && tag === undefined) tag = scanner.take().text
      else break
    }
    if (anchor !== undefined) this.#anchors.set(anchor, undefined)
    const node = this.#content(isBlock, mayBeIndentless, depth, tag, anchor !== undefined)
    if (anchor !== undefined) this.#anchors.set(anchor, node)
    return node
  }

  #content(isBlock: boolean, mayBeIndentless: boolean, depth: number, tag: string | undefined, isNamed: boolean): Node {
    const { type, offset, text, isPlain } = this.#scanner.peek()
    if (type === 'scalar') {
      this.#scanner.take()
      return { scalar: { text, tag, isPlain }, offset }
    }
    if (type === '[') return { value: this.#flowList(depth), offset }
    if (type === '{') return { value: this.#flowObject(depth), offset }
    if (type === '-' && mayBeIndentless) return { value: this.#list(false, depth), offset }
    if (type === 'list' && isBlock) return { value: this.#list(true, depth), offset }
    if (type === 'object' && isBlock) return { value: this.#object(depth), offset }
    if (tag === undefined && !isNamed) throw new YamlSyntaxError(offset, 'a value is missing here')
    return { scalar: { text: '', tag, isPlain: true }, offset }
  }

  #alias({ offset, text }: YamlToken): Node {
    const node = this.#anchors.get(text)
    if (node === undefined) {
      const isOpen = this.#anchors.has(text)
      this.#fail(offset, isOpen ? `the anchor "${text}" contains itself` : `unknown anchor "${text}"`)
      return nothing(offset)
    }
    const { scalar } = node
    if (scalar !== undefined) return { scalar, offset, isAlias: true }
    const value = this.#repeat(node.value, offset)
    return typeof value === 'object' && value !== null ? { value, offset, isAlias: true } : nothing(offset)
  }

  /** A copy, so that no two places share an object, as long as there are not too many. */
  #repeat(value: JsonValue, offset: number): JsonValue {
    if (++this.#aliased > maxAliased) {
      // One problem is enough; what is repeated from here on stays out.
      if (this.#aliased === maxAliased + 1)
        this.#fail(offset, `the aliases of this document repeat more than ${maxAliased} values`)
      return null
    }
    if (Array.isArray(value)) return value.map((item) => this.#repeat(item, offset))
    if (!isJsonObject(value)) return value
    const copy: JsonObject = {}
    for (const [key, member] of Object.entries(value)) setOwn(copy, key, this.#repeat(member, offset))
    return copy
  }

  #valueOf(node: Node): JsonValue {
    const { scalar, offset } = node
    if (scalar === undefined) return node.value
    const meaning = meaningOf(scalar)
    if (meaning.problem !== undefined) return this.#fail(offset, meaning.problem)
    const { value } = meaning
    return typeof value !== 'number' || Number.isFinite(value)
      ? value
      : this.#fail(offset, `${scalar.text} is not a number that JSON has`)
  }

  #list(isIndented: boolean, depth: number): JsonValue[] {
    const scanner = this.#scanner
    this.#checkDepth(depth)
    if (isIndented) scanner.take()
    const list: JsonValue[] = []
    while (this.#isAt('-')) {
      const { offset } = scanner.take()
      const isEmpty = this.#isAt('-', 'dedent') || (!isIndented && this.#isAt('key', 'value'))
      this.#addItem(list, isEmpty ? nothing(offset) : this.#node(true, false, depth + 1))
    }
    if (isIndented) this.#expectDedent('the items of a list stand in one column, each after its dash')
    return list
  }

  #object(depth: number): JsonObject {
    const scanner = this.#scanner
    this.#checkDepth(depth)
    scanner.take()
    const members = new Members(this.#places)
    while (this.#isAt('key')) {
      const { offset, text } = scanner.take()
      const key = this.#isAt('key', 'value', 'dedent') ? nothing(offset) : this.#node(true, true, depth + 1)
      const hasValue = this.#isAt('value')
      if (hasValue) scanner.take()
      else if (text === '?' && !this.#isAt('key', 'dedent')) {
        const message = 'a key of "?" is followed by its value after a ":" below the "?"'
        throw new YamlSyntaxError(scanner.peek().offset, message, true)
      }
      const isEmpty = !hasValue || this.#isAt('key', 'value', 'dedent')
      this.#addMember(members, key, isEmpty ? nothing(key.offset) : this.#node(true, true, depth + 1))
    }
    this.#expectDedent('the keys of an object stand in one column, each with a colon after it')
    return members.object
  }

  #flowList(depth: number): JsonValue[] {
    const scanner = this.#scanner
    this.#checkDepth(depth)
    const opening = scanner.take()
    const list: JsonValue[] = []
    while (!this.#isAt(']')) {
      if (list.length > 0) this.#expectComma(opening, ']')
      if (this.#isAt(']')) break
      this.#addItem(list, this.#isAt('key') ? this.#pair(depth + 1) : this.#node(false, false, depth + 1))
    }
    scanner.take()
    return list
  }

  /** An object of one member inside the brackets of a list, without braces. */
  #pair(depth: number): Node {
    this.#checkDepth(depth)
    const { offset } = this.#scanner.take()
    if (this.#isAt('value', ',', ']')) throw new YamlSyntaxError(offset, 'a key is missing here', true)
    const members = new Members(this.#places)
    const key = this.#node(false, false, depth + 1)
    this.#addMember(members, key, this.#flowValue(key, ']', depth))
    return { value: members.object, offset }
  }

  #flowObject(depth: number): JsonObject {
    const scanner = this.#scanner
    this.#checkDepth(depth)
    const opening = scanner.take()
    const members = new Members(this.#places)
    for (let isFirst = true; !this.#isAt('}'); isFirst = false) {
      if (!isFirst) this.#expectComma(opening, '}')
      if (this.#isAt('}')) break
      const { offset } = scanner.peek()
      const isKey = this.#isAt('key')
      if (isKey) scanner.take()
      const isEmpty = isKey && this.#isAt('value', ',', '}')
      const key = isEmpty ? nothing(offset) : this.#node(false, false, depth + 1)
      this.#addMember(members, key, isKey ? this.#flowValue(key, '}', depth) : nothing(key.offset))
    }
    scanner.take()
    return members.object
  }

  #flowValue(key: Node, closing: ']' | '}', depth: number): Node {
    if (!this.#isAt('value')) return nothing(key.offset)
    this.#scanner.take()
    return this.#isAt(',', closing) ? nothing(key.offset) : this.#node(false, false, depth + 1)
  }

  #isAt(...types: YamlToken['type'][]): boolean {
    return types.includes(this.#scanner.peek().type)
  }

  #checkDepth(depth: number): void {
    if (depth >= maxDepth)
      throw new YamlSyntaxError(this.#scanner.peek().offset, `nested more than ${maxDepth} deep`, true)
  }

  #expectDedent(otherwise: string): void {
    const { type, offset } = this.#scanner.take()
    if (type !== 'dedent') throw new YamlSyntaxError(offset, otherwise)
  }

  #expectComma(opening: YamlToken, closing: ']' | '}'): void {
    const { type, offset } = this.#scanner.peek()
    if (type === ',') this.#scanner.take()
    else if (type === 'end') throw new YamlSyntaxError(opening.offset, `a "${closing}" is missing for this`)
    else throw new YamlSyntaxError(offset, `expected "," or "${closing}"`)
  }

  #addItem(list: JsonValue[], node: Node): void {
    const value = this.#valueOf(node)
    this.#places?.set(list, list.length, node.offset, value)
    list.push(value)
  }

  #addMember(members: Members, key: Node, node: Node): void {
    const { scalar, offset } = key
    if (scalar !== undefined && key.isAlias === undefined && isMerge(scalar)) {
      this.#merge(members, offset, node)
      return
    }
    const value = this.#valueOf(node)
    const name: Meaning<string> = scalar === undefined ? { problem: this.#keyProblem(offset) } : nameOf(scalar)
    if (name.problem !== undefined) this.#fail(offset, name.problem)
    else if (members.has(name.value)) this.#fail(offset, `duplicate key ${JSON.stringify(name.value)}`)
    else members.write(name.value, offset, value)
  }

  #keyProblem(offset: number): string {
    return this.#text.startsWith('{{', offset - 1)
      ? '"{{" begins a template, not a value; render it first, as helm template does'
      : 'a list, an object or null cannot be a key'
  }

  /** Members that are merged replace those before them and yield to those after; of several sources the first wins. */
  #merge(members: Members, offset: number, node: Node): void {
    const source = this.#valueOf(node)
    const sources = Array.isArray(source) && node.isAlias === undefined ? [...source].reverse() : [source]
    if (!sources.every(isJsonObject)) {
      this.#fail(node.offset, 'a merge (<<) needs an object or a list of objects')
      return
    }
    for (const object of sources)
      for (const [name, member] of Object.entries(object)) members.merge(name, offset, member)
  }

  #fail(offset: number, message: string): null {
    if (this.problems.length < maxProblems) this.problems.push({ offset, message })
    return null
  }
}

function nothing(offset: number): Node {
  return { scalar: { text: '', tag: undefined, isPlain: true }, offset }
}

/** The members of an object that is being read. */
class Members {
  readonly object: JsonObject = {}
  readonly #written = new Set<string>()
  readonly #places: YamlPlaces | undefined

  constructor(places: YamlPlaces | undefined) {
    this.#places = places
  }

  /** Whether a key is written; what was merged does not count. */
  has(name: string): boolean {
    return this.#written.has(name)
  }

  write(name: string, offset: number, value: JsonValue): void {
    this.#written.add(name)
    this.merge(name, offset, value)
  }

  merge(name: string, offset: number, value: JsonValue): void {
    setOwn(this.object, name, value)
    this.#places?.set(this.object, name, offset, value)
  }
}
