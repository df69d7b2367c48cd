import { sortedKeys } from './deep-equal.ts'
import { TmcError } from './errors.ts'
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts'
import { jsonPathError, type Part, parseTemplate, type Step } from './json-path-parser.ts'
import { formatJson } from './json-text.ts'

/** A compiled JSONPath template in kubectl's dialect. */
export interface JsonPath {
  /** The template as written. */
  readonly text: string
  /**
   * What each part of the template yields, one list per part: text outside braces is a part of one text.
   *
   * @throws TmcError `InvalidJsonPath` in kubectl's words, such as an index out of bounds
   */
  find(value: unknown): JsonValue[][]
  /** The output of kubectl's `-o jsonpath`: parts one after the other, values of a part joined by spaces. */
  print(value: unknown): string
}

/**
 * Compiles a template of kubectl's `-o jsonpath`: text with `{…}` parts of fields, indexes, slices, unions, filters, recursive
 * descent, `{range …}{end}` and quoted texts. Text without braces is literal. Where kubectl walks the keys of an object in
 * random order, they are walked sorted.
 *
 * @param options.missingKeys what a key that no value has does; kubectl's `-o jsonpath` allows it
 * @throws TmcError `InvalidJsonPath` in kubectl's words
 */
export function parseJsonPath(text: string, options: { missingKeys?: 'allow' | 'error' } = {}): JsonPath {
  const parts = parseTemplate(text)
  const allowsMissing = options.missingKeys !== 'error'
  const find = (value: unknown) => new Evaluation(text, parts, allowsMissing).run(value as JsonValue)
  return {
    text,
    find,
    print: (value) =>
      find(value)
        .map((values) => values.map(formatFound).join(' '))
        .join(''),
  }
}

const relaxedForm = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/

/**
 * Compiles the forms that printer columns, `--sort-by` and `custom-columns` take: `metadata.name`, `.metadata.name`,
 * `{metadata.name}` and `{.metadata.name}` are the same.
 *
 * @throws TmcError `InvalidJsonPath`
 */
export function parseRelaxedJsonPath(text: string): JsonPath {
  if (text === '') return parseJsonPath('')
  const match = relaxedForm.exec(text)
  if (match === null)
    throw jsonPathError(
      text,
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    )
  return parseJsonPath(`{.${match[1] ?? match[2] ?? ''}}`)
}

/** A found value as `-o jsonpath` prints it: objects and lists as compact JSON with sorted keys. */
function formatFound(value: JsonValue): string {
  if (typeof value === 'object' && value !== null) return formatJson(sortedKeys(value))
  return value === null ? 'null' : formatGo(value)
}

