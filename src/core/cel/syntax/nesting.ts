import { type Lexer, SyntaxFailure } from './lexer.ts'

/**
 * Counts how deep an expression is nested as the API server counts, which stops at 250: while it reads, the comparisons
 * and the sums that are open; and when all is read, the operators, selections and method calls inside one another.
 *
 * @see cel-go, parser/parser.go: recursionListener and checkAndIncrementRecursionDepth
 */
export class Nesting {
  /** Comparisons that are open, each right side being one of its own. */
  relations = 0
  /** Sums and products that are open. */
  sums = 0
  /** Operators, selections, indexes and method calls inside one another in what was read last. */
  height = 0
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  /** A comparison begins, or goes on with its right side. */
  enterRelation(lexer: Lexer): void {
    if (++this.relations > this.#limit) this.#tooDeep(lexer)
  }

  /** A sum or product begins. */
  enterSum(lexer: Lexer): void {
    if (++this.sums > this.#limit) this.#tooDeep(lexer)
  }

  #tooDeep({ start, end }: Lexer): never {
    throw new SyntaxFailure(`expression recursion limit exceeded: ${this.#limit}`, { start, end })
  }

  /** Stops when what was read is too high. */
  boundHeight(): void {
    if (this.height > this.#limit) throw new SyntaxFailure('max recursion depth exceeded', { start: 0, end: 0 })
  }

  /** What was read last, and what is as high as `others`, get one more above them. */
  rise(others: number): void {
    this.height = 1 + (this.height > others ? this.height : others)
  }
}
