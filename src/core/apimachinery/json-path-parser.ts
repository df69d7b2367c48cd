import { TmcError } from './errors.ts'

/** One end of a slice: unknown when left out, derived when `[n]` stands for `[n:n+1]`. */
export type Bound = { readonly value: number; readonly isKnown: boolean; readonly isDerived: boolean }

/** One step of a JSONPath. A list of steps is what stands between braces. */
export type Step =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'slice'; readonly start: Bound; readonly end: Bound; readonly stride: Bound }
  | { readonly kind: 'union'; readonly branches: readonly (readonly Step[])[] }
  | {
      readonly kind: 'filter'
      readonly left: readonly Step[]
      readonly operator: string
      readonly right: readonly Step[]
    }
  | { readonly kind: 'literal'; readonly value: number | bigint | boolean; readonly isFloat: boolean }
  | { readonly kind: 'wildcard' | 'descent' }
  | { readonly kind: 'word'; readonly name: string }

/** A template: plain text, or the steps of one pair of braces. */
export type Part =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'steps'; readonly steps: readonly Step[] }

/** Longest template, and deepest nesting of filters and unions, that is read. */
const maxLength = 65_536
const maxDepth = 100

/**
 * Reads a template with kubectl's grammar, its quirks included: an index ends at the first `]`, `['a.b']` walks a path, and a
 * filter is split at its first comparison.
 *
 * @throws TmcError `InvalidJsonPath` in kubectl's words
 */
export function parseTemplate(text: string): Part[] {
  if (text.length > maxLength) throw jsonPathError(text.slice(0, 80), `longer than ${maxLength} characters`)
  return new TemplateReader(text, text, 0).template()
}

/** The error of a template. */
export function jsonPathError(template: string, problem: string): TmcError {
  return new TmcError('InvalidJsonPath', `error parsing jsonpath ${template}, ${problem}`, {
    hint: "for example: {.items[*].metadata.name}, or {range .items[*]}{.metadata.name}{'\\n'}{end}",
  })
}

const end = ''
const sliceGrammar = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/
const comparison = /^([^!<>=]+)([!<>=]+)(.+?)$/
const alphanumeric = /^[_\p{L}\p{Nd}]$/u
const digit = /^\p{Nd}$/u
const terminators = new Set([end, ' ', '\t', '\r', '\n', '.', ',', '[', ']', '$', '@', '{', '}'])

class TemplateReader {
  readonly #whole: string
  readonly #text: string
  readonly #depth: number
  #at = 0

  constructor(whole: string, text: string, depth: number) {
    this.#whole = whole
    this.#text = text
    this.#depth = depth
    if (depth > maxDepth) this.#fail(`nested more than ${maxDepth} deep`)
  }

