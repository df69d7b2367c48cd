import { TmcError } from './errors.ts'
import { isLabelValue, isQualifiedName } from './names.ts'

/** One condition on one label. `DoesNotEqual` is `NotIn` of one value: both hold for objects without the label. */
export type Requirement = {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'GreaterThan' | 'LessThan'
  readonly values: readonly string[]
}

/** All requirements must hold; none at all selects everything. */
export type Selector = readonly Requirement[]

/** Kubernetes' `metav1.LabelSelector`. */
export type LabelSelector = {
  matchLabels?: { [key: string]: string }
  matchExpressions?: { key: string; operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'; values?: string[] }[]
}

/** Labels as objects carry them. */
export type Labels = { readonly [key: string]: string }

/**
 * Whether labels satisfy a selector. As in Kubernetes, `NotIn` and `!=` hold when the label is absent; `>` and `<`
 * compare integers and fail when either side is none.
 */
export function matchesSelector(selector: Selector, labels: Labels | undefined): boolean {
  for (const requirement of selector) if (!matchesRequirement(requirement, labels)) return false
  return true
}

/** Whether labels satisfy one requirement; see {@link matchesSelector}. */
export function matchesRequirement({ key, operator, values }: Requirement, labels: Labels | undefined): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'GreaterThan':
    case 'LessThan': {
      const [limit = ''] = values
      if (value === undefined || !isInt64(value) || !isInt64(limit)) return false
      return operator === 'GreaterThan' ? BigInt(value) > BigInt(limit) : BigInt(value) < BigInt(limit)
    }
  }
}

/**
 * The requirements of a LabelSelector object. An absent selector is the caller's to interpret; an empty one selects all.
 *
 * @throws TmcError `InvalidSelector` naming the key, operator or value that is wrong
 */
export function selectorOf(selector: LabelSelector): Selector {
  const requirements: Requirement[] = []
  for (const [key, value] of Object.entries(selector.matchLabels ?? {}))
    requirements.push(checked({ key, operator: 'In', values: [value] }))
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    if (!objectOperators.has(operator)) throw notAnOperator(key, operator)
    requirements.push(checked({ key, operator, values }))
  }
  return requirements
}

/**
 * Reads a selector as kubectl's `-l` does: comma-separated `a=b`, `a==b`, `a!=b`, `a in (x, y)`, `a notin (x)`, `a`, `!a`,
 * `a>1`, `a<1`.
 *
 * @throws TmcError `InvalidSelector` that says where the text stops being a selector
 */
export function parseSelector(text: string): Selector {
  return new SelectorReader(text).read()
}

/** Prints a selector in kubectl's syntax; {@link parseSelector} reads it back. */
export function formatSelector(selector: Selector): string {
  return selector.map(formatRequirement).join(',')
}

function formatRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'In':
      return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(',')})`
    case 'NotIn':
      return values.length === 1 ? `${key}!=${values[0]}` : `${key} notin (${values.join(',')})`
    case 'Exists':
      return key
    case 'DoesNotExist':
      return `!${key}`
    case 'GreaterThan':
      return `${key}>${values[0]}`
    case 'LessThan':
      return `${key}<${values[0]}`
  }
}

type Token = { readonly text: string; readonly at: number; readonly isSymbol: boolean }

/** Blanks, tabs and line ends separate; any other space is part of a word, which then is none. */
const tokenPattern = /[ \t\r\n]*(==|!=|[=!(),<>]|[^ \t\r\n=!(),<>]+)/y

class SelectorReader {
  readonly #text: string
  readonly #tokens: Token[] = []
  #next = 0

  constructor(text: string) {
    this.#text = text
    tokenPattern.lastIndex = 0
    for (let match = tokenPattern.exec(text); match !== null; match = tokenPattern.exec(text)) {
      const [whole, token = ''] = match
      this.#tokens.push({
        text: token,
        at: match.index + whole.length - token.length,
        isSymbol: /^[=!(),<>]/.test(token),
      })
    }
  }

  read(): Selector {
    const requirements: Requirement[] = []
    if (this.#tokens.length === 0) return requirements
    for (;;) {
      requirements.push(this.#requirement())
      if (this.#next === this.#tokens.length) return requirements
      this.#symbol(',')
    }
  }

  #requirement(): Requirement {
    if (this.#peek() === '!') {
      this.#next++
      return checked({ key: this.#word('a label key'), operator: 'DoesNotExist', values: [] })
    }
    const key = this.#word('a label key')
    const operator = this.#peek()
    if (operator === undefined || operator === ',') return checked({ key, operator: 'Exists', values: [] })
    this.#next++
    switch (operator) {
      case '=':
      case '==':
        return checked({ key, operator: 'In', values: [this.#value()] })
      case '!=':
        return checked({ key, operator: 'NotIn', values: [this.#value()] })
      case '>':
        return checked({ key, operator: 'GreaterThan', values: [this.#word('an integer')] })
      case '<':
        return checked({ key, operator: 'LessThan', values: [this.#word('an integer')] })
      case 'in':
        return checked({ key, operator: 'In', values: this.#values() })
      case 'notin':
        return checked({ key, operator: 'NotIn', values: this.#values() })
      default:
        this.#next--
        return this.#fail('=, ==, !=, in, notin, > or <')
    }
  }

  #values(): string[] {
    this.#symbol('(')
    const values = new Set<string>()
    for (;;) {
      values.add(this.#value())
      if (this.#peek() !== ',') break
      this.#next++
    }
    this.#symbol(')')
    return [...values].sort()
  }

  /** A value may be empty: `a=`, `a in (x,)`. */
  #value(): string {
    const token = this.#tokens[this.#next]
    if (token === undefined || token.text === ',' || token.text === ')') return ''
    return this.#word('a value')
  }

  #word(what: string): string {
    const token = this.#tokens[this.#next]
    if (token === undefined || token.isSymbol) return this.#fail(what)
    this.#next++
    return token.text
  }

  #symbol(symbol: string): void {
    if (this.#peek() !== symbol) this.#fail(`"${symbol}"`)
    this.#next++
  }

  #peek(): string | undefined {
    return this.#tokens[this.#next]?.text
  }

  #fail(expected: string): never {
    const token = this.#tokens[this.#next]
    const found = token === undefined ? 'the end' : JSON.stringify(token.text)
    const column = (token?.at ?? this.#text.length) + 1
    throw new TmcError(
      'InvalidSelector',
      `selector ${JSON.stringify(this.#text)}, column ${column}: found ${found}, expected ${expected}`,
      {
        hint: 'for example: region=eu,tier in (prod, staging),!deprecated',
      },
    )
  }
}

function checked(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement
  if (!isQualifiedName(key))
    throw invalid(
      `${JSON.stringify(key)} is not a label key`,
      'an optional DNS prefix and "/", then at most 63 letters, digits, "-", "_" or "."',
    )
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0)
        throw invalid(`label key ${key}: ${operator} needs at least one value`, 'list the values it may have')
      break
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0)
        throw invalid(`label key ${key}: ${operator} takes no values`, 'remove the values, or use In')
      break
    case 'GreaterThan':
    case 'LessThan':
      if (values.length !== 1 || !isInt64(values[0] ?? ''))
        throw invalid(`label key ${key}: ${operator} needs one integer`, 'for example: cores>8')
      break
  }
  for (const value of values)
    if (!isLabelValue(value))
      throw invalid(
        `${JSON.stringify(value)} is not a label value`,
        'at most 63 letters, digits, "-", "_" or ".", beginning and ending with a letter or digit',
      )
  return requirement
}

/** Whether a text is an integer of 64 bits. A label has at most 63 characters, so that nothing long is ever read. */
function isInt64(text: string): boolean {
  return /^[+-]?\d{1,63}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text)
}

/** The operators of LabelSelector objects; the other two exist in the syntax of kubectl alone. */
const objectOperators: ReadonlySet<string> = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist'])

function notAnOperator(key: string, operator: string): TmcError {
  return invalid(
    `label key ${key}: ${JSON.stringify(operator)} is not an operator`,
    'use In, NotIn, Exists or DoesNotExist',
  )
}

function invalid(message: string, hint: string): TmcError {
  return new TmcError('InvalidSelector', message, { hint })
}
