import { Config } from '@oclif/core/config'
import type { Interfaces } from '@oclif/core'
import { nearestName, TmcError } from '../core/apimachinery/index.ts'
import { builtCommands } from './built-commands.ts'
import { formatError } from './error-report.ts'
import { exitCodeOf } from './exit-code.ts'
import { installInterruption } from './interruption.ts'
import { colourLevel } from './printers/index.ts'
import { asSystemError } from './system-error.ts'
import { asUsageError } from './usage-error.ts'
import { findInvocation, type Invocation } from './words.ts'

/** What the start file hands over. */
export type StartOptions = {
  /** The folder of package.json and oclif.manifest.json. */
  readonly root: string
  /** Arguments after the program's name. */
  readonly argv: readonly string[]
  /** How help pages write the program: `tmcctl`, or `kubectl tmc`. */
  readonly bin: string
}

/**
 * Runs one command line from its arguments to the exit code. The only place that reports errors; sets
 * `process.exitCode` and lets the process end by itself, so that nothing written is lost.
 */
export async function start({ root, argv, bin }: StartOptions): Promise<void> {
  installInterruption()
  endWithReader()
  tellFrameworkAboutColour(argv)
  let typed = bin
  let known: string[] = []
  try {
    const config = await loadConfig(root, bin)
    const options = optionTokens(config)
    if (argv[0] === '__complete') return void (await config.runCommand('__complete', argv.slice(1)))
    const invocation = findInvocation(argv, {
      hasCommand: (id) => config.findCommand(id) !== undefined,
      hasTopic: (id) => config.findTopic(id) !== undefined,
      takesValue: (flag) => options.has(flag),
    })
    const { id, args } = invocation
    if (id === undefined || invocation.wantsHelp) return await help(config, bin, invocation, argv)
    const entry = config.findCommand(id, { must: true })
    typed = `${bin} ${id.replaceAll(':', ' ')}`
    known = Object.keys(entry.flags)
    const code = await config.runCommand<unknown>(id, [...args], entry)
    process.exitCode ??= typeof code === 'number' ? code : 0
  } catch (error) {
    await report(asSystemError(asUsageError(error, typed, known)), argv)
  }
}

async function help(config: Config, bin: string, invocation: Invocation, argv: readonly string[]): Promise<void> {
  const { id, words, wantsHelp } = invocation
  const topic = words.join(':')
  if (id === undefined && words.length > 0 && config.findTopic(topic) === undefined)
    throw unknownCommand(config, bin, words)
  if (id === undefined && words.length === 0 && !wantsHelp) {
    const flag = argv.find((token) => token.startsWith('-') && token !== '-')
    if (flag !== undefined)
      throw new TmcError('Usage', `flag ${flag} without a command`, { hint: `see \`${bin} --help\`` })
  }
  const { TmcHelp } = await import('./help.ts')
  const subject = id ?? (words.length > 0 ? topic : undefined)
  await new TmcHelp(config, config.pjson.oclif.helpOptions).show(subject)
}

function unknownCommand(config: Config, bin: string, words: readonly string[]): TmcError {
  const typed = words.join(' ')
  const names = config.commands.filter(({ hidden }) => hidden !== true).map(({ id }) => id.replaceAll(':', ' '))
  const topics = config.topics.map(({ name }) => name.replaceAll(':', ' '))
  const close = nearestName(typed, [...names, ...topics])
  return new TmcError('Usage', `unknown command ${JSON.stringify(typed)}`, {
    hint: close === undefined ? `see \`${bin} --help\`` : `did you mean \`${bin} ${close}\`?`,
  })
}

async function loadConfig(root: string, bin: string): Promise<Config> {
  const plugin = builtCommands(root)
  const config = new Config({ root, plugins: new Map([[plugin.name, plugin]]) })
  await config.load()
  config.bin = bin
  return config
}

/** Every flag that takes a value, in its long and short form. */
function optionTokens(config: Config): Set<string> {
  const tokens = new Set<string>()
  for (const command of config.commands)
    for (const [name, flag] of Object.entries(command.flags as Interfaces.FlagInput)) {
      if (flag.type !== 'option') continue
      tokens.add(`--${name}`)
      if (flag.char !== undefined) tokens.add(`-${flag.char}`)
    }
  return tokens
}

/** Writes an error to stderr in the form the arguments ask for, and sets the exit code. */
async function report(error: unknown, argv: readonly string[]): Promise<void> {
  process.exitCode = exitCodeOf(error)
  const text = await formatError(error, {
    asJson: /^jsonl?$/.test(valueOf(argv, '--output', '-o') ?? ''),
    verbosity: Number(valueOf(argv, '--v', '-v') ?? 0),
    colour: colourLevel({
      flag: colourFlag(argv),
      env: process.env,
      isTerminal: process.stderr.isTTY === true,
    }),
  })
  process.stderr.write(text)
}

/** The last value a flag has among the arguments; needed when they could not be parsed. */
function valueOf(argv: readonly string[], long: string, short?: string): string | undefined {
  let value: string | undefined
  for (const [index, token] of argv.entries()) {
    if (token === '--') break
    if (token === long || token === short) value = argv[index + 1]
    else if (token.startsWith(`${long}=`)) value = token.slice(long.length + 1)
    else if (short !== undefined && token.startsWith(short) && !token.startsWith('--'))
      value = token.slice(short.length).replace(/^=/, '')
  }
  return value
}

function colourFlag(argv: readonly string[]): 'auto' | 'always' | 'never' | undefined {
  const value = valueOf(argv, '--color')
  return value === 'auto' || value === 'always' || value === 'never' ? value : undefined
}

/** The framework colours its help pages by the environment alone. */
function tellFrameworkAboutColour(argv: readonly string[]): void {
  const level = colourLevel({ flag: colourFlag(argv), env: process.env, isTerminal: process.stdout.isTTY === true })
  if (level === 0) {
    process.env['NO_COLOR'] = '1'
    delete process.env['FORCE_COLOR']
  } else if (process.stdout.isTTY !== true) {
    process.env['FORCE_COLOR'] = String(level)
  }
}

/** When whoever reads stdout has seen enough (`| head`), the process ends quietly. */
function endWithReader(): void {
  const end = (error: Error & { code?: unknown }) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
    throw error
  }
  process.stdout.on('error', end)
  process.stderr.on('error', end)
}
