import { topicNamed } from './words.ts'

/** A flag as far as completion goes. */
export type CompletedFlag = {
  readonly name: string
  readonly type: 'boolean' | 'option'
  readonly char?: string | undefined
  readonly multiple?: boolean | undefined
  readonly hidden?: boolean | undefined
  readonly allowNo?: boolean | undefined
  readonly summary?: string | undefined
  readonly options?: readonly string[] | undefined
  readonly helpValue?: string | readonly string[] | undefined
}

/** An argument as far as completion goes. */
export type CompletedArg = {
  readonly name: string
  readonly multiple?: boolean | undefined
  readonly options?: readonly string[] | undefined
}

/** A command as far as completion goes; its words are joined by `:`. */
export type CompletedCommand = {
  readonly id: string
  readonly hidden?: boolean | undefined
  readonly summary?: string | undefined
  readonly args: { readonly [name: string]: CompletedArg }
  readonly flags: { readonly [name: string]: CompletedFlag }
}

/** One way to go on, and what it means. */
export type Candidate = { readonly value: string; readonly description?: string | undefined }

/** All ways to go on. */
export type Completion = {
  readonly candidates: readonly Candidate[]
  /** Whether a file would do too. */
  readonly files: boolean
}

/** What is known of the hub and of the kinds; each answers fast or with nothing. */
export type CompletionLookups = {
  /** Words for kinds. */
  readonly kinds: () => Promise<readonly string[]>
  /** Names of the objects of a kind, given by any word for it. */
  readonly names: (kind: string) => Promise<readonly string[]>
  readonly namespaces: () => Promise<readonly string[]>
  readonly hubs: () => Promise<readonly string[]>
  /** Fields that go on from `KIND.path`. */
  readonly fields: (path: string) => Promise<readonly string[]>
}

/** What a person may write for a placeholder, as help pages show it: `--hub=HUB`, `TARGET`. */
type Placeholder = (lookups: CompletionLookups, before: readonly string[]) => Promise<readonly string[]>

const placeholders = new Map<string, Placeholder>([
  ['FORMAT', () => Promise.resolve(['table', 'wide', 'json', 'yaml', 'name', 'jsonl', 'jsonpath=', 'custom-columns='])],
  ['HUB', (lookups) => lookups.hubs()],
  ['KIND', (lookups) => lookups.kinds()],
  ['FIELD', (lookups) => lookups.kinds()],
  ['NAMESPACE', (lookups) => lookups.namespaces()],
  ['TARGET', (lookups) => lookups.names('synctarget')],
  ['POLICY', (lookups) => lookups.names('placementpolicy')],
  ['NAME', (lookups, before) => (before[0] === undefined ? lookups.kinds() : lookups.names(before[0]))],
])

/**
 * How a command line can go on: commands and topics, flags and their values, kinds, and names of objects of the hub.
 *
 * @param words the words after the program's name; the last is the one that is being typed, possibly empty
 * @param topics what each topic is about, by its words joined by `:`
 */
export async function complete(
  words: readonly string[],
  commands: readonly CompletedCommand[],
  lookups: CompletionLookups,
  topics: ReadonlyMap<string, string | undefined> = new Map(),
): Promise<Completion> {
  const partial = words.at(-1) ?? ''
  const { command, prefix, rest } = commandOf(words.slice(0, -1), commands)
  const flags = flagsOf(command, commands)
  const before = words.at(-2)
  const open = before === undefined ? undefined : valueFlag(before, flags)
  if (open !== undefined) return matching(partial, '', await valuesOf(open, lookups, rest))
  const assigned = /^(--[^=]+)=(.*)$/s.exec(partial)
  if (assigned !== null) {
    const flag = valueFlag(assigned[1] ?? '', flags)
    if (flag === undefined) return { candidates: [], files: false }
    return matching(assigned[2] ?? '', `${assigned[1]}=`, await valuesOf(flag, lookups, rest))
  }
  if (partial.startsWith('-')) return matching(partial, '', { candidates: flagCandidates(flags), files: false })
  const next = command === undefined || rest.length === 0 ? nextWords(prefix, commands, topics) : []
  if (command === undefined) return matching(partial, '', { candidates: next, files: false })
  const values = await argumentValues(command, rest, partial, lookups)
  return matching(partial, '', { candidates: [...next, ...values.candidates], files: values.files })
}

/** The command in the words so far, the words that named it, and its arguments so far. */
function commandOf(words: readonly string[], commands: readonly CompletedCommand[]) {
  const byId = new Map(commands.map((command) => [command.id, command]))
  const flags = flagsOf(undefined, commands)
  const bare: string[] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    if (!word.startsWith('-') || word === '-') bare.push(word)
    else if (valueFlag(word, flags) !== undefined) index++
  }
  if (bare[0] === 'help') bare.shift()
  if (bare[0] !== undefined && !byId.has(bare[0])) bare[0] = topicNamed(bare[0])
  for (let count = bare.length; count > 0; count--) {
    const command = byId.get(bare.slice(0, count).join(':'))
    if (command !== undefined) return { command, prefix: bare.slice(0, count), rest: bare.slice(count) }
  }
  return { command: undefined, prefix: bare, rest: [] }
}