/** A value as Go's `fmt.Sprint` prints it, which is what custom columns show: `map[a:1 b:2]`, `[x y]`, `<nil>`. */
export function formatGo(value: JsonValue): string {
  if (value === null) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(formatGo).join(' ')}]`
  if (isJsonObject(value))
    return `map[${Object.keys(value)
      .sort()
      .map((key) => `${key}:${formatGo(value[key] ?? null)}`)
      .join(' ')}]`
  if (typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-4)
    return value.toExponential().replace(/e-(\d)$/, 'e-0$1')
  return String(value)
}

/** Most values that one run may collect: several descents in a row multiply. */
const maxFound = 1_000_000

/** One run of a template over one value. */
class Evaluation {
  readonly #template: string
  readonly #parts: readonly Part[]
  readonly #allowsMissing: boolean
  /** Ranges entered, and what the word just evaluated asks for. */
  #openRanges = 0
  #asked: 'range' | 'end' | undefined
  /** The part at which the innermost range that was left ended. */
  #lastEnd = -1
  #found = 0
  #isKeyMissing = false

  constructor(template: string, parts: readonly Part[], allowsMissing: boolean) {
    this.#template = template
    this.#parts = parts
    this.#allowsMissing = allowsMissing
  }

  run(value: JsonValue): JsonValue[][] {
    return this.#from(0, [value])
  }

  /** Evaluates parts from one on, until the end or the end of the range they are in. */
  #from(first: number, current: readonly JsonValue[]): JsonValue[][] {
    const results: JsonValue[][] = []
    for (let index = first; index < this.#parts.length; index++) {
      const part = this.#parts[index]
      if (part === undefined) break
      const values = part.kind === 'text' ? [part.text] : this.#steps(part.steps, current)
      const asked = this.#asked
      this.#asked = undefined
      if (asked === 'end') {
        this.#lastEnd = index
        break
      }
      if (asked === 'range') {
        this.#openRanges++
        // A range over nothing is still walked once, over nothing, to find where it ends.
        if (values.length === 0) this.#from(index + 1, [])
        for (const value of values) for (const result of this.#from(index + 1, [value])) results.push(result)
        this.#openRanges--
        if (this.#lastEnd > index) index = this.#lastEnd
      } else results.push(values)
    }
    return results
  }

  #steps(steps: readonly Step[], input: readonly JsonValue[]): JsonValue[] {
    let current = [...input]
    for (const step of steps) {
      current = this.#step(step, current)
      this.#found += current.length
      if (this.#found > maxFound) this.#fail(`more than ${maxFound} values`)
    }
    return current
  }

  #step(step: Step, input: JsonValue[]): JsonValue[] {
    switch (step.kind) {
      case 'text':
        return [step.text]
      case 'literal':
        return input.map(() => step.value)
      case 'field':
        return this.#field(step.name, input)
      case 'slice':
        return this.#slice(step, input)
      case 'union':
        return step.branches.flatMap((branch) => this.#steps(branch, input))
      case 'filter':
        return this.#filter(step, input)
      case 'wildcard':
        return input.flatMap((value) => children(value))
      case 'descent':
        return descend(input)
      case 'word':
        return this.#word(step.name, input)
    }
  }

  #word(name: string, input: JsonValue[]): JsonValue[] {
    if (name === 'range') {
      this.#asked = 'range'
      return input
    }
    if (name !== 'end') this.#fail(`unrecognized identifier ${name}`)
    if (this.#openRanges === 0) this.#fail('not in range, nothing to end')
    this.#asked = 'end'
    return []
  }

  #field(name: string, input: JsonValue[]): JsonValue[] {
    const found: JsonValue[] = []
    for (const value of input) {
      if (!isJsonObject(value) || !Object.hasOwn(value, name)) continue
      const member = value[name]
      if (member !== undefined) found.push(member)
    }
    if (found.length === 0 && input.length > 0 && !this.#allowsMissing) {
      this.#isKeyMissing = true
      this.#fail(`${name} is not found`)
    }
    return found
  }

  #slice({ start, end, stride }: Extract<Step, { kind: 'slice' }>, input: JsonValue[]): JsonValue[] {
    const found: JsonValue[] = []
    for (const value of input) {
      if (value === null) continue
      if (!Array.isArray(value)) this.#fail(`${goType(value)} is not array or slice`)
      const { length } = value
      const first = start.value < 0 ? start.value + length : start.value
      let last = end.isKnown ? end.value : length
      if (last < 0 || (last === 0 && end.isDerived)) last += length
      // No element asked for, none given: also what comes after is left alone, as kubectl does.
      if (first === last) return found
      if (first >= length || first < 0) this.#fail(`array index out of bounds: index ${first}, length ${length}`)
      if (last > length || last < 0) this.#fail(`array index out of bounds: index ${last - 1}, length ${length}`)
      if (first > last) this.#fail(`starting index ${first} is greater than ending index ${last}`)
      if (stride.isKnown && stride.value <= 0) this.#fail('step must be > 0')
      const by = stride.isKnown ? stride.value : 1
      for (let index = first; index < last; index += by) found.push(value[index] ?? null)
    }
    return found
  }

  #filter({ left, operator, right }: Extract<Step, { kind: 'filter' }>, input: JsonValue[]): JsonValue[] {
    const found: JsonValue[] = []
    for (const value of input) {
      if (!Array.isArray(value)) this.#fail(`${formatGo(value)} is not array or slice and cannot be filtered`)
      for (const item of value) {
        if (operator === 'exists' ? this.#exists(left, item) : this.#compares(left, operator, right, item))
          found.push(item)
      }
    }
    return found
  }

  /**
   * Whether a path finds anything. As in kubectl, a path that cannot be walked, such as an index beyond its list, counts as
   * found; only a key that is not there does not.
   */
  #exists(path: readonly Step[], item: JsonValue): boolean {
    try {
      return this.#steps(path, [item]).length > 0
    } catch (error) {
      if (!(error instanceof TmcError) || this.#found > maxFound) throw error
      return !this.#isKeyMissing
    }
  }

  #compares(left: readonly Step[], operator: string, right: readonly Step[], item: JsonValue): boolean {
    const lefts = this.#steps(left, [item])
    if (lefts.length > 1) this.#fail('can only compare one element at a time')
    if (lefts.length === 0) return false
    const rights = this.#steps(right, [item])
    if (rights.length > 1) this.#fail('can only compare one element at a time')
    if (rights.length === 0) return false
    const order = this.#order(lefts[0] ?? null, rights[0] ?? null, operator, literalIsFloat(right))
    switch (operator) {
      case '<':
        return order < 0
      case '>':
        return order > 0
      case '==':
        return order === 0
      case '!=':
        return order !== 0
      case '<=':
        return order <= 0
      case '>=':
        return order >= 0
      default:
        return this.#fail(`unrecognized filter operator ${operator}`)
    }
  }

  #order(left: JsonValue, right: JsonValue, operator: string, isFloat: boolean): number {
    if (!['<', '>', '==', '!=', '<=', '>='].includes(operator)) this.#fail(`unrecognized filter operator ${operator}`)
    const kinds = [basicKind(left), isFloat ? 'float' : basicKind(right)]
    if (kinds.includes(undefined)) this.#fail('invalid type for comparison')
    if (kinds[0] !== kinds[1]) this.#fail('incompatible types for comparison')
    if (kinds[0] === 'bool' && operator !== '==' && operator !== '!=') this.#fail('invalid type for comparison')
    // Numbers and bigints compare by value.
    return (left ?? 0) < (right ?? 0) ? -1 : (left ?? 0) > (right ?? 0) ? 1 : 0
  }

  #fail(problem: string): never {
    throw new TmcError('InvalidJsonPath', `error executing jsonpath ${JSON.stringify(this.#template)}: ${problem}`)
  }
}

