// Makes what is published, in a folder of its own: build/package. Nothing is left to install there: dependencies are
// bundled, and the licences of what was bundled come along in THIRD_PARTY_NOTICES.txt.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import {
  banner,
  buildCommandLine,
  buildLateFile,
  bundleOptions,
  latePatternEngine,
  ownDoors,
  patternEngine,
  root,
} from './build.mjs'

const folder = join(root, 'build', 'package')

/** What is copied as it is, when it is there. */
const copied = ['README.md', 'LICENSE', 'CHANGELOG.md', 'oclif.manifest.json', 'bin', 'examples']

/**
 * Bundles each public room of the library on its own, over shared chunks, readable. The engine of regular expressions is
 * as large as a room: whoever needs no pattern does not read it.
 */
async function buildLibrary(entryPoints) {
  const chunks = join(folder, 'dist', 'core', 'chunks')
  const { metafile } = await build({
    ...bundleOptions,
    plugins: [ownDoors(/[/\\]src[/\\]core[/\\]/), latePatternEngine, ...bundleOptions.plugins],
    minify: false,
    entryPoints,
    outdir: join(folder, 'dist'),
    outbase: 'src',
    chunkNames: 'core/chunks/[name]-[hash]',
  })
  for (const file of Object.keys(metafile.outputs)) finish(join(root, file))
  return [metafile, await buildLateFile(chunks, patternEngine)]
}

/**
 * Takes out of a bundled file the imports of which no name is used, which the bundler keeps although no module of ours does
 * anything when it is read, and puts what CommonJS dependencies want before it, if it has any.
 */
function finish(file) {
  const text = readFileSync(file, 'utf8').replace(/^import "\.{1,2}\/[^"]*";\n/gm, '')
  const isPlain = !/\b(?:require|__filename|__dirname)\b/.test(text)
  writeFileSync(file, isPlain ? text : `${banner}\n${text}`)
}

/**
 * Writes the types of the library, which are written and not checked here: `npm test` checks them with everything else.
 * Their imports name `.js`, as every resolver expects beside an ESM file.
 */
function buildTypes() {
  const out = join(folder, 'dist', 'core')
  const args = ['-p', 'tsconfig.build.json', '--emitDeclarationOnly', '--noCheck', '--outDir', join(folder, 'dist')]
  const run = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  if (run.status !== 0) throw new Error(`types could not be made:\n${run.stdout}${run.stderr}`)
  for (const file of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.d.ts')) continue
    const path = join(out, file)
    writeFileSync(path, readFileSync(path, 'utf8').replace(/(['"]\.{1,2}\/[^'"]*)\.ts(['"])/g, '$1.js$2'))
  }
}

/** The packages whose code is in the bundles. */
function bundledPackages(metafiles) {
  const names = new Map()
  for (const { inputs, outputs } of metafiles) {
    const used = new Set(Object.values(outputs).flatMap((output) => Object.keys(output.inputs)))
    for (const input of Object.keys(inputs)) {
      const found = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(input)
      if (found !== null && used.has(input)) names.set(found[1], found[2])
    }
  }
  return names
}

/** The notices of the bundled packages: name, version, licence and its text. */
function notices(metafiles) {
  const texts = []
  for (const [path] of [...bundledPackages(metafiles)].sort(([, a], [, b]) => (a < b ? -1 : 1))) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'))
    const file = readdirSync(join(root, path)).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
    const text = file === undefined ? '' : `\n${readFileSync(join(root, path, file), 'utf8').trim()}\n`
    texts.push(`${name} ${version} (${license})\n${text}`)
  }
  const line = '-'.repeat(80)
  return `tmcctl contains code of these packages, under their own licences.\n\n${texts.join(`\n${line}\n\n`)}`
}

/** The package.json that is published: what runs, nothing to install. */
function publishedManifest() {
  const source = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const keys = [
    'name',
    'version',
    'description',
    'keywords',
    'license',
    'type',
    'sideEffects',
    'engines',
    'bin',
    'exports',
    'oclif',
  ]
  return Object.fromEntries(keys.filter((key) => key in source).map((key) => [key, source[key]]))
}

/** Makes build/package anew and returns its path. */
export async function makePackage() {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const published = publishedManifest()
  const entries = Object.values(published.exports)
    .filter((target) => typeof target === 'object')
    .map(({ default: file }) => file.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts'))
  const metafiles = [await buildCommandLine(join(folder, 'dist')), ...(await buildLibrary(entries))]
  buildTypes()
  for (const name of copied) {
    const from = join(root, name)
    if (existsSync(from)) cpSync(from, join(folder, name), { recursive: true })
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`)
  writeFileSync(join(folder, 'THIRD_PARTY_NOTICES.txt'), notices(metafiles))
  return folder
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(dirname(folder), { recursive: true })
  process.stdout.write(`${await makePackage()}\n`)
}
