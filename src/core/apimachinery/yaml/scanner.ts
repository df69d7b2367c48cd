import { Cursor, isBlankOrEnd, isBreak, noTab, YamlSyntaxError } from './cursor.ts'
import { passBlock, passPlain, passQuoted } from './scalar-text.ts'

/** What a document consists of. `list`, `object` and `dedent` stand where an indentation begins and ends. */
export type YamlToken = {
  readonly type:
    | 'end'
    | 'document-end'
    | 'list'
    | 'object'
    | 'dedent'
    | '['
    | ']'
    | '{'
    | '}'
    | ','
    | '-'
    | 'key'
    | 'value'
    | 'alias'
    | 'anchor'
    | 'tag'
    | 'scalar'
  readonly offset: number
  /** The text of a scalar, the name of an anchor or alias, a tag in full, the question mark of a key that has one. */
  readonly text: string
  readonly isPlain: boolean
}

/** What may turn out to be a key, when a colon follows on its line. */
type CandidateKey = {
  isPossible: boolean
  /** Whether nothing else can stand where it is. */
  readonly isRequired: boolean
  /** Which token it is, counted from the beginning of the document. */
  readonly token: number
  readonly offset: number
  readonly line: number
  readonly column: number
}

/** A key without a question mark ends within so many characters, as does what its colon tells about it. */
const longestKey = 1024

/** What cannot begin a text without quotes. */
const indicators = new Set(Array.from('-?:,[]{}#&*!|>\'"%@`', (symbol) => symbol.charCodeAt(0)))

