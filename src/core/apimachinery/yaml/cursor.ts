/** Something wrong at one place of a text. */
export type YamlProblem = { readonly offset: number; readonly message: string }

/** Thrown where a text stops being YAML that kubectl reads; caught by the reader of the document. */
export class YamlSyntaxError extends Error {
  readonly offset: number
  /** Whether the message says what only kubectl's reader takes so; other faults are worded better by those who know all YAML. */
  readonly isOfKubectl: boolean

  constructor(offset: number, message: string, isOfKubectl = false) {
    super(message)
    this.offset = offset
    this.isOfKubectl = isOfKubectl
  }
}

export const noTab = 'kubectl takes no tab here; use spaces'

/** A place in the text of a document. Lines end with `\n` or `\r\n`; another `\r` must not be in it. */
export class Cursor {
  readonly text: string
  at = 0
  /** Lines before this place, and where the line at hand begins. */
  line = 0
  lineStart = 0

  constructor(text: string) {
    this.text = text
  }

  get column(): number {
    return this.at - this.lineStart
  }

  /** The UTF-16 unit here or some units ahead; NaN after the end. */
  code(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead)
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length
  }

  /** Passes the end of the line, at which the cursor is. */
  passBreak(): void {
    this.at += this.code() === 13 ? 2 : 1
    this.line++
    this.lineStart = this.at
  }

  passSpaces(): void {
    while (isBlank(this.code())) this.at++
  }

  /** Goes to the end of the line. */
  passLine(): void {
    const { text } = this
    const newline = text.indexOf('\n', this.at)
    this.at = newline < 0 ? text.length : text.charCodeAt(newline - 1) === 13 ? Math.max(this.at, newline - 1) : newline
  }

  /** Whether a line begins here that ends or begins a document. */
  get isAtDocumentMark(): boolean {
    if (this.at !== this.lineStart) return false
    return (this.text.startsWith('---', this.at) || this.text.startsWith('...', this.at)) && isBlankOrEnd(this.code(3))
  }
}

/** A space or a tab. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9
}

export function isBreak(code: number): boolean {
  return code === 10 || code === 13
}

/** A space, a tab, the end of a line or of the text. */
export function isBlankOrEnd(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13 || Number.isNaN(code)
}