/** The flags of a command; those of all commands while there is none. */
function flagsOf(command: CompletedCommand | undefined, commands: readonly CompletedCommand[]): CompletedFlag[] {
  if (command !== undefined) return Object.values(command.flags)
  return [...new Map(commands.flatMap(({ flags }) => Object.values(flags).map((flag) => [flag.name, flag]))).values()]
}

function valueFlag(word: string, flags: readonly CompletedFlag[]): CompletedFlag | undefined {
  return flags.find(
    ({ type, name, char }) =>
      type === 'option' && (word === `--${name}` || (char !== undefined && word === `-${char}`)),
  )
}

function flagCandidates(flags: readonly CompletedFlag[]): Candidate[] {
  const candidates: Candidate[] = [{ value: '--help', description: 'Show help.' }]
  for (const { name, summary, hidden, allowNo } of flags) {
    if (hidden === true) continue
    candidates.push({ value: `--${name}`, description: summary })
    if (allowNo === true) candidates.push({ value: `--no-${name}`, description: summary })
  }
  return candidates
}

async function valuesOf(flag: CompletedFlag, lookups: CompletionLookups, rest: readonly string[]): Promise<Completion> {
  if (flag.options !== undefined) return { candidates: flag.options.map((value) => ({ value })), files: false }
  const said = flag.helpValue
  const helpValue = typeof said === 'string' ? said : (said?.[0] ?? '')
  if (flag.name === 'namespace') return named(await lookups.namespaces())
  return valuesFor(helpValue, lookups, rest)
}

async function valuesFor(
  helpValue: string,
  lookups: CompletionLookups,
  before: readonly string[],
): Promise<Completion> {
  let files = false
  const candidates: Candidate[] = []
  for (const part of helpValue.split('|')) {
    files ||= part === 'FILE' || part === 'DIR'
    const lookup = placeholders.get(part)
    if (lookup !== undefined) for (const value of await lookup(lookups, before)) candidates.push({ value })
  }
  return { candidates, files }
}

async function argumentValues(
  command: CompletedCommand,
  before: readonly string[],
  partial: string,
  lookups: CompletionLookups,
): Promise<Completion> {
  const args = Object.values(command.args)
  const arg = args[before.length] ?? (args.at(-1)?.multiple === true ? args.at(-1) : undefined)
  if (arg === undefined) return { candidates: [], files: false }
  if (arg.options !== undefined) return { candidates: arg.options.map((value) => ({ value })), files: false }
  const name = arg.name.toUpperCase()
  if (name === 'FIELD' && partial.includes('.')) return named(await lookups.fields(partial))
  if (name === 'KIND' || name === 'NAME') {
    const slash = partial.indexOf('/')
    if (slash > 0) return under(partial.slice(0, slash + 1), await lookups.names(partial.slice(0, slash)))
    // Objects that are named KIND/NAME stand in a row.
    if (before[0]?.includes('/') === true) return named(await lookups.kinds())
    const comma = partial.lastIndexOf(',')
    if (comma > 0 && before.length === 0) return under(partial.slice(0, comma + 1), await lookups.kinds())
  }
  return valuesFor(name, lookups, before)
}

function under(start: string, values: readonly string[]): Completion {
  return named(values.map((value) => `${start}${value}`))
}

function nextWords(
  prefix: readonly string[],
  commands: readonly CompletedCommand[],
  topics: ReadonlyMap<string, string | undefined>,
): Candidate[] {
  const start = prefix.map((word) => `${word}:`).join('')
  const found = new Map<string, Candidate>()
  for (const { id, hidden, summary } of commands) {
    if (hidden === true || !id.startsWith(start)) continue
    const [word = '', ...deeper] = id.slice(start.length).split(':')
    if (deeper.length === 0) found.set(word, { value: word, description: summary })
    else if (!found.has(word)) found.set(word, { value: word, description: topics.get(`${start}${word}`) })
  }
  return [...found.values()]
}

function named(values: readonly string[]): Completion {
  return { candidates: values.map((value) => ({ value })), files: false }
}

/** What of the candidates begins as the person did. */
function matching(partial: string, before: string, { candidates, files }: Completion): Completion {
  return {
    candidates: candidates
      .filter(({ value }) => value.startsWith(partial))
      .map(({ value, description }) => ({ value: `${before}${value}`, description })),
    files,
  }
}

/**
 * The lines a completion script reads: `value<TAB>description`, then `:4` (no files) or `:0` (files too), as kubectl
 * reads them from its plugins.
 */
export function formatCompletion({ candidates, files }: Completion): string {
  const lines = candidates.map(({ value, description }) =>
    description === undefined ? value : `${value}\t${description.replace(/\s+/g, ' ')}`,
  )
  return `${[...lines, files ? ':0' : ':4'].join('\n')}\n`
}
