import type { RE2JS } from 're2js'
import { TmcError } from '../apimachinery/index.ts'
import type { Meter } from './equality.ts'
import { fail } from './failure.ts'
import { scanned, walked, written } from './library/work.ts'
import { nativePattern } from './native-pattern.ts'

/**
 * Regular expressions with RE2's semantics, the only place that knows the package behind them. It is loaded when the first
 * pattern needs it: most programs need none, and loading takes longer than the rest of this room.
 */

type Engine = { readonly RE2JS: typeof RE2JS }

let engine: Engine | undefined

/** @throws TmcError `Bug` when the package is not there: no pattern may count as wrong because of that */
function loadEngine(): Engine {
  if (engine === undefined) {
    try {
      // A static import would be evaluated with this file, and `import()` cannot be waited for inside an evaluation.
      const { createRequire } = globalThis.process.getBuiltinModule('node:module')
      engine = createRequire(import.meta.url)('re2js') as Engine
    } catch (cause) {
      throw new TmcError('Bug', 'the engine of regular expressions (re2js) cannot be loaded', { cause })
    }
  }
  return engine
}

/** Longest pattern, and most instructions its repetitions may unfold to. */
const maxPattern = 4_096
const maxUnfolded = 10_000

/** A compiled pattern. */
export type Pattern = {
  readonly source: string
  /**
   * Whether the pattern matches anywhere in a text.
   *
   * @param meter pays for it, where {@link Pattern.weight} does not
   */
  test(text: string, meter?: Meter): boolean
  /** Steps of the budget that testing one character takes, where that is known beforehand. */
  readonly weight: number | undefined
  /** The pattern for searching and replacing. */
  engine(): RE2JS
}

const cache = new Map<string, Pattern | string>()
const cacheSize = 256

/**
 * Compiles an RE2 pattern; the last 256 are remembered.
 *
 * @param meter pays for the work when the pattern is not remembered
 * @returns the pattern, or what is wrong with it
 */
export function compilePattern(source: string, meter?: Meter): Pattern | string {
  const known = cache.get(source)
  meter?.charge(8 + scanned(source.length))
  if (known !== undefined) {
    // Moves it to the end of the line: the map forgets what was used longest ago.
    cache.delete(source)
    cache.set(source, known)
    return known
  }
  meter?.charge(compiling(source))
  const pattern = compile(source)
  if (cache.size >= cacheSize) {
    const [oldest] = cache.keys()
    if (oldest !== undefined) cache.delete(oldest)
  }
  cache.set(source, pattern)
  return pattern
}

function compile(source: string): Pattern | string {
  const native = nativePattern(source)
  if (native !== undefined) return new NativePattern(source, native)
  const compiled = compileRe2(source)
  return typeof compiled === 'string' ? compiled : new EnginePattern(source, compiled)
}

class NativePattern implements Pattern {
  readonly source: string
  readonly weight: number
  readonly #native: RegExp
  #engine: RE2JS | undefined

  constructor(source: string, native: RegExp) {
    this.source = source
    this.#native = native
    // Alternatives are tried one after the other.
    this.weight = Math.max(0.25, source.length / 64)
  }

  test(text: string): boolean {
    return this.#native.test(text)
  }

  engine(): RE2JS {
    if (this.#engine === undefined) {
      const compiled = compileRe2(this.source)
      this.#engine = typeof compiled === 'string' ? fail('InvalidArgument', compiled) : compiled
    }
    return this.#engine
  }
}

/** Steps that one instruction takes for one character while states are still being made. */
const perState = 3

class EnginePattern implements Pattern {
  readonly source: string
  readonly weight = undefined
  readonly #engine: RE2JS

  constructor(source: string, engine: RE2JS) {
    this.source = source
    this.#engine = engine
  }

  /**
   * The engine makes the states of an automaton as it meets them, each in time that grows with the pattern; a state that is
   * there already takes next to none. So the worst is paid beforehand, and what was not needed is given back.
   */
  test(text: string, meter?: Meter): boolean {
    const { length } = text
    if (meter === undefined) return this.#engine.test(text)
    const size = this.#engine.programSize()
    const worst = (length + 1) * (40 + size * perState)
    meter.charge(worst)
    const { dfa, onepass } = this.#engine.re2()
    const before = dfa.stateCount
    // With room for every state that could come, none is thrown away, and no slower way is gone instead.
    const bytes = (length + 2) * (300 + 8 * (size + dfa.numClasses))
    const isRoomy = !dfa.failed && bytes < dfa.memBudget
    const isMatch = this.#engine.test(text)
    const gone = 10 + (onepass === null ? walked(length) : written(length))
    if (isRoomy) meter.charge(gone + (dfa.stateCount - before) * (40 + size * perState) - worst)
    return isMatch
  }

  engine(): RE2JS {
    return this.#engine
  }
}

/** Compiles an RE2 pattern. */
function compileRe2(source: string): RE2JS | string {
  if (source.length > maxPattern) return `error parsing regexp: the pattern has more than ${maxPattern} characters`
  if (unfolded(source) > maxUnfolded) return 'error parsing regexp: the pattern unfolds to too many states'
  const { RE2JS } = loadEngine()
  try {
    return RE2JS.compile(source)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Whether a text matches a pattern given at run time. */
export function matches(text: string, source: string, meter?: Meter): boolean {
  const pattern = compilePattern(source, meter)
  if (typeof pattern === 'string') return fail('InvalidArgument', pattern)
  if (pattern.weight !== undefined) meter?.charge(text.length * pattern.weight)
  return pattern.test(text, meter)
}

/** Steps that compiling a pattern takes; classes of characters without regard to case are the dearest. */
export function compiling(source: string): number {
  const classes = source.split(/\\[pP]/).length - 1
  return 500 + unfolded(source) * 100 + classes * (/\(\?[a-zA-Z]*i/.test(source) ? 50_000 : 5_000)
}

/** How many states a pattern has once its counted repetitions are written out; an upper bound. */
export function unfolded(source: string): number {
  const sums: number[] = []
  let sum = 0
  let last = 0
  for (let at = 0; at < source.length; at++) {
    const character = source[at]
    if (character === '(') {
      sums.push(sum)
      sum = 0
      last = 0
    } else if (character === ')') {
      last = sum + 1
      sum = (sums.pop() ?? 0) + last
    } else if (character === '{') {
      const count = /^\{(\d{1,4})(?:,(\d{0,4}))?\}/.exec(source.slice(at, at + 12))
      if (count === null) {
        last = 1
        sum++
        continue
      }
      const times = Math.max(Number(count[1]), Number(count[2] ?? 0))
      sum += last * times
      last *= times + 1
      at += count[0].length - 1
    } else {
      if (character === '\\') at++
      last = character === '[' || character === '\\' ? 4 : 1
      sum += last
    }
  }
  return sum + sums.reduce((total, one) => total + one, 0)
}
