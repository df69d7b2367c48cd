import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { isJsonObject, own, TmcError } from '../core/apimachinery/index.ts'

/** Where a hub is. `address` is what `--hub` takes and what messages name. */
export type HubAddress = {
  readonly kind: 'local'
  /** Absolute path of the store. */
  readonly directory: string
  readonly address: string
  /** Who said so. */
  readonly from: '--hub' | '$TMCCTL_HUB' | 'configuration' | 'default'
}

/** Where relative paths begin; asked for when there is one, as the directory may not exist any more. */
type WorkingDirectory = string | (() => string)

type Environment = { readonly [name: string]: string | undefined }

/** What `tmcctl hub use` remembers. */
type HubConfiguration = {
  /** The address chosen last. */
  readonly current?: string
  /** Every address chosen so far, in order of first use. */
  readonly known: readonly string[]
}

/**
 * Reads a hub's address: `local`, `local:DIR`; the directory is relative to `from`.
 *
 * @throws TmcError `Usage` for anything else
 */
function parseHubAddress(text: string, env: Environment, from: HubAddress['from'], base: WorkingDirectory): HubAddress {
  if (text === 'local') return localHub(defaultHubDirectory(env), from)
  if (text.startsWith('local:') && text.length > 'local:'.length) {
    const directory = text.slice('local:'.length)
    const expanded = directory === '~' || directory.startsWith('~/') ? join(home(env), directory.slice(1)) : directory
    return localHub(
      isAbsolute(expanded) ? resolve(expanded) : resolve(typeof base === 'string' ? base : base(), expanded),
      from,
    )
  }
  throw new TmcError('Usage', `hub ${JSON.stringify(text)} is neither local nor local:DIR`, {
    hint: /^[./~]/.test(text) ? `did you mean local:${text}?` : 'a hub is a directory: --hub local:DIR',
  })
}

/** The hub a command works on: `--hub`, then `$TMCCTL_HUB`, then what `hub use` chose, then the default directory. */
export function chooseHub(flag: string | undefined, env: Environment, workingDirectory: WorkingDirectory): HubAddress {
  if (flag !== undefined) return parseHubAddress(flag, env, '--hub', workingDirectory)
  const variable = env['TMCCTL_HUB']
  if (variable !== undefined && variable !== '') return parseHubAddress(variable, env, '$TMCCTL_HUB', workingDirectory)
  const { current } = readHubConfiguration(env)
  if (current !== undefined) return parseHubAddress(current, env, 'configuration', workingDirectory)
  return localHub(defaultHubDirectory(env), 'default')
}

/** The hub commands work on now, and every one that was chosen so far, each once. */
export function knownHubs(
  env: Environment,
  workingDirectory: WorkingDirectory,
): { current: HubAddress; all: HubAddress[] } {
  const current = chooseHub(undefined, env, workingDirectory)
  const chosen = readHubConfiguration(env).known.map((text) => parseHubAddress(text, env, 'configuration', '/'))
  const all = new Map(
    [current, ...chosen, localHub(defaultHubDirectory(env), 'default')].map((hub) => [hub.address, hub]),
  )
  all.set(current.address, current)
  return { current, all: [...all.values()] }
}

/**
 * Remembers a hub as the one to work on from now on.
 *
 * @returns the hub, its directory absolute
 * @throws TmcError `Usage` when the text is no address of a hub
 */
export function useHub(text: string, env: Environment, workingDirectory: WorkingDirectory): HubAddress {
  const hub = parseHubAddress(text, env, 'configuration', workingDirectory)
  const { known } = readHubConfiguration(env)
  writeHubConfiguration(env, {
    current: hub.address,
    known: known.includes(hub.address) ? known : [...known, hub.address],
  })
  return hub
}

/** @throws TmcError `NoHub` when the place of a hub is a file, where none can ever be */
export function refuseFile({ directory }: HubAddress): void {
  if (!existsSync(directory) || statSync(directory).isDirectory()) return
  throw new TmcError('NoHub', `${directory} is a file, not a directory`, {
    hint: 'a hub is a directory: name another path with local:DIR',
  })
}

/** The directory of the hub called `local`. */
function defaultHubDirectory(env: Environment): string {
  return join(xdg(env, 'XDG_DATA_HOME', '.local/share'), 'tmcctl', 'hub')
}

/** The file `hub use` writes. */
function hubConfigurationFile(env: Environment): string {
  return join(xdg(env, 'XDG_CONFIG_HOME', '.config'), 'tmcctl', 'config.json')
}

/**
 * What `hub use` remembered; nothing when it never ran.
 *
 * @throws TmcError `InvalidManifest` when the file is there but is not what `hub use` writes
 */
function readHubConfiguration(env: Environment): HubConfiguration {
  const file = hubConfigurationFile(env)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) return { known: [] }
    throw error
  }
  const hint = 'repair it, or remove it and run `tmcctl hub use` again'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new TmcError('InvalidManifest', `${file}: not JSON`, { hint, cause })
  }
  const current = isJsonObject(value) ? own(value, 'current') : null
  const known = isJsonObject(value) ? (own(value, 'known') ?? []) : null
  if ((current !== undefined && typeof current !== 'string') || !Array.isArray(known) || !known.every(isText))
    throw new TmcError('InvalidManifest', `${file}: expected {"current": HUB, "known": [HUB, …]}`, { hint })
  return current === undefined ? { known } : { current, known }
}

/** Remembers an address as the current one. The file is replaced in one step. */
function writeHubConfiguration(env: Environment, configuration: HubConfiguration): void {
  const file = hubConfigurationFile(env)
  makeDirectory(dirname(file))
  const draft = `${file}.${process.pid}.tmp`
  writeFileSync(draft, `${JSON.stringify(configuration, undefined, 2)}\n`, { mode: 0o600 })
  renameSync(draft, file)
}

/** Makes a directory and its parents. Node's own recursion does not end where a parent exists and takes no children. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return
  if (dirname(path) !== path) makeDirectory(dirname(path))
  mkdirSync(path, { mode: 0o700 })
}

function localHub(directory: string, from: HubAddress['from']): HubAddress {
  return { kind: 'local', directory, address: `local:${directory}`, from }
}

/** XDG directories must be absolute; a relative one is ignored, as the specification says. */
function xdg(env: Environment, variable: string, fallback: string): string {
  const set = env[variable]
  return set !== undefined && isAbsolute(set) ? set : join(home(env), fallback)
}

function home(env: Environment): string {
  const set = env['HOME']
  if (set !== undefined && set !== '') return set
  try {
    return homedir()
  } catch (cause) {
    // A process may run as a user that the system does not know, as in many containers.
    throw new TmcError('NotFound', 'there is no home directory: this user has none, and HOME is not set', {
      hint: 'set HOME, or name a hub with --hub local:DIR or $TMCCTL_HUB',
      cause,
    })
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
