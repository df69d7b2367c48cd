import { isJsonObject, type JsonObject, type JsonValue, setOwn } from './json.ts'
import type { Path } from './pointer.ts'
import type { Node, yaml } from './yaml-library.ts'
import { joinLines } from './yaml-narrow-lines.ts'
import { isIntegerText, resolveKey, resolvePlain } from './yaml-scalar.ts'
import { tokenizeYaml, type YamlProblem } from './yaml-tokens.ts'

type Library = typeof yaml

/** Most values that aliases may repeat in one document, and most problems of one document that are told. */
const maxAliased = 100_000
const maxProblems = 100

/** What one document came to. */
export type YamlReading = {
  /** Undefined for a document without content, and for one that could not be read. */
  readonly value: JsonValue | undefined
  readonly problems: readonly YamlProblem[]
  /** Where the content begins. */
  readonly offset: number
  /** Where the value of a path is written: a member at its key. Undefined when the path is not there. */
  readonly locate: (path: Path) => number | undefined
}

/** Longest document in which lines are joined, and most characters that are read anew for it. */
const longestJoined = 64 * 1024
const maxReadAnew = 512 * 1024

/**
 * Reads one document with the rules of kubectl's reader. How deep it nests is known before anything recurses over it.
 *
 * Inside brackets kubectl's reader takes any indentation, the package only more than the surroundings have. So where it stops at a
 * line of brackets, that line is joined to the one before, which changes no offset, and the text read anew.
 */
export function readYamlDocument(library: Library, text: string): YamlReading {
  const first = readOnce(library, text)
  let reading = first
  let joined: string | undefined = text
  for (let read = text.length; ; read += text.length) {
    const narrow = reading.problems.find(({ message }) => message.includes('must be sufficiently indented'))
    if (narrow === undefined) return reading
    joined = text.length > longestJoined || read > maxReadAnew ? undefined : joinLines(joined, narrow.offset)
    if (joined === undefined) return first
    reading = readOnce(library, joined)
  }
}

function readOnce(library: Library, text: string): YamlReading {
  const { tokens, problem } = tokenizeYaml(library, text)
  if (problem !== undefined) return failed([problem])
  // Types and keys are judged here, not there: the package's own schemas read YAML 1.2, or 1.1 differently.
  const composer = new library.Composer({ schema: 'failsafe', resolveKnownTags: false, uniqueKeys: false })
  const documents = [...composer.compose(tokens)]
  const [document] = documents
  const problems = documents.flatMap(({ errors }) => errors.map(({ pos, message }) => ({ offset: pos[0], message })))
  problems.push(...composer.streamInfo().errors.map(({ pos, message }) => ({ offset: pos[0], message })))
  const second = documents[1]
  if (second !== undefined)
    problems.push({
      offset: second.range[0],
      message: 'kubectl reads nothing after "..."; begin a document with "---"',
    })
  if (problems.length > 0) return failed(toldOnce(problems))
  if (document === undefined || document.contents === null) return { ...failed([]), offset: 0 }
  const contents = document.contents as Node
  const reader = new NodeReader(library)
  const value = reader.read(contents)
  const { problems: found } = reader
  return { value, problems: found, offset: contents.range?.[0] ?? 0, locate: (path) => locate(library, contents, path) }
}

