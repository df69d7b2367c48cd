// Bundles the command line, one file per command over shared chunks, and writes what is made from the commands: their
// manifest and their reference. `npm run build`.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { commandReference } from './reference.mjs'

/** The folder of the repository, with a slash at its end. */
export const root = fileURLToPath(new URL('../', import.meta.url))

/** CommonJS dependencies inside an ESM bundle want these three. */
export const banner = [
  "import { createRequire as __createRequire } from 'node:module'",
  "import { fileURLToPath as __fileURLToPath } from 'node:url'",
  'const require = __createRequire(import.meta.url)',
  'const __filename = __fileURLToPath(import.meta.url)',
  "const __dirname = __fileURLToPath(new URL('.', import.meta.url))",
].join(';')

/**
 * Parts of the command framework and of the prompts that this program never reaches, because it always has a manifest, no
 * plugins, a progress line of its own, traces nothing of the framework, and opens no editor. Each is replaced by the least
 * that still loads: the first five cost time on every start, the last two half a megabyte.
 */
const unreached = new Map([
  ['debug', 'module.exports = () => Object.assign(() => {}, { enabled: false })'],
  ['cli-spinners', 'export default { line: { frames: ["-"] }, dots2: { frames: ["-"] } }'],
  ['minimatch', 'export const minimatch = () => false'],
  ['tinyglobby', 'export const glob = () => { throw new Error("there is no oclif.manifest.json") }'],
  ['lilconfig', 'export const lilconfig = () => { throw new Error("package.json says nothing of oclif") }'],
  ['iconv-lite', 'export default {}'],
  ['chardet', 'export const detect = () => null'],
])

/**
 * The engine of regular expressions is found by `createRequire` when a pattern first needs it, which a bundler does not
 * see. Inside a bundle a plain `require` does the same: the package comes along and is evaluated when it is needed.
 */
const withPatternEngine = loadingPatternEngine("require('re2js')")

/** Has the engine of regular expressions loaded by other code than the source has. */
function loadingPatternEngine(code) {
  return {
    name: 'loading-pattern-engine',
    setup({ onLoad }) {
      onLoad({ filter: /[/\\]cel[/\\]regular-expression\.ts$/ }, ({ path }) => {
        const source = readFileSync(path, 'utf8')
        const contents = source.replace("createRequire(import.meta.url)('re2js')", code)
        if (contents === source) throw new Error(`${path} no longer loads re2js as the build expects`)
        return { contents, loader: 'ts' }
      })
    },
  }
}

