// Runs every gate of the project and prints how many passed: `npm test`. Gates run two at a time, the longest first, then
// the tests, which use both cores themselves and look at the package that was made.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { startVitest } from 'vitest/node'

const tool = (name) => join('node_modules', '.bin', name)

const gates = [
  // Room for short-lived objects, of which a program of this size has many.
  ['types, lint', process.execPath, ['--max-semi-space-size=64', 'scripts/lint.mjs']],
  [
    'format',
    tool('prettier'),
    ['--check', '--log-level', 'warn', 'src', 'test', 'bench', 'scripts', 'bin', '*.config.*'],
  ],
  ['package', process.execPath, ['scripts/package.mjs']],
  ['unused code', tool('knip'), ['--no-progress']],
  ['architecture', tool('depcruise'), ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src']],
]

let passed = 0
let failed = 0

/** Runs a program to its end; what it prints comes back. */
function run(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => resolve({ status: 1, output: `${error}\n` }))
    child.on('close', (status) => resolve({ status, output }))
  })
}

async function gate([name, program, args]) {
  const started = performance.now()
  const { status, output } = await run(program, args)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (status !== 0) console.log(output)
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
  if (status === 0) passed++
  else failed++
}

/** Works through the gates, as one of two. */
async function lane(queue) {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) await gate(next)
}

const queue = [...gates]
await Promise.all([lane(queue), lane(queue)])

process.env.TMCCTL_PACKAGE_IS_MADE = '1'
// Half the tests start a program, which takes a third of a second on a busy machine: not worth a line each.
const tests = await startVitest('test', [], { watch: false, slowTestThreshold: 3000 })
const files = tests.state.getTestModules()
const count = (state) => files.reduce((sum, file) => sum + [...file.children.allTests(state)].length, 0)
passed += count('passed')
// What fails without being a test: a file that cannot be loaded, an error that nobody waited for.
const broken = Math.max(files.filter((file) => file.state() === 'failed').length, process.exitCode ? 1 : 0)
failed += count('failed') || broken
await tests.close()
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