/** One fault that ends several brackets at once is reported by the package once for each. */
function toldOnce(problems: readonly YamlProblem[]): YamlProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.offset} ${problem.message}`, problem])).values()]
}

function failed(problems: readonly YamlProblem[]): YamlReading {
  return { value: undefined, problems, offset: problems[0]?.offset ?? 0, locate: () => undefined }
}

const core = 'tag:yaml.org,2002:'

/** Turns nodes into JSON values and collects what is wrong with them. */
class NodeReader {
  readonly problems: YamlProblem[] = []
  readonly #library: Library
  /** Nodes by their anchors, as far as the document has been read; a later anchor of one name hides the earlier. */
  readonly #anchors = new Map<string, JsonValue | undefined>()
  #aliased = 0

  constructor(library: Library) {
    this.#library = library
  }

  read(node: Node | null): JsonValue {
    if (node === null) return null
    if (this.#library.isAlias(node)) return this.#alias(node.source, node)
    const { anchor } = node as { anchor?: string }
    if (anchor === undefined) return this.#value(node)
    this.#anchors.set(anchor, undefined)
    const value = this.#value(node)
    this.#anchors.set(anchor, value)
    return value
  }

  #value(node: Node): JsonValue {
    if (this.#library.isScalar(node)) return this.#scalar(node)
    if (this.#library.isSeq(node)) return node.items.map((item) => this.read(item as Node | null))
    if (this.#library.isMap(node)) return this.#map(node as MapNode)
    return this.#fail(node, 'neither a scalar nor a list nor an object')
  }

  #alias(name: string, node: Node): JsonValue {
    if (!this.#anchors.has(name)) return this.#fail(node, `unknown anchor "${name}"`)
    const value = this.#anchors.get(name)
    if (value === undefined) return this.#fail(node, `the anchor "${name}" contains itself`)
    return this.#repeat(value, node)
  }

  /** A copy, so that no two places share an object, as long as there are not too many. */
  #repeat(value: JsonValue, node: Node): JsonValue {
    if (++this.#aliased > maxAliased) {
      // One problem is enough; what is repeated from here on stays out.
      if (this.#aliased === maxAliased + 1)
        this.#fail(node, `the aliases of this document repeat more than ${maxAliased} values`)
      return null
    }
    if (Array.isArray(value)) return value.map((item) => this.#repeat(item, node))
    if (!isJsonObject(value)) return value
    const copy: JsonObject = {}
    for (const [key, member] of Object.entries(value)) setOwn(copy, key, this.#repeat(member, node))
    return copy
  }

  #scalar(node: ScalarNode): JsonValue {
    const value = this.#resolve(node)
    if (typeof value !== 'number' || Number.isFinite(value)) return value
    return this.#fail(node, `${textOf(node)} is not a number that JSON has`)
  }

  #resolve(node: ScalarNode): JsonValue {
    const text = textOf(node)
    const { tag } = node
    if (tag === undefined) return node.type === 'PLAIN' || node.type === undefined ? resolvePlain(text) : text
    if (!tag.startsWith(core)) return text
    const value = resolvePlain(text)
    switch (tag.slice(core.length)) {
      case 'bool':
        return typeof value === 'boolean' ? value : this.#mistagged(node, 'bool')
      case 'int':
        return typeof value === 'bigint' || (typeof value === 'number' && isIntegerText(text))
          ? value
          : this.#mistagged(node, 'int')
      case 'float':
        return typeof value === 'number' || typeof value === 'bigint' ? value : this.#mistagged(node, 'float')
      case 'null':
        return value === null ? value : this.#mistagged(node, 'null')
      case 'binary':
        return this.#fail(node, 'binary values have no place in JSON; write base64 as a text')
      default:
        return text
    }
  }

  #mistagged(node: ScalarNode, tag: string): null {
    return this.#fail(node, `cannot read ${JSON.stringify(textOf(node))} as !!${tag}`)
  }

  #map(node: MapNode): JsonValue {
    const object: JsonObject = {}
    const written = new Set<string>()
    for (const { key, value } of node.items) {
      if (isMergeKey(this.#library, key)) {
        this.#merge(object, value, key)
        continue
      }
      const name = this.#key(key ?? node)
      if (name === undefined) {
        this.read(value)
        continue
      }
      if (written.has(name)) this.#fail(key ?? node, `duplicate key ${JSON.stringify(name)}`)
      written.add(name)
      setOwn(object, name, this.read(value))
    }
    return object
  }

  #key(key: Node): string | undefined {
    if (this.#library.isScalar(key)) {
      const { anchor, tag }: ScalarNode & { anchor?: string } = key
      if (anchor !== undefined || tag !== undefined) this.read(key)
      const name = nameOf(key)
      if (name === undefined) this.#fail(key, 'null cannot be a key')
      return name
    }
    const value = this.read(key)
    if (typeof value === 'object') this.#fail(key, 'a list, an object or null cannot be a key')
    return typeof value === 'object' ? undefined : String(value)
  }

  /** Members that are merged replace those before them and yield to those after; of several sources the first wins. */
  #merge(object: JsonObject, source: Node | null, key: Node | null): void {
    const library = this.#library
    const values = library.isSeq(source)
      ? source.items.map((item) => ({ node: item as Node, value: this.read(item as Node) })).reverse()
      : [{ node: source, value: this.read(source) }]
    for (const { node, value } of values) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        this.#fail(node ?? key ?? source, 'a merge (<<) needs an object or a list of objects')
        continue
      }
      for (const [name, member] of Object.entries(value)) setOwn(object, name, member)
    }
  }

  #fail(node: Node | null, message: string): null {
    if (this.problems.length < maxProblems) this.problems.push({ offset: node?.range?.[0] ?? 0, message })
    return null
  }
}

type ScalarNode = Node & { tag?: string; source?: string; value: unknown; type?: string | undefined }
type MapNode = Node & { items: { key: Node | null; value: Node | null }[] }

function textOf(node: { source?: string; value: unknown }): string {
  return node.source ?? (typeof node.value === 'string' ? node.value : '')
}

function isMergeKey(library: Library, key: Node | null): boolean {
  if (!library.isScalar(key)) return false
  const { tag, type }: ScalarNode = key
  return textOf(key) === '<<' && (tag === undefined ? type === 'PLAIN' : tag === `${core}merge`)
}

/** Where a path is written. What came by an alias or a merge is at the alias or the merge. */
function locate(library: Library, root: Node, path: Path): number | undefined {
  let node: Node | null = root
  let offset = root.range?.[0]
  for (const part of path) {
    if (library.isAlias(node)) return offset
    const found: Found | undefined = library.isMap(node)
      ? findMember(library, node as MapNode, String(part))
      : library.isSeq(node) && typeof part === 'number'
        ? findItem(node.items as (Node | null)[], part, offset)
        : undefined
    if (found === undefined) return undefined
    offset = found.offset
    if (found.isMerged) return offset
    node = found.node
  }
  return offset
}

type Found = { readonly node: Node | null; readonly offset: number | undefined; readonly isMerged: boolean }

function findMember(library: Library, map: MapNode, name: string): Found | undefined {
  const written = map.items.findLast(({ key }) => library.isScalar(key) && nameOf(key) === name)
  const pair = written ?? map.items.findLast(({ key }) => isMergeKey(library, key))
  if (pair === undefined) return undefined
  return { node: pair.value, offset: pair.key?.range?.[0], isMerged: written === undefined }
}

function findItem(items: readonly (Node | null)[], index: number, before: number | undefined): Found | undefined {
  const item = items[index]
  return item === undefined ? undefined : { node: item, offset: item?.range?.[0] ?? before, isMerged: false }
}

function nameOf(key: ScalarNode): string | undefined {
  const isPlain = key.tag === undefined && (key.type === 'PLAIN' || key.type === undefined)
  const isTagged = key.tag !== undefined && /:(?:bool|int|float|null)$/.test(key.tag) && key.tag.startsWith(core)
  return isPlain || isTagged ? resolveKey(textOf(key)) : textOf(key)
}