const withoutUnreached = {
  name: 'without-unreached',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(?:${[...unreached.keys()].join('|')})$`)
    onResolve({ filter }, ({ path, importer }) =>
      /[/\\\\]@(?:oclif|inquirer)[/\\\\]/.test(importer)
        ? { path, namespace: 'unreached', sideEffects: false }
        : undefined,
    )
    onLoad({ filter: /./, namespace: 'unreached' }, ({ path }) => ({ contents: unreached.get(path), loader: 'js' }))
  },
}

/**
 * What a start reads of the command framework, and what of the framework that asks for: it serves the words of errors and
 * what no command of this program does. It stands in a file of its own, and is read when something of it is first used.
 */
const rarely = new Map([
  ['command', ['config', 'errors', 'help/util', 'ux']],
  ['flags', ['errors', 'help', 'util/fs']],
  ['args', ['util/fs']],
  ['parser/index', ['parser/help']],
  ['parser/parse', ['parser/errors']],
  ['parser/validate', ['parser/errors']],
])
const frameworkFile = './framework.cjs'
const library = join(root, 'node_modules', '@oclif', 'core', 'lib')

const rarelyUsedFramework = {
  name: 'rarely-used-framework',
  setup({ onResolve, onLoad }) {
    const framework = createRequire(import.meta.url)
    onResolve({ filter: /^\.{1,2}\// }, ({ path, importer, resolveDir }) => {
      const user = relative(library, importer).replaceAll(sep, '/').replace(/\.js$/, '')
      const used = relative(library, join(resolveDir, path))
        .replaceAll(sep, '/')
        .replace(/\/index$/, '')
      return rarely.get(user)?.includes(used) ? { path: used, namespace: 'rarely', sideEffects: false } : undefined
    })
    onResolve({ filter: /./, namespace: 'rarely' }, ({ path }) => ({ path, external: true }))
    onLoad({ filter: /./, namespace: 'rarely' }, ({ path }) => {
      const names = Object.keys(framework(join(library, path))).filter((name) => name !== '__esModule')
      const getters = names.map((name) => `get ${name}() { return require('${frameworkFile}')['${path}'].${name} }`)
      return { contents: `module.exports = { __esModule: true, ${getters.join(', ')} }`, loader: 'js' }
    })
  },
}

/** Of the framework's package.json its name and version are asked for. */
const shortFrameworkManifest = {
  name: 'short-framework-manifest',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]@oclif[/\\]core[/\\]package\.json$/ }, ({ path }) => {
      const { name, version } = JSON.parse(readFileSync(path, 'utf8'))
      return { contents: JSON.stringify({ name, version }), loader: 'json' }
    })
  },
}

/** Whether this is Linux inside Windows is nothing the program needs; to ask costs every start a file. */
const withoutWslQuestion = {
  name: 'without-wsl-question',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]@oclif[/\\]core[/\\]lib[/\\]util[/\\]os\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8')
      const contents = source.replaceAll("await import('wsl-utils')", '{ isWsl: false }')
      if (contents === source) throw new Error(`${path} no longer asks as the build expects`)
      return { contents, loader: 'js' }
    })
  },
}

/**
 * Parts of Node that the command framework loads on every start and uses rarely or never: each is loaded when something of
 * it is first asked for.
 */
const late = ['child_process', 'perf_hooks', 'readline']

const lateParts = {
  name: 'late-parts',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^node:(?:${late.join('|')})$`) }, ({ path, importer }) =>
      /[/\\]@oclif[/\\]/.test(importer) ? { path, namespace: 'late', sideEffects: false } : undefined,
    )
    onLoad({ filter: /./, namespace: 'late' }, async ({ path }) => {
      const getters = Object.keys(await import(path))
        .filter((name) => name !== 'default')
        .map((name) => `get ${name}() { return require('${path}').${name} }`)
      return { contents: `module.exports = { ${getters.join(', ')} }`, loader: 'js' }
    })
  },
}

/** A door: nothing but re-exports, and words about them. */
const onlyReexports =
  /^(?:\s|\/\*[^]*?\*\/|\/\/.*|export\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s+from\s+'[^']+'\s*;?)*$/

/**
 * A door that passes on all of what stands behind it. One that names a part of it would be kept by the bundler, and then
 * everything behind it would count as needed by whoever entered.
 */
export const passedOnWhole = (door) => door.replace(/^export \{(?!.* as )[^}]*\} from/gm, 'export * from')

/** Modules that may be read on every start. */
const startModules = /[/\\]src[/\\]cli[/\\][^/\\]+\.ts$/

/**
 * Gives each of some modules doors of its own into the rooms it enters. Were a door one module, then whoever needs one name
 * of a room would read whatever anybody needs of it: the start of a command, or the user of one room of the library.
 * `written` says how a door is written for a module that is none itself.
 */
export const ownDoors = (users, written = (door) => door) => ({
  name: 'own-doors',
  setup({ onResolve, onLoad }) {
    const doors = new Map()
    const isDoor = (path) => {
      if (!doors.has(path)) doors.set(path, onlyReexports.test(readFileSync(path, 'utf8')))
      return doors.get(path)
    }
    onResolve({ filter: /^\.{1,2}[/\\](?:.*[/\\])?index\.ts$/ }, ({ path, importer, kind, resolveDir }) => {
      const door = join(resolveDir, path)
      if (!users.test(importer)) return undefined
      return isDoor(door) ? { path: `${door}?${kind}:${importer}`, namespace: 'door', sideEffects: false } : undefined
    })
    onLoad({ filter: /./, namespace: 'door' }, ({ path }) => {
      const [door, importer] = [path.slice(0, path.indexOf('?')), path.slice(path.indexOf(':') + 1)]
      const text = readFileSync(door, 'utf8')
      return { contents: isDoor(importer) ? text : written(text), loader: 'ts', resolveDir: dirname(door) }
    })
  },
})

/** What all bundles have in common. */
export const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  plugins: [
    ownDoors(startModules),
    withPatternEngine,
    withoutUnreached,
    withoutWslQuestion,
    shortFrameworkManifest,
    lateParts,
  ],
}

/** The TypeScript files below a folder, sorted. */
function sources(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => join(folder, file))
}

/** The engine of regular expressions in a file of its own. */
const patternEngineFile = './re2js.cjs'
export const patternEngine = [patternEngineFile, "module.exports = require('re2js')"]

