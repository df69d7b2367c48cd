// Feeds random bytes and mutated expressions to the expression engine: `npm run fuzz:cel -- [MINUTES] [SEED] [PASSED]`, where
// PASSED inputs of the seed are passed over first. Fails when anything but a refusal is thrown, when one input keeps a
// processor busy for too long, or when memory grows.
import { fuzzInput, fuzzOne, type FuzzOutcome, type Seeds } from '../test/conformance/fuzz.ts'
import { Dice } from '../test/conformance/generator.ts'
import { questions } from '../test/conformance/questions.ts'
import { ruleCases } from '../test/conformance/rules.ts'
import { conformanceVectors } from '../test/conformance/vectors.ts'

const [minutes = 10, seed = 1, passed = 0, ...more] = process.argv.slice(2).map(numberOf)
if (more.length > 0 || minutes === 0) refuse()

/** A number that is not negative; anything else ends the run. */
function numberOf(text: string): number {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : refuse()
}

function refuse(): never {
  console.error('usage: node scripts/bench.mjs cel-fuzz [MINUTES] [SEED] [PASSED]')
  process.exit(2)
}

const expressions = [
  ...questions.map(({ expression }) => expression),
  ...ruleCases.map(({ rule }) => rule),
  ...conformanceVectors().map(({ source }) => source.expr),
]
const [first = '1', ...rest] = expressions
const seeds: Seeds = [first, ...rest]

/** A hang, in milliseconds. */
const hang = 50

const dice = new Dice(seed)
for (let input = 0; input < passed; input++) fuzzInput(dice, seeds)
const until = performance.now() + minutes * 60_000
const outcomes = { refused: 0, failed: 0, value: 0 }
const problems: string[] = []
let [inputs, heap] = [0, 0]
let slowest = { millis: 0, input: '', number: 0 }

/**
 * Milliseconds that an input takes: of a processor, which other programs do not lengthen, or of the clock, which the
 * collector's own threads do not, whichever says less.
 */
function time(input: string): { readonly outcome: FuzzOutcome; readonly millis: number } {
  const [busy, started] = [process.cpuUsage(), performance.now()]
  const outcome = fuzzOne(input)
  const elapsed = performance.now() - started
  const { user, system } = process.cpuUsage(busy)
  return { outcome, millis: Math.min(elapsed, (user + system) / 1000) }
}

while (performance.now() < until && problems.length < 10) {
  const input = fuzzInput(dice, seeds)
  inputs++
  try {
    const { outcome, millis: taken } = time(input)
    outcomes[outcome]++
    // What was slow once may have met the collector or the compiler; only what is slow again and again counts.
    const isSlow = taken > Math.min(hang, slowest.millis)
    const millis = isSlow ? Math.min(taken, time(input).millis, time(input).millis) : taken
    if (millis > slowest.millis) slowest = { millis, input, number: passed + inputs }
    if (millis > hang) problems.push(`${millis.toFixed(0)} ms: ${JSON.stringify(input)}`)
    if (inputs % 8 === 0) fuzzOne(input, 'all')
  } catch (error) {
    problems.push(
      `${JSON.stringify(input)} threw ${error instanceof Error ? (error.stack ?? error.message) : 'something'}`,
    )
  }
  if (inputs % 50_000 === 0) {
    globalThis.gc?.()
    heap = Math.max(heap, process.memoryUsage().heapUsed / 1e6)
  }
}

console.log(
  `${inputs} inputs: ${outcomes.refused} refused, ${outcomes.failed} failed, ${outcomes.value} came to a value`,
)
console.log(
  `slowest ${slowest.millis.toFixed(0)} ms, the limit is ${hang}; heap after collection at most ${heap.toFixed(0)} MB`,
)
console.log(`the slowest is number ${slowest.number}: ${JSON.stringify(slowest.input)}`)
if (heap > 300) problems.push(`the heap grew to ${heap.toFixed(0)} MB`)
for (const problem of problems) console.log(problem)
process.exitCode = problems.length === 0 ? 0 : 1