function literalIsFloat(steps: readonly Step[]): boolean {
  const [only] = steps
  return steps.length === 1 && only?.kind === 'literal' && only.isFloat
}

function basicKind(value: JsonValue): 'bool' | 'int' | 'float' | 'string' | undefined {
  switch (typeof value) {
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float'
    case 'string':
      return 'string'
    default:
      return undefined
  }
}

/** The name Go gives the type of a JSON value. */
function goType(value: JsonValue): string {
  const kind = basicKind(value)
  if (kind === undefined) return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'
  return kind === 'int' ? 'int64' : kind === 'float' ? 'float64' : kind
}

/** What is directly inside a value; a text has its UTF-8 bytes. */
function children(value: JsonValue): JsonValue[] {
  if (Array.isArray(value)) return value
  if (typeof value === 'string') return [...new TextEncoder().encode(value)]
  return isJsonObject(value) ? membersOf(value) : []
}

function membersOf(object: JsonObject): JsonValue[] {
  return Object.keys(object)
    .sort()
    .map((key) => object[key] ?? null)
}

/** Every value that has something inside, itself first, then what is in it; as kubectl counts, a text that is not empty has. */
function descend(input: readonly JsonValue[]): JsonValue[] {
  const found: JsonValue[] = []
  const waiting = [...input].reverse()
  while (waiting.length > 0) {
    const value = waiting.pop() ?? null
    if (typeof value === 'string') {
      if (value !== '') found.push(value)
      continue
    }
    const inside = children(value)
    if (inside.length === 0) continue
    found.push(value)
    for (let index = inside.length - 1; index >= 0; index--) waiting.push(inside[index] ?? null)
  }
  return found
}
