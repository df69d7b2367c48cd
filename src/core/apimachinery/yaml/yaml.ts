import { type ErrorDetail, TmcError } from '../errors.ts'
import type { JsonValue } from '../json.ts'
import { type KnownPlaces, locateJson, parseJsonSequence } from '../json-text.ts'
import { LineIndex, type Position } from '../line-index.ts'
import type { Path } from '../pointer.ts'
import { isWithoutContent, readPlainYaml } from './plain.ts'
import { readYamlDocument } from './reader.ts'

export { formatYaml } from './writer.ts'

/** One document of a YAML or JSON text. */
export type TextDocument = {
  readonly value: JsonValue
  /** Where the document's value begins. */
  readonly position: Position
  /**
   * Where a path is written: a member at its key, an item of a list at its beginning; of a path that is absent, its nearest
   * parent that is not.
   */
  positionOf(path: Path): Position
}

/** Longest text, and longest single YAML document that is not in the plain style, in UTF-16 units. */
const maxText = 256 * 1024 * 1024
const maxYamlDocument = 16 * 1024 * 1024

/** Deepest nesting of a document. */
const maxDepth = 100

/**
 * Reads YAML as kubectl does: YAML 1.1 booleans and numbers, merge keys, many documents; JSON is YAML too, also several values
 * in a row. Integers beyond 2^53 become `bigint`. Repeated keys are refused. Documents without content are left out.
 *
 * @param file how messages name the text
 * @throws TmcError `InvalidManifest` whose details list every problem with line and column; `TooLarge` for a text or a
 * document over the limits of size
 */
export async function readYaml(text: string, file = '<text>'): Promise<TextDocument[]> {
  const { documents, details } = await readDocuments(text, file)
  if (details.length > 0) throw new TmcError('InvalidManifest', details[0]?.message ?? '', { details })
  return documents
}

/** The documents that could be read, and everything that is wrong with the text. */
export type Reading = { readonly documents: TextDocument[]; readonly details: ErrorDetail[] }

