// Bundles the command line, one file per command over shared chunks, and writes the manifest: `npm run build`.
// With --library also the entry points of the library and their types.
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../', import.meta.url))

/** CommonJS dependencies inside an ESM bundle want these three. */
const banner = [
  "import { createRequire as __createRequire } from 'node:module'",
  "import { fileURLToPath as __fileURLToPath } from 'node:url'",
  'const require = __createRequire(import.meta.url)',
  'const __filename = __fileURLToPath(import.meta.url)',
  "const __dirname = __fileURLToPath(new URL('.', import.meta.url))",
].join(';')

const options = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  minify: true,
  keepNames: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  // The command framework would load the compiler in development; it never does here.
  external: ['typescript'],
}

/** Files below a folder that end in `.ts`, sorted. */
function sources(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .sort()
    .map((file) => join(folder, file))
}

/** Bundles the command line into dist/cli and dist/commands. */
export async function buildCommandLine() {
  for (const folder of ['dist/cli', 'dist/commands', 'dist/chunks'])
    rmSync(join(root, folder), { recursive: true, force: true })
  const { metafile } = await build({
    ...options,
    entryPoints: ['src/cli/start.ts', ...sources('src/commands')],
    outdir: 'dist',
    outbase: 'src',
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: banner },
  })
  return metafile
}

/** The text of oclif.manifest.json for what is in dist now. */
export async function manifestText() {
  const { Plugin } = await import('@oclif/core')
  const plugin = new Plugin({ root, ignoreManifest: true, errorOnManifestCreate: true, type: 'core', isRoot: true })
  await plugin.load()
  const { commands, version } = plugin.manifest
  const sorted = Object.fromEntries(Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({ commands: sorted, version }, undefined, 2)}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildCommandLine()
  writeFileSync(join(root, 'oclif.manifest.json'), await manifestText())
}
