import type { Config, Interfaces } from '@oclif/core'
import { colourFlag } from './argument-values.ts'
import { installInterruption } from './interruption.ts'
import { colourLevel } from './printers/index.ts'
import { builtProgram } from './program.ts'
import { findInvocation } from './words.ts'

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
    const { config, run } = builtProgram(root, bin)
    const options = optionTokens(config)
    if (argv[0] === '__complete') return void (await run('__complete', argv.slice(1)))
    const invocation = findInvocation(argv, {
      hasCommand: (id) => config.findCommand(id) !== undefined,
      hasTopic: (id) => config.findTopic(id) !== undefined,
      takesValue: (flag) => options.has(flag),
    })
    const { id, args } = invocation
    if (id === undefined || invocation.wantsHelp) {
      const { showHelp } = await import('./help.ts')
      return await showHelp(config, invocation, argv)
    }
    const entry = config.findCommand(id, { must: true })
    typed = `${bin} ${id.replaceAll(':', ' ')}`
    known = Object.keys(entry.flags)
    const code = await run(id, args)
    process.exitCode ??= code
  } catch (error) {
    const { reportFailure } = await import('./failure.ts')
    await reportFailure(error, { argv, typed, known })
  }
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

/**
 * When whoever reads stdout has seen enough (`| head`), the process ends quietly; when it cannot be written for another
 * reason, such as a full disk, it says so.
 */
function endWithReader(): void {
  process.stdout.on('error', (error: Error & { code?: unknown }) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
    process.stderr.write(`error: the output cannot be written: ${error.message}\n`)
    process.exit(1)
  })
  // Where errors cannot be told, the exit code has to do.
  process.stderr.on('error', () => process.exit(process.exitCode ?? 1))
}