/** As {@link readYaml}, but what could be read comes along with the problems. */
export async function readDocuments(text: string, file: string): Promise<Reading> {
  if (text.length > maxText)
    throw new TmcError('TooLarge', `${file}: ${text.length} characters, at most ${maxText} are read`)
  const lines = new LineIndex(text)
  // After a byte order mark kubectl takes JSON for YAML too.
  if (!/^[^\S\ufeff]*\{/.test(text)) return yamlDocuments(text, file, lines)
  let details: ErrorDetail[]
  try {
    return { documents: jsonDocuments(text, lines), details: [] }
  } catch (error) {
    if (!(error instanceof TmcError)) throw error
    details = error.details.map(({ message, line = 1, column = 1 }) => problemAt(file, { line, column }, message))
  }
  // What begins as JSON may still be YAML's own braces; if it is neither, it was meant as JSON.
  if (details.some(({ message }) => /nested more than|duplicate key/.test(message))) return { documents: [], details }
  const reading = await yamlDocuments(text, file, lines)
  // Spaces that are none to YAML are left out by kubectl in front of braces, and would belong to a text.
  const wasMeantAsJson = /^\s*[^\S\t-\r ]/.test(text) || (reading.details.length > 0 && /^\s*\{\s*["}]/.test(text))
  return wasMeantAsJson ? { documents: [], details } : reading
}

function jsonDocuments(text: string, lines: LineIndex): TextDocument[] {
  const known: KnownPlaces = new Map()
  const values = parseJsonSequence(text, maxDepth).filter(({ value }) => value !== null)
  return values.map(({ value, start }) => {
    const position = lines.positionAt(start)
    const positionOf = (path: Path) => {
      const offset = nearest(path, (part) => locateJson(text, start, part, known))
      return offset === undefined ? position : lines.positionAt(offset)
    }
    return { value, position, positionOf }
  })
}

async function yamlDocuments(text: string, file: string, lines: LineIndex): Promise<Reading> {
  const documents: TextDocument[] = []
  const details: ErrorDetail[] = []
  for (const { start: beginning, end, isWithin, problem } of splitDocuments(text)) {
    // The mark of a file that was joined to others would count as indentation.
    const start = !isWithin && text.startsWith('\ufeff', beginning) ? beginning + 1 : beginning
    if (problem !== undefined) {
      details.push(problemAt(file, lines.positionAt(start), problem))
      continue
    }
    const chunk = text.slice(start, end)
    const plain = readPlainYaml(chunk)
    if (plain !== undefined) {
      documents.push(documentAt(plain, start, lines, plain.locate))
      continue
    }
    if (isWithoutContent(chunk)) continue
    if (end - start > maxYamlDocument) throw tooLarge(file, lines.positionAt(start), end - start)
    const reading = readYamlDocument(chunk)
    let { problems } = reading
    if (reading.isMalformed) {
      const { explainSyntax } = await import('./library.ts')
      const explained = explainSyntax(chunk)
      if (explained.length > 0) problems = explained
    }
    for (const one of problems) details.push(problemAt(file, lines.positionAt(start + one.offset), one.message))
    if (reading.value === undefined || reading.value === null) continue
    documents.push(documentAt({ value: reading.value, offset: reading.offset }, start, lines, reading.locate))
  }
  return { documents, details }
}

function documentAt(
  { value, offset }: { value: JsonValue; offset: number },
  start: number,
  lines: LineIndex,
  locate: (path: Path) => number | undefined,
): TextDocument {
  const position = lines.positionAt(start + offset)
  const positionOf = (path: Path) => {
    const found = nearest(path, locate)
    return found === undefined ? position : lines.positionAt(start + found)
  }
  return { value, position, positionOf }
}

function tooLarge(file: string, { line }: Position, length: number): TmcError {
  return new TmcError(
    'TooLarge',
    `${file}:${line}: a YAML document of ${length} characters, at most ${maxYamlDocument} are read in this style`,
    { hint: 'JSON and the plain block style of kubectl get -o yaml are read without this limit' },
  )
}

/** A document in a text, and whether it begins with a line of dashes that kubectl takes for its own; or a line that is wrong. */
type TextPart = {
  readonly start: number
  readonly end: number
  readonly isWithin: boolean
  readonly problem?: string
}

/**
 * Splits a text at its lines of `---`, as kubectl does: nothing but a comment may follow the dashes. A line of dashes without
 * anything before it belongs to the document, where dashes that a comment touches are a text.
 */
function* splitDocuments(text: string): Generator<TextPart> {
  const separator = /^---([^\n]*)(?:\n|$)/gm
  let start = 0
  let isWithin = false
  for (let match = separator.exec(text); match !== null; match = separator.exec(text)) {
    const [line, after = ''] = match
    const rest = after.trim()
    if (match.index > start) yield { start, end: match.index, isWithin }
    isWithin = match.index === start && !isWithin
    start = match.index + line.length
    const problem =
      rest !== '' && !rest.startsWith('#')
        ? `kubectl takes nothing after "---" but a comment; put ${JSON.stringify(rest.slice(0, 40))} on the next line`
        : isWithin && !/^(?:[ \t\r]|$)/.test(after)
          ? `kubectl takes ${JSON.stringify(`---${rest.slice(0, 40)}`)} for a text; put a space after the dashes`
          : undefined
    if (problem !== undefined) yield { start: match.index, end: start, isWithin, problem }
    if (separator.lastIndex === match.index) separator.lastIndex++
  }
  if (start < text.length) yield { start, end: text.length, isWithin }
}

/** The place of a path, or else of its nearest parent that has one. */
function nearest(path: Path, locate: (path: Path) => number | undefined): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const offset = locate(path.slice(0, length))
    if (offset !== undefined) return offset
  }
  return undefined
}

function problemAt(file: string, { line, column }: Position, problem: string): ErrorDetail {
  return { message: `${file}:${line}:${column}: ${problem}`, file, line, column }
}
