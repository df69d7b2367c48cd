import type { RE2JS } from 're2js'
import { TmcError } from '../apimachinery/index.ts'
import { fail } from './failure.ts'

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
const maxUnfolded = 20_000

/** A compiled pattern. */
export type Pattern = {
  readonly source: string
  /** Whether the pattern matches anywhere in a text. */
  test(text: string): boolean
  /** Steps of the budget that testing one character may take. */
  readonly weight: number
}

const cache = new Map<string, Pattern | string>()
const cacheSize = 256

/**
 * Compiles an RE2 pattern; the last 256 are remembered.
 *
 * @returns the pattern, or what is wrong with it
 */
export function compilePattern(source: string): Pattern | string {
  const known = cache.get(source)
  if (known !== undefined) {
    // Moves it to the end of the line: the map forgets what was used longest ago.
    cache.delete(source)
    cache.set(source, known)
    return known
  }
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
  if (native !== undefined) return { source, test: (text) => native.test(text), weight: 0.1 }
  const compiled = compileRe2(source)
  if (typeof compiled === 'string') return compiled
  return { source, test: (text) => compiled.test(text), weight: Math.max(1, unfolded(source)) }
}

/** Compiles an RE2 pattern for searching and replacing. Not remembered; see {@link compilePattern}. */
export function compileRe2(source: string): RE2JS | string {
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
export function matches(text: string, source: string): boolean {
  const pattern = compilePattern(source)
  return typeof pattern === 'string' ? fail('InvalidArgument', pattern) : pattern.test(text)
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

/** Characters that mean themselves in both dialects. */
const plain = String.raw`(?:[A-Za-z0-9_ /:@%&=~"'<>#,;!-]|\\[.\\/^$*+?()[\]{}|-])`
const set = String.raw`\[\^?(?:[A-Za-z0-9_./:@ -]|\\[.\\/-])+\]`
const unit = `(?:${plain}|${set})`
const alternatives = `${unit}+(?:\\|${unit}+)*`
const bounded = new RegExp(`^\\^?(?:${unit}\\??|\\((?:\\?:)?${alternatives}\\)\\??)*\\$?$`)
const oneLoop = new RegExp(
  `^\\^${unit}*(?:${set}[*+]|\\(${set}[*]${unit}\\)\\?|\\(\\?:${set}[*]${unit}\\)\\?)${unit}*\\$?$`,
)

/**
 * The pattern as a JavaScript one, when both dialects mean the same by it and a backtracking matcher needs linear time: no
 * repetition at all, or a single one of a character set in a pattern that begins with `^`. It is ten times as fast.
 */
function nativePattern(source: string): RegExp | undefined {
  if (source.length > 256) return undefined
  // Many alternatives in a row multiply; a few do not hurt.
  const groups = source.split('(').length - 1
  if (groups > 2 || source.split('?').length > 4) return undefined
  // Sets that run backwards or nest are left to the engine, which says what is wrong with them.
  if (/\[[^\]]*\[|\[\^?\]/.test(source) || !(bounded.test(source) || oneLoop.test(source))) return undefined
  try {
    // Without the flag, a set would split characters beyond the basic plane in two.
    return new RegExp(source, 'u')
  } catch {
    return undefined
  }
}
