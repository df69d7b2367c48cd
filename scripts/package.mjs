// Makes what is published, in a folder of its own: build/package. Nothing is left to install there: dependencies are
// bundled, and the licences of what was bundled come along in THIRD_PARTY_NOTICES.txt.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transformSync } from 'esbuild'
import {
  banner,
  buildCommandLine,
  buildLateFile,
  bundleOptions,
  latePatternEngine,
  ownDoors,
  passedOnWhole,
  patternEngine,
  root,
} from './build.mjs'

const folder = join(root, 'build', 'package')

/** What is copied as it is, when it is there. */
const copied = ['README.md', 'LICENSE', 'CHANGELOG.md', 'oclif.manifest.json', 'bin', 'examples']

/** What the rooms schema and cel, which people import by themselves, need of apimachinery: one small file that all three share. */
const vocabulary = ['deep-equal', 'duration', 'errors', 'json', 'json-text', 'nearest-name', 'quantity'].map(
  (name) => `src/core/apimachinery/${name}.ts`,
)
const vocabularyFile = 'core/chunks/vocabulary.js'

/** The rooms that are one file each. What is above enters them as everybody does. */
const groundRooms = ['apimachinery', 'schema', 'cel'].map((room) => `src/core/${room}/index.ts`)

/**
 * Bundles the library into `outdir`, in three layers that read one another's files: every file costs an import a third of a
 * millisecond, and all that stands in it is parsed. Were the rooms bundled at once, each set of rooms that shares a module
 * would get a file of its own. The engine of regular expressions is as large as a room: whoever needs no pattern does not
 * read it.
 */
async function buildLibrary(outdir, entryPoints) {
  const words = await buildLayer(outdir, new Map(), {
    stdin: { contents: vocabulary.map((source) => `export * from './${source}'`).join('\n'), resolveDir: root },
    outfile: join(outdir, vocabularyFile),
    splitting: false,
  })
  const stray = Object.keys(words.inputs).find((input) => input !== '<stdin>' && !vocabulary.includes(input))
  if (stray !== undefined) throw new Error(`${stray} is needed by the vocabulary and would be there twice`)
  const spoken = builtFile(outdir, words, vocabularyFile)
  const built = new Map(vocabulary.map((source) => [source, spoken]))
  const grounds = []
  for (const source of groundRooms) grounds.push(await buildLayer(outdir, built, { entryPoints: [source] }))
  const rooms = new Map(
    groundRooms.map((source, index) => [
      source,
      builtFile(outdir, grounds[index], source.replace(/^src\//, '').replace(/\.ts$/, '.js')),
    ]),
  )
  const above = await buildLayer(outdir, rooms, { entryPoints: entryPoints.filter((source) => !rooms.has(source)) })
  return [words, ...grounds, above, await buildLateFile(join(outdir, 'core', 'chunks'), patternEngine)]
}

/** A file of a layer, and the names it exports. */
function builtFile(outdir, { outputs }, file) {
  return { file, names: outputs[relative(root, join(outdir, file)).replaceAll(sep, '/')].exports }
}

/**
 * Has what stands in files of earlier layers read there; `built` gives the file of each such source. Names are spelt out: of
 * what is passed on whole from a file that the bundler does not see, it keeps everything.
 */
const builtBefore = (built) => ({
  name: 'built-before',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, resolveDir }) => {
      const found = built.get(relative(root, join(resolveDir, path)).replaceAll(sep, '/'))
      return found && { path: found.file, namespace: 'built', pluginData: found, sideEffects: false }
    })
    onLoad({ filter: /./, namespace: 'built' }, ({ pluginData: { file, names } }) => ({
      contents: `export { ${names.join(', ')} } from 'built:${file}'`,
      loader: 'js',
    }))
    onResolve({ filter: /^built:/ }, ({ path }) => ({ path, external: true, sideEffects: false }))
  },
})