/**
 * The same for the library, whose rooms stand beside the folder of the chunks and then need no `require` of their own: that
 * would cost each import a millisecond.
 */
export const latePatternEngine = loadingPatternEngine(
  `createRequire(import.meta.url)('${patternEngineFile.replace('.', '../chunks')}')`,
)

const ownPatternEngine = {
  name: 'own-pattern-engine',
  setup({ onResolve }) {
    onResolve({ filter: /^re2js$/ }, ({ kind }) =>
      kind === 'require-call' ? { path: patternEngineFile, external: true } : undefined,
    )
  },
}

/** What is read late, by `require`: each in one file beside the chunks, which is where what asks for it is. */
const lateFiles = () => [
  patternEngine,
  [
    frameworkFile,
    `module.exports = { ${[...new Set([...rarely.values()].flat())]
      .map((part) => `get ${JSON.stringify(part)}() { return require(${JSON.stringify(`./${part}`)}) }`)
      .join(', ')} }`,
  ],
]

/** Bundles one file that is read late, into the folder of the chunks that ask for it. */
export async function buildLateFile(chunks, [file, contents]) {
  const { metafile } = await build({
    ...bundleOptions,
    splitting: false,
    format: 'cjs',
    minify: true,
    stdin: { contents, resolveDir: library, loader: 'js' },
    outfile: join(chunks, file),
    external: ['typescript'],
  })
  return metafile
}

/**
 * Bundles the command line into `outdir`: cli/, commands/ and the chunks they share. Files of earlier builds are removed
 * last, so that a process that runs from the folder keeps what it still has to load for as long as possible.
 */
export async function buildCommandLine(outdir = join(root, 'dist')) {
  const main = build({
    ...bundleOptions,
    plugins: [rarelyUsedFramework, ownPatternEngine, ...bundleOptions.plugins],
    minify: true,
    entryPoints: ['src/cli/start.ts', 'src/cli/views/placement/worker.ts', ...sources('src/commands')],
    outdir,
    outbase: 'src',
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: banner },
    // The command framework loads the compiler in development; it never does here.
    external: ['typescript'],
  }).then(({ metafile }) => metafile)
  const metafiles = await Promise.all([main, ...lateFiles().map((file) => buildLateFile(join(outdir, 'chunks'), file))])
  const metafile = {
    inputs: Object.assign({}, ...metafiles.map(({ inputs }) => inputs)),
    outputs: Object.assign({}, ...metafiles.map(({ outputs }) => outputs)),
  }
  checkLateFiles(outdir, metafile)
  const written = new Set(Object.keys(metafile.outputs).map((file) => relative(outdir, join(root, file))))
  for (const folder of ['cli', 'commands', 'chunks'])
    for (const entry of existsSync(join(outdir, folder))
      ? readdirSync(join(outdir, folder), { recursive: true, encoding: 'utf8' })
      : [])
      if (/\.c?js$/.test(entry) && !written.has(join(folder, entry))) rmSync(join(outdir, folder, entry))
  return metafile
}

/** What is read late is named relative to the chunks: nothing else may ask for it. */
function checkLateFiles(outdir, { outputs }) {
  const late = [patternEngineFile, frameworkFile]
  for (const [file, { imports }] of Object.entries(outputs)) {
    const asked = imports.filter(({ path, external }) => external === true && late.includes(path))
    if (asked.length > 0 && dirname(relative(outdir, join(root, file))) !== 'chunks')
      throw new Error(`${file} asks for ${asked[0].path}, which is beside the chunks`)
  }
}

/** The text of oclif.manifest.json for what is in dist now. */
async function manifestText() {
  const { Plugin } = await import('@oclif/core')
  const plugin = new Plugin({ root, ignoreManifest: true, errorOnManifestCreate: true, type: 'core', isRoot: true })
  await plugin.load()
  const { commands, version } = plugin.manifest
  const sorted = Object.fromEntries(Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({ commands: sorted, version }, undefined, 1)}\n`
}

/** Every file that is made from the built commands and committed: its path, and its text as it should be. */
export async function generatedFiles() {
  const manifest = await manifestText()
  const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return new Map([
    ['oclif.manifest.json', manifest],
    ['docs/reference/commands.md', commandReference(JSON.parse(manifest), packageJson)],
  ])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildCommandLine()
  mkdirSync(join(root, 'docs', 'reference'), { recursive: true })
  for (const [file, text] of await generatedFiles()) writeFileSync(join(root, file), text)
}
