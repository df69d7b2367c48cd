import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command, Interfaces } from '@oclif/core'

/** What the build wrote down of all commands: oclif.manifest.json. */
type Manifest = { readonly commands: { readonly [id: string]: CommandRecord } }
type CommandRecord = Command.Cached & { readonly relativePath: string[] }

/**
 * The commands as the framework wants to be told of them: its notion of a plugin, made from package.json and the manifest
 * alone. The framework's own looks for the root of the package and for sources of the commands, and sorts by the rules of
 * the language, which costs more than the rest of a start; here everything is known and sorted since the build.
 *
 * @param root the folder of package.json and oclif.manifest.json
 */
export function builtCommands(root: string): Interfaces.Plugin {
  const pjson = readJson<Interfaces.PJSON>(join(root, 'package.json'))
  const { commands } = readJson<Manifest>(join(root, 'oclif.manifest.json'))
  const load = async (id: string): Promise<Command.Class> => {
    const record = Object.hasOwn(commands, id) ? commands[id] : undefined
    if (record === undefined) throw new Error(`no command ${id} was built`)
    const file = pathToFileURL(join(root, ...record.relativePath))
    const { default: command } = (await import(file.href)) as { default: Command.Class }
    command.id = id
    command.plugin = plugin
    return command
  }
  const plugin: Interfaces.Plugin = {
    _base: '',
    alias: pjson.name,
    commandIDs: Object.keys(commands),
    commands: Object.entries(commands).map(([id, record]) => ({ ...record, load: () => load(id) })),
    commandsDir: undefined,
    findCommand: load,
    hasManifest: true,
    hooks: {},
    isRoot: true,
    load: () => Promise.resolve(),
    moduleType: 'module',
    name: pjson.name,
    options: { root },
    pjson,
    root,
    topics: Object.entries(pjson.oclif.topics ?? {}).map(([name, topic]) => ({ ...topic, name })),
    type: 'core',
    valid: true,
    version: pjson.version,
  }
  return plugin
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T
}
