// Runs every gate of the project and prints how many passed: `npm test`.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'tmcctl-test-'))
const results = join(folder, 'results.json')
const gates = [
  ['types', 'tsc', ['--noEmit', '-p', 'tsconfig.json']],
  ['lint', 'eslint', ['--max-warnings', '0', 'src', 'test']],
  ['format', 'prettier', ['--check', '--log-level', 'warn', 'src', 'test', 'scripts', '*.config.*']],
  ['architecture', 'depcruise', ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src']],
]

let passed = 0
let failed = 0
const count = (name, ok, seconds) => {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds.toFixed(1)} s)`)
  if (ok) passed++
  else failed++
}

for (const [name, program, args] of gates) {
  const started = performance.now()
  const run = spawnSync(join('node_modules', '.bin', program), args, { encoding: 'utf8' })
  if (run.status !== 0) console.log(`${run.stdout ?? ''}${run.stderr ?? ''}`)
  count(name, run.status === 0, (performance.now() - started) / 1000)
}

const tests = spawnSync(
  join('node_modules', '.bin', 'vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`],
  { stdio: 'inherit' },
)
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