/** Bundles one layer of the library. */
async function buildLayer(outdir, built, options) {
  const { metafile } = await build({
    ...bundleOptions,
    plugins: [
      builtBefore(built),
      ownDoors(/[/\\]src[/\\]core[/\\]/, passedOnWhole),
      latePatternEngine,
      ...bundleOptions.plugins,
    ],
    minify: false,
    outdir: options.outfile === undefined ? outdir : undefined,
    outbase: 'src',
    chunkNames: 'core/chunks/[name]-[hash]',
    ...options,
  })
  for (const file of Object.keys(metafile.outputs)) finish(outdir, join(root, file))
  return metafile
}

/**
 * Takes out of a bundled file the imports of which no name is used, which the bundler keeps although no module of ours does
 * anything when it is read, names the files of earlier layers as they are found from it, shortens it, and puts what CommonJS
 * dependencies want before it, if it has any.
 */
function finish(outdir, file) {
  const found = (_, built) => JSON.stringify(relative(dirname(file), join(outdir, built)).replace(/^(?!\.)/, './'))
  const text = readFileSync(file, 'utf8')
    .replace(/^import "(?:\.{1,2}\/|built:)[^"]*";\n/gm, '')
    .replace(/"built:([^"]*)"/g, found)
  const isPlain = !/\b(?:require|__filename|__dirname)\b/.test(text)
  writeFileSync(file, `${isPlain ? '' : `${banner}\n`}${shortened(text)}`)
}

/**
 * A bundled file without comments and blanks, in lines of bearable length, with short names inside of functions. An import
 * spends its time on parsing, which this makes a fifth shorter. Functions and classes keep their names, so that the stack of an
 * error tells where it comes from: they stay because the text between the imports and the exports is taken for a script, whose
 * outer names are everybody's.
 */
function shortened(text) {
  const outer = /^(?:import|export) \{[^}]*\}(?: from "[^"]*")?;\n/gm
  const body = named(text.replace(outer, ''))
  // As a module it would have its outer names shortened as well, which the exports do not know.
  if (/^(?:import|export)\b(?!\()/m.test(body))
    throw new Error(`not understood: ${/^(?:import|export)\b.*/m.exec(body)[0]}`)
  const { code } = transformSync(`'use strict'\n${body.replaceAll('import.meta', '__importMeta')}`, {
    minify: true,
    lineLimit: 120,
    legalComments: 'none',
    target: bundleOptions.target,
  })
  return `${(text.match(outer) ?? []).join('')}${code.replaceAll('__importMeta', 'import.meta')}`
}

/** A class that speaks of itself is `class _Quantity` after bundling: it gets its name back. */
function named(text) {
  const own = /^var (\w+) = class _\1\b/gm
  const names = Array.from(text.matchAll(own), ([, name]) => name)
  const classes = text.replace(own, 'class $1')
  return names.reduce((all, name) => all.replace(new RegExp(`(?<![\\w$.#])_${name}\\b`, 'g'), name), classes)
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

/** The sources that the published package exports. */
function publicRooms({ exports }) {
  return Object.values(exports)
    .filter((target) => typeof target === 'object')
    .map(({ default: file }) => file.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts'))
}

/** Makes the code of the library alone in a folder, as it is published: for measuring it. */
async function makeLibrary(to) {
  const published = publishedManifest()
  mkdirSync(to, { recursive: true })
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`)
  await buildLibrary(join(to, 'dist'), publicRooms(published))
}

/** Makes build/package anew and returns its path. */
export async function makePackage() {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const published = publishedManifest()
  const metafiles = [
    await buildCommandLine(join(folder, 'dist')),
    ...(await buildLibrary(join(folder, 'dist'), publicRooms(published))),
  ]
  buildTypes()
  for (const name of copied) {
    const from = join(root, name)
    if (existsSync(from)) cpSync(from, join(folder, name), { recursive: true })
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`)
  writeFileSync(join(folder, 'THIRD_PARTY_NOTICES.txt'), notices(metafiles))
  return folder
}

// `node scripts/package.mjs`, or `node scripts/package.mjs --library FOLDER`
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === '--library') await makeLibrary(resolve(process.argv[3]))
  else process.stdout.write(`${await makePackage()}\n`)
}
