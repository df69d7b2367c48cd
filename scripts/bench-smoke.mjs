// Runs every benchmark that has a short form (`--smoke`), so that none of them rots: `npm run bench:smoke`.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

let passed = 0
let failed = 0
for (const file of readdirSync('bench').sort()) {
  if (!file.endsWith('.bench.ts') || !readFileSync(join('bench', file), 'utf8').includes("'--smoke'")) continue
  const name = file.slice(0, -'.bench.ts'.length)
  console.log(`== ${name}`)
  const { status } = spawnSync(process.execPath, ['scripts/bench.mjs', name, '--smoke'], { stdio: 'inherit' })
  if (status === 0) passed++
  else failed++
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
