import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command, Config, Interfaces } from '@oclif/core'
import type { TmcCommand } from './command.ts'

/** What the build wrote down of all commands: oclif.manifest.json. */
type Manifest = { readonly commands: { readonly [id: string]: CommandRecord } }
type CommandRecord = Command.Cached & { readonly relativePath: string[] }

/** What commands, help pages and the start file ask the framework's configuration for. */
type Asked = Pick<
  Config,
  | 'bin'
  | 'commands'
  | 'commandIDs'
  | 'findCommand'
  | 'findTopic'
  | 'flexibleTaxonomy'
  | 'isSingleCommandCLI'
  | 'name'
  | 'pjson'
  | 'platform'
  | 'plugins'
  | 'root'
  | 'runHook'
  | 'shell'
  | 'topics'
  | 'topicSeparator'
  | 'userAgent'
  | 'version'
>

/** A command as its file exports it. */
type Built = { id: string; new (argv: string[], config: Config): TmcCommand }

/** The program: its commands, and what the framework wants to know of it. */
export type Program = {
  readonly config: Config
  readonly run: (id: string, argv: readonly string[]) => Promise<number>
}

/**
 * Makes the program from package.json and the manifest alone. The framework's own configuration looks for plugins, themes,
 * caches and sources of the commands, and loads itself twice, which costs more than the rest of a start; here everything is
 * known and sorted since the build, and nothing outside the package is read.
 *
 * @param root the folder of package.json and oclif.manifest.json
 * @param bin how help pages write the program
 */
export function builtProgram(root: string, bin: string): Program {
  const pjson = readJson<Interfaces.PJSON>(join(root, 'package.json'))
  const manifest = readJson<Manifest>(join(root, 'oclif.manifest.json'))
  const load = async <T extends { id: string }>(id: string): Promise<T> => {
    const record = Object.hasOwn(manifest.commands, id) ? manifest.commands[id] : undefined
    if (record === undefined) throw new Error(`no command ${id} was built`)
    const file = pathToFileURL(join(root, ...record.relativePath))
    const { default: command } = (await import(file.href)) as { default: T }
    command.id = id
    return command
  }
  const commands = new Map(
    Object.entries(manifest.commands).map(([id, record]) => [id, { ...record, load: () => load<Command.Class>(id) }]),
  )
  const topics = topicsOf(pjson, commands.values())
  const asked: Asked = {
    bin,
    commands: [...commands.values()],
    commandIDs: [...commands.keys()],
    findCommand: ((id: string) => commands.get(id)) as Config['findCommand'],
    findTopic: ((name: string) => topics.get(name)) as Config['findTopic'],
    flexibleTaxonomy: false,
    isSingleCommandCLI: false,
    name: pjson.name,
    pjson,
    platform: process.platform,
    plugins: new Map(),
    root,
    runHook: () => Promise.resolve({ failures: [], successes: [] }),
    shell: 'unknown',
    topics: [...topics.values()],
    topicSeparator: ' ',
    userAgent: `${pjson.name}/${pjson.version} ${process.platform}-${process.arch} node-${process.version}`,
    version: pjson.version,
  }
  const config = asked as Config
  const run = async (id: string, argv: readonly string[]): Promise<number> => {
    const Loaded = await load<Built>(id)
    return new Loaded([...argv], config).run()
  }
  return { config, run }
}

/** The topics that are declared, and one for every command, from which help pages tell what is below a topic. */
function topicsOf(pjson: Interfaces.PJSON, commands: Iterable<Command.Cached>): Map<string, Interfaces.Topic> {
  const topics = new Map(Object.entries(pjson.oclif.topics ?? {}).map(([name, topic]) => [name, { ...topic, name }]))
  for (const { id, hidden, summary = '' } of commands)
    if (hidden !== true && !topics.has(id)) topics.set(id, { name: id, description: summary })
  return topics
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T
}