  template(): Part[] {
    const parts: Part[] = []
    while (this.#at < this.#text.length) {
      const brace = this.#text.indexOf('{', this.#at)
      const until = brace < 0 ? this.#text.length : brace
      if (until > this.#at) parts.push({ kind: 'text', text: this.#text.slice(this.#at, until) })
      this.#at = until
      if (brace < 0) break
      this.#at++
      parts.push({ kind: 'steps', steps: this.#steps() })
    }
    return parts
  }

  /** What stands between braces, the closing one included. */
  #steps(): Step[] {
    const steps: Step[] = []
    for (;;) {
      if (this.#text.startsWith('}', this.#at)) {
        this.#at++
        return steps
      }
      if (this.#text.startsWith('[?(', this.#at)) this.#filter(steps)
      else if (this.#text.startsWith('..', this.#at)) this.#descent(steps)
      else this.#step(steps)
    }
  }

  #step(steps: Step[]): void {
    const start = this.#at
    const character = this.#next()
    switch (character) {
      case end:
      case '\n':
      case '\r':
        return this.#fail('unclosed action')
      case ' ':
      case '@':
      case '$':
        return
      case '[':
        return this.#index(steps, start)
      case '"':
      case "'":
        return this.#quoted(steps, start, character)
      case '.':
        return this.#field(steps)
    }
    this.#at = start
    if (character === '+' || character === '-' || digit.test(character)) this.#number(steps)
    else if (alphanumeric.test(character)) this.#word(steps)
    else this.#fail(`unrecognized character in action: ${named(character)}`)
  }

  #word(steps: Step[]): void {
    const word = this.#untilTerminator()
    if (word === 'true' || word === 'false') steps.push({ kind: 'literal', value: word === 'true', isFloat: false })
    else steps.push({ kind: 'word', name: word })
  }

  #descent(steps: Step[]): void {
    if (steps.at(-1)?.kind === 'descent') this.#fail('invalid multiple recursive descent')
    this.#at += 2
    steps.push({ kind: 'descent' })
    if (alphanumeric.test(this.#peek())) this.#field(steps)
  }

  #field(steps: Step[]): void {
    const start = this.#at
    for (;;) {
      const before = this.#at
      const character = this.#next()
      if (character === '\\') this.#next()
      else if (terminators.has(character)) {
        this.#at = before
        break
      }
    }
    const name = this.#text.slice(start, this.#at)
    if (name === '*') steps.push({ kind: 'wildcard' })
    else steps.push({ kind: 'field', name: name.replaceAll('\\', '') })
  }

  #number(steps: Step[]): void {
    const start = this.#at
    if (this.#peek() === '+' || this.#peek() === '-') this.#at++
    while (this.#peek() === '.' || digit.test(this.#peek())) this.#next()
    const text = this.#text.slice(start, this.#at)
    if (/^[+-]?\d+$/.test(text) && BigInt.asIntN(64, BigInt(text.replace('+', ''))) === BigInt(text.replace('+', ''))) {
      const value = Number(text)
      steps.push({
        kind: 'literal',
        value: Number.isSafeInteger(value) ? value : BigInt(text.replace('+', '')),
        isFloat: false,
      })
    } else if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text))
      steps.push({ kind: 'literal', value: Number(text), isFloat: true })
    else this.#fail(`cannot parse number ${text}`)
  }

  #quoted(steps: Step[], start: number, quote: string): void {
    for (;;) {
      const character = this.#next()
      if (character === end || character === '\n') this.#fail('unterminated quoted string')
      if (character === quote && this.#text[this.#at - 2] !== '\\') break
    }
    const source = this.#text.slice(start, this.#at)
    const text = unquote(source.slice(1, -1), quote)
    if (text === undefined) this.#fail(`unquote string ${source} error invalid syntax`)
    steps.push({ kind: 'text', text })
  }

  #index(steps: Step[], start: number): void {
    for (;;) {
      const character = this.#next()
      if (character === end || character === '\n') this.#fail('unterminated array')
      if (character === ']') break
    }
    const inside = this.#text.slice(start + 1, this.#at - 1)
    const text = inside === '*' ? ':' : inside
    const branches = text.split(',')
    if (branches.length > 1) {
      steps.push({
        kind: 'union',
        branches: branches.map((branch) => this.#action(`[${branch.replace(/^ +| +$/g, '')}]`)),
      })
      return
    }
    const key = /^'([^']*)'$/.exec(text)
    if (key !== null) {
      steps.push(...this.#action(`.${key[1] ?? ''}`))
      return
    }
    const slice = sliceGrammar.exec(text)
    if (slice === null) this.#fail(`invalid array index ${text}`)
    const [, first = '', second, third] = slice
    const begin = this.#bound(first)
    const stop =
      second === undefined ? { value: begin.value + 1, isKnown: true, isDerived: true } : this.#bound(second.slice(1))
    steps.push({ kind: 'slice', start: begin, end: stop, stride: this.#bound((third ?? '').slice(1)) })
  }

  #bound(text: string): Bound {
    if (text === '') return { value: 0, isKnown: false, isDerived: false }
    const value = Number(text)
    if (!Number.isSafeInteger(value)) this.#fail(`array index ${text} is not a number`)
    return { value, isKnown: true, isDerived: false }
  }

  #filter(steps: Step[]): void {
    this.#at += 3
    const start = this.#at
    let quote = ''
    let isClosed = false
    for (;;) {
      const character = this.#next()
      if (character === end || character === '\n') this.#fail('unterminated filter')
      if (character === '"' || character === "'") {
        if (quote === '') quote = character
        else if (character === quote && this.#text[this.#at - 2] !== '\\') isClosed = true
      } else if (character === ')' && (quote !== '') === isClosed) break
    }
    const text = this.#text.slice(start, this.#at - 1)
    if (this.#next() !== ']') this.#fail('unclosed array expect ]')
    const match = comparison.exec(text)
    if (match === null) {
      steps.push({ kind: 'filter', left: this.#action(text), operator: 'exists', right: [] })
      return
    }
    const [, left = '', operator = '', right = ''] = match
    steps.push({ kind: 'filter', left: this.#action(left), operator, right: this.#action(right) })
  }

  /** A piece of the template read on its own, as if it stood between braces; only its first pair of braces counts. */
  #action(text: string): readonly Step[] {
    const first = new TemplateReader(this.#whole, `{${text}}`, this.#depth + 1).template()[0]
    return first?.kind === 'steps' ? first.steps : []
  }

  #untilTerminator(): string {
    const start = this.#at
    while (!terminators.has(this.#peek())) this.#next()
    return this.#text.slice(start, this.#at)
  }

  #peek(): string {
    const code = this.#text.codePointAt(this.#at)
    return code === undefined ? end : String.fromCodePoint(code)
  }

  #next(): string {
    const character = this.#peek()
    this.#at += character.length
    return character
  }

  #fail(problem: string): never {
    throw jsonPathError(this.#whole, problem)
  }
}

/** A character as Go prints it with `%#U`. */
function named(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return /\p{C}/u.test(character) ? `U+${code}` : `U+${code} '${character}'`
}

const simpleEscapes = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
])

/** Go's escapes, in either kind of quotes; undefined when one is unknown. */
function unquote(text: string, quote: string): string | undefined {
  let result = ''
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? ''
    if (character === quote) return undefined
    if (character !== '\\') {
      result += character
      continue
    }
    const escape = text[++at] ?? ''
    const simple = escape === quote ? quote : simpleEscapes.get(escape)
    if (simple !== undefined) {
      result += simple
      continue
    }
    const coded = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3}))/.exec(text.slice(at, at + 9))
    if (coded === null) return undefined
    const [whole, byte, short, long, octal] = coded
    const code = octal === undefined ? Number.parseInt(byte ?? short ?? long ?? '', 16) : Number.parseInt(octal, 8)
    if (code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff) || (octal !== undefined && code > 255))
      return undefined
    result += String.fromCodePoint(code)
    at += whole.length - 1
  }
  return result
}
