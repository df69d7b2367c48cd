// Feeds random bytes and mutated expressions to the expression engine: `npm run fuzz:cel -- [MINUTES] [SEED]`.
// Fails when anything but a refusal is thrown, when one input keeps a processor busy for too long, or when memory grows.
import { fuzzInput, fuzzOne, type Seeds } from '../test/conformance/fuzz.ts'
import { Dice } from '../test/conformance/generator.ts'
import { questions } from '../test/conformance/questions.ts'
import { ruleCases } from '../test/conformance/rules.ts'
import { conformanceVectors } from '../test/conformance/vectors.ts'

const [minutes = '10', seed = '1'] = process.argv.slice(2)
const expressions = [
  ...questions.map(({ expression }) => expression),
  ...ruleCases.map(({ rule }) => rule),
  ...conformanceVectors().map(({ source }) => source.expr),
]
const [first = '1', ...rest] = expressions
const seeds: Seeds = [first, ...rest]

/** Milliseconds of processor time this process has used. */
function busy(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** A hang by the measure of an idle machine; a shared one may take three times as long. */
const slow = 50
const hang = 150

const dice = new Dice(Number(seed))
const until = performance.now() + Number(minutes) * 60_000
const outcomes = { refused: 0, failed: 0, value: 0 }
const problems: string[] = []
let [inputs, slowInputs, worst, heap] = [0, 0, 0, 0]

function time(input: string): number {
  const started = busy()
  outcomes[fuzzOne(input)]++
  return busy() - started
}

while (performance.now() < until && problems.length < 10) {
  const input = fuzzInput(dice, seeds)
  inputs++
  try {
    let taken = time(input)
    // What was slow once may have met the collector; only what is slow again counts.
    if (taken > slow) taken = Math.min(taken, time(input), time(input))
    if (taken > slow) slowInputs++
    if (taken > hang) problems.push(`${taken.toFixed(0)} ms: ${JSON.stringify(input)}`)
    worst = Math.max(worst, taken)
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
  `slowest ${worst.toFixed(0)} ms, ${slowInputs} over ${slow} ms; heap after collection at most ${heap.toFixed(0)} MB`,
)
if (heap > 300) problems.push(`the heap grew to ${heap.toFixed(0)} MB`)
for (const problem of problems) console.log(problem)
process.exitCode = problems.length === 0 ? 0 : 1
