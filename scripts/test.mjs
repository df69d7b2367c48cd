// Runs every gate of the project and prints how many passed: `npm test`. Gates run two at a time, the longest first, then
// the tests, which use both cores themselves and look at the package that was made.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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
function run(program, args, stdio = 'pipe', env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', stdio, stdio], env })
    let output = ''
    child.stdout?.on('data', (chunk) => (output += chunk))
    child.stderr?.on('data', (chunk) => (output += chunk))
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

const folder = mkdtempSync(join(tmpdir(), 'tmcctl-test-'))
const results = join(folder, 'results.json')
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
const tests = await run(tool('vitest'), ['run', ...reporters], 'inherit', {
  ...process.env,
  TMCCTL_PACKAGE_IS_MADE: '1',
})
try {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(results, 'utf8'))
  passed += numPassedTests
  failed += numFailedTests === 0 && tests.status !== 0 ? Math.max(1, numFailedTestSuites) : numFailedTests
} catch {
  failed++
}
rmSync(folder, { recursive: true, force: true })
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
