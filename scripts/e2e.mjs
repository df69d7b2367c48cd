// Runs the end-to-end tests against a real API server and prints how many passed: `npm run test:e2e`.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'tmcctl-e2e-results-'))
const results = join(folder, 'results.json')
const run = spawnSync(
  join('node_modules', '.bin', 'vitest'),
  [
    'run',
    '--config',
    'vitest.e2e.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
)
let passed = 0
let failed = 0
try {
  const report = JSON.parse(readFileSync(results, 'utf8'))
  passed = report.numPassedTests
  failed = report.numFailedTests
  // A file that breaks before its first test has failed as a whole.
  if (failed === 0 && run.status !== 0) failed = Math.max(1, report.numFailedTestSuites)
} catch {
  failed = run.status === 0 && process.env['TMCCTL_E2E'] === 'skip' ? 0 : 1
}
rmSync(folder, { recursive: true, force: true })
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
