/** Other words for topics and commands; the framework has aliases for commands only. */
const otherWords = new Map([
  ['synctargets', 'synctarget'],
  ['st', 'synctarget'],
  ['target', 'synctarget'],
  ['targets', 'synctarget'],
  ['placements', 'placement'],
  ['hubs', 'hub'],
  ['crds', 'crd'],
])

/** The name of the topic that a word stands for, or the word itself. */
export function topicNamed(word: string): string {
  return otherWords.get(word) ?? word
}

/** What of the arguments is which command. */
export type Invocation = {
  /** Words of the command, joined by `:`, or undefined when the words name none. */
  readonly id: string | undefined
  /** The words that were looked at, for messages. */
  readonly words: readonly string[]
  /** Everything that is left for the command. */
  readonly args: readonly string[]
  readonly wantsHelp: boolean
}

/** What finding a command needs to know. */
export type CommandTable = {
  readonly hasCommand: (id: string) => boolean
  readonly hasTopic: (id: string) => boolean
  /** Whether a flag such as `--namespace` or `-n` takes a value. */
  readonly takesValue: (flag: string) => boolean
}

/**
 * Finds the command in the arguments: the longest row of words that names one, wherever flags stand between them, so
 * that `tmcctl -n shop get plp` works as it does in kubectl. `help` as the first word, `--help` and `-h` ask for help.
 */
export function findInvocation(argv: readonly string[], table: CommandTable): Invocation {
  const end = argv.indexOf('--')
  const own = end < 0 ? argv : argv.slice(0, end)
  const words: { word: string; at: number }[] = []
  const helpAt = new Set<number>()
  for (let index = 0; index < own.length; index++) {
    const token = own[index] ?? ''
    if (token === '--help' || token === '-h') helpAt.add(index)
    else if (token.startsWith('-') && token !== '-') {
      if (!token.includes('=') && (token.startsWith('--') || token.length === 2) && table.takesValue(token)) index++
    } else words.push({ word: token, at: index })
  }
  if (words[0]?.word === 'help') {
    helpAt.add(words[0].at)
    words.shift()
  }
  const first = words[0]
  const names = words.map(({ word }) => word)
  if (first !== undefined && !table.hasCommand(first.word)) names[0] = topicNamed(first.word)
  for (let count = Math.min(names.length, 3); count > 0; count--) {
    const id = names.slice(0, count).join(':')
    if (!table.hasCommand(id)) continue
    const taken = new Set(words.slice(0, count).map(({ at }) => at))
    const args = argv.filter((_, index) => !taken.has(index) && !helpAt.has(index))
    return { id, words: names.slice(0, count), args, wantsHelp: helpAt.size > 0 }
  }
  const topic = longestTopic(names, table)
  return {
    id: undefined,
    words: names.slice(0, Math.min(names.length, topic + 1)),
    args: [],
    wantsHelp: helpAt.size > 0,
  }
}

/** How many leading words name a topic. */
function longestTopic(names: readonly string[], table: CommandTable): number {
  let count = 0
  while (count < names.length && table.hasTopic(names.slice(0, count + 1).join(':'))) count++
  return count
}
