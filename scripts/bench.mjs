// Runs one benchmark: bundles bench/NAME.bench.ts and starts it in a plain node process.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const [name, ...args] = process.argv.slice(2)
if (name === undefined) {
  console.error('usage: node scripts/bench.mjs NAME [ARGS]')
  process.exit(2)
}
// Inside the repository, so that packages which are loaded by name are found, and as deep as the sources, which look for
// real data from where they are.
mkdirSync('build', { recursive: true })
const folder = mkdtempSync(join('build', 'bench-'))
const outfile = join(folder, `${name}.mjs`)
try {
  await build({
    entryPoints: [`bench/${name}.bench.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  })
  // Node 20 reads extra certificates on every start, which costs more than what is measured here.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
  const run = spawnSync(process.execPath, ['--expose-gc', outfile, ...args], { stdio: 'inherit', env })
  process.exitCode = run.status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