const word = /[&*]([\w-]+)(?=[ \t\r\n?:,\]}%@`]|$)/y
// By its parts: a tag in full, a handle and what follows it, or what follows a single mark.
const tag =
  /!(?:<([\w\-;/?:@&=+$,.!~*'()[\]%]+)>|([\w-]*)!([\w\-;/?:@&=+$,.!~*'()[\]%]+)|(?![\w-]*!)([\w\-;/?:@&=+$,.!~*'()[\]%]*))(?=[ \t\r\n]|$)/y

/** How the tags that YAML itself knows begin. */
export const core = 'tag:yaml.org,2002:'

/**
 * Cuts a document into tokens by the rules of kubectl's reader, which knows YAML 1.1: where it differs from YAML 1.2, in tabs,
 * indentation, colons inside brackets or blank lines of blocks, this is what it does.
 *
 * What may be a key is known only when the colon comes; so tokens wait until it is decided.
 */
export class YamlScanner {
  readonly #cursor: Cursor
  #waiting: YamlToken[] = []
  /** Tokens that were taken. */
  #taken = 0
  /** How far the innermost list or object by indentation is indented, and those around it. */
  #indent = -1
  readonly #indents: number[] = []
  /** What may be a key: outside of brackets, and in each bracket that is open. */
  readonly #candidates: (CandidateKey | undefined)[] = [undefined]
  #mayBeginKey = true

  /** @param text ends with a line break and has no `\r` elsewhere than before `\n` */
  constructor(text: string) {
    this.#cursor = new Cursor(text)
    // The line of dashes that splitting did not see, because a byte order mark stood before it.
    if (!this.#cursor.isAtDocumentMark || !text.startsWith('-')) return
    this.#cursor.at = 3
    this.#mayBeginKey = false
  }

  /** The next token, which stays. */
  peek(): YamlToken {
    for (;;) {
      const [first] = this.#waiting
      if (first !== undefined && !this.#isUndecided()) return first
      this.#fetch()
    }
  }

  take(): YamlToken {
    const token = this.peek()
    this.#waiting.shift()
    this.#taken++
    return token
  }

  /** Whether the first of the waiting tokens may turn out to be a key. */
  #isUndecided(): boolean {
    return this.#candidates.some((key) => key?.token === this.#taken && this.#isStillPossible(key))
  }

  #isStillPossible(key: CandidateKey | undefined): key is CandidateKey {
    if (key?.isPossible !== true) return false
    if (key.line === this.#cursor.line && !this.#isTooLong(key)) return true
    this.#giveUp(key)
    return false
  }

  #isTooLong({ offset }: CandidateKey): boolean {
    const { at, text } = this.#cursor
    // Twice as many units are more characters in any case.
    return (
      at - offset > longestKey && [...text.slice(offset, Math.min(at, offset + 2 * longestKey + 1))].length > longestKey
    )
  }

  #giveUp(key: CandidateKey): void {
    if (key.isRequired) throw new YamlSyntaxError(key.offset, 'a key must be followed by ":" on its line')
    key.isPossible = false
  }

  get #isFlow(): boolean {
    return this.#candidates.length > 1
  }

  #add(type: YamlToken['type'], offset: number, text = '', isPlain = false): void {
    this.#waiting.push({ type, offset, text, isPlain })
  }

  /** What begins here may be a key. */
  #saveCandidate(): void {
    if (!this.#mayBeginKey) return
    this.#dropCandidate()
    const { at, line, column } = this.#cursor
    this.#candidates[this.#candidates.length - 1] = {
      isPossible: true,
      isRequired: !this.#isFlow && this.#indent === column,
      token: this.#taken + this.#waiting.length,
      offset: at,
      line,
      column,
    }
  }

  #dropCandidate(): void {
    const key = this.#candidates.at(-1)
    if (key?.isPossible === true) this.#giveUp(key)
  }

  /** A list or object begins in a column, unless it is open already. @param position where its token goes */
  #rollTo(column: number, type: 'list' | 'object', offset: number, position = this.#waiting.length): void {
    if (this.#isFlow || this.#indent >= column) return
    this.#indents.push(this.#indent)
    this.#indent = column
    this.#waiting.splice(position, 0, { type, offset, text: '', isPlain: false })
  }

  #unrollTo(column: number): void {
    if (this.#isFlow) return
    while (this.#indent > column) {
      this.#add('dedent', this.#cursor.at)
      this.#indent = this.#indents.pop() ?? -1
    }
  }

  #fetch(): void {
    const cursor = this.#cursor
    this.#passToToken()
    this.#unrollTo(cursor.column)
    const { at } = cursor
    if (cursor.isAtEnd) {
      this.#endBlocks()
      this.#add('end', at)
      return
    }
    if (cursor.column === 0 && cursor.code() === 37)
      throw new YamlSyntaxError(at, 'kubectl takes no directives; remove the line', true)
    if (cursor.isAtDocumentMark) {
      this.#endBlocks()
      cursor.at += 3
      this.#add('document-end', at)
      return
    }
    this.#fetchToken(cursor.text.charAt(at))
  }

  #endBlocks(): void {
    this.#unrollTo(-1)
    this.#dropCandidate()
    this.#mayBeginKey = false
  }

  #passToToken(): void {
    const cursor = this.#cursor
    for (;;) {
      for (let code = cursor.code(); code === 32 || (code === 9 && (this.#isFlow || !this.#mayBeginKey));) {
        cursor.at++
        code = cursor.code()
      }
      if (cursor.code() === 35) cursor.passLine()
      if (!isBreak(cursor.code())) return
      cursor.passBreak()
      if (!this.#isFlow) this.#mayBeginKey = true
    }
  }

  #fetchToken(symbol: string): void {
    const isAlone = isBlankOrEnd(this.#cursor.code(1))
    switch (symbol) {
      case '[':
      case '{':
        return this.#fetchOpening(symbol)
      case ']':
      case '}':
        return this.#fetchClosing(symbol)
      case ',':
        this.#dropCandidate()
        this.#mayBeginKey = true
        return this.#fetchIndicator(',')
      case '-':
        return isAlone ? this.#fetchDash() : this.#fetchPlain()
      case '?':
        return isAlone || this.#isFlow ? this.#fetchQuestion() : this.#fetchPlain()
      case ':':
        return isAlone || this.#isFlow ? this.#fetchColon() : this.#fetchPlain()
      case '&':
      case '*':
        return this.#fetchWord(symbol)
      case '!':
        return this.#fetchTag()
      case '|':
      case '>':
        return this.#isFlow ? this.#refuse(symbol) : this.#fetchBlock()
      case '"':
      case "'": {
        this.#saveCandidate()
        this.#mayBeginKey = false
        const { at } = this.#cursor
        return this.#add('scalar', at, passQuoted(this.#cursor))
      }
      default:
        return symbol === '\t' || indicators.has(symbol.charCodeAt(0)) ? this.#refuse(symbol) : this.#fetchPlain()
    }
  }

  #refuse(symbol: string): never {
    if (symbol === '\t') throw new YamlSyntaxError(this.#cursor.at, noTab, true)
    throw new YamlSyntaxError(this.#cursor.at, `a text that begins with "${symbol}" wants quotes`)
  }

  #fetchIndicator(type: YamlToken['type'], text = ''): void {
    this.#add(type, this.#cursor.at, text)
    this.#cursor.at++
  }

  #fetchOpening(type: '[' | '{'): void {
    this.#saveCandidate()
    this.#candidates.push(undefined)
    this.#mayBeginKey = true
    this.#fetchIndicator(type)
  }

  #fetchClosing(type: ']' | '}'): void {
    this.#dropCandidate()
    if (this.#isFlow) this.#candidates.pop()
    this.#mayBeginKey = false
    this.#fetchIndicator(type)
  }

  #fetchDash(): void {
    const { at, column } = this.#cursor
    if (!this.#isFlow) {
      if (!this.#mayBeginKey) throw new YamlSyntaxError(at, 'an item of a list begins on a line of its own')
      this.#rollTo(column, 'list', at)
    }
    this.#dropCandidate()
    this.#mayBeginKey = true
    this.#fetchIndicator('-')
  }

  #fetchQuestion(): void {
    const { at, column } = this.#cursor
    if (!this.#isFlow) {
      if (!this.#mayBeginKey) throw new YamlSyntaxError(at, 'a key of "?" begins on a line of its own')
      this.#rollTo(column, 'object', at)
    }
    this.#dropCandidate()
    this.#mayBeginKey = !this.#isFlow
    this.#fetchIndicator('key', '?')
  }

  #fetchColon(): void {
    const { at, column } = this.#cursor
    const key = this.#candidates.at(-1)
    if (this.#isStillPossible(key)) {
      const position = key.token - this.#taken
      this.#waiting.splice(position, 0, { type: 'key', offset: key.offset, text: '', isPlain: false })
      this.#rollTo(key.column, 'object', key.offset, position)
      key.isPossible = false
      this.#mayBeginKey = false
    } else {
      if (!this.#isFlow) {
        if (!this.#mayBeginKey)
          throw new YamlSyntaxError(at, 'a ":" makes no key here; put a text that has ": " in it in quotes')
        this.#rollTo(column, 'object', at)
      }
      this.#mayBeginKey = !this.#isFlow
    }
    this.#fetchIndicator('value')
  }

  #fetchWord(symbol: '&' | '*'): void {
    this.#saveCandidate()
    this.#mayBeginKey = false
    const { at, text } = this.#cursor
    word.lastIndex = at
    const match = word.exec(text)
    if (match === null)
      throw new YamlSyntaxError(at, `kubectl takes letters, digits, "-" and "_" after "${symbol}"`, true)
    this.#cursor.at = word.lastIndex
    this.#add(symbol === '&' ? 'anchor' : 'alias', at, match[1])
  }

  #fetchTag(): void {
    this.#saveCandidate()
    this.#mayBeginKey = false
    const { at, text } = this.#cursor
    tag.lastIndex = at
    const match = tag.exec(text)
    const meaning = match === null ? undefined : meaningOfTag(match)
    if (meaning === undefined) {
      const written = /[^ \t\r\n]*/.exec(text.slice(at, at + 40))?.[0]
      throw new YamlSyntaxError(at, `kubectl takes no tag ${JSON.stringify(written)}`, true)
    }
    this.#cursor.at = tag.lastIndex
    this.#add('tag', at, meaning)
  }

  #fetchBlock(): void {
    this.#dropCandidate()
    this.#mayBeginKey = true
    const { at } = this.#cursor
    this.#add('scalar', at, passBlock(this.#cursor, this.#indent))
  }

  #fetchPlain(): void {
    this.#saveCandidate()
    this.#mayBeginKey = false
    const { at } = this.#cursor
    const { value, endsLine } = passPlain(this.#cursor, this.#indent + 1, this.#isFlow)
    if (endsLine) this.#mayBeginKey = true
    this.#add('scalar', at, value, true)
  }
}

/** A tag in full; undefined when its handle is not known, or its escapes make no text. */
function meaningOfTag([, verbatim, handle, suffix = '', local = '']: RegExpExecArray): string | undefined {
  if (handle !== undefined && handle !== '') return undefined
  const written = verbatim ?? (handle === undefined ? `!${local}` : `${core}${suffix}`)
  if (!written.includes('%')) return written
  try {
    return decodeURIComponent(written)
  } catch {
    return undefined
  }
}
