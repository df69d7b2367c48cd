// Writes what is made from the kinds: config/crds, config/kcp and docs/reference/kinds.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

mkdirSync('node_modules/.cache', { recursive: true })
const folder = mkdtempSync(join('node_modules', '.cache', 'generate-'))
try {
  const outfile = join(folder, 'artefacts.mjs')
  await build({
    entryPoints: ['scripts/artefacts.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
  })
  const { artefacts } = await import(pathToFileURL(outfile).href)
  const files = artefacts()
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  for (const stale of staleFiles(files)) rmSync(stale)
  console.log(`${files.size} files written`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Files of kinds that are no more. */
function staleFiles(files) {
  const folders = new Set([...files.keys()].map(dirname))
  return [...folders]
    .flatMap((one) => readdirSync(one).map((name) => join(one, name)))
    .filter((path) => !files.has(path))
}
