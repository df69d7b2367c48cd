import { CommandHelp, Help } from '@oclif/core/help'
import type { Config } from '@oclif/core'
import { nearestName, TmcError } from '../core/apimachinery/index.ts'
import type { CommandEntry } from './oclif.ts'
import type { Invocation } from './words.ts'

/** Help pages with the examples first: what a person came for, before how it is built. */
class ExamplesFirst extends CommandHelp {
  protected override sections(): ReturnType<CommandHelp['sections']> {
    const order = ['EXAMPLES', 'USAGE', 'DESCRIPTION', 'ARGUMENTS']
    const rank = (header: string) => (order.includes(header) ? order.indexOf(header) : order.length)
    return super.sections().sort((a, b) => rank(a.header) - rank(b.header))
  }

  /** The summary stands at the top already. */
  protected override description(): string | undefined {
    const { description } = this.command
    return description === undefined ? undefined : this.wrap(description)
  }

  /** Command and arguments; the flags follow as a list of their own. */
  protected override defaultUsage(): string {
    const args = Object.values(this.command.args).map((arg) =>
      arg.multiple === true ? `${this.arg(arg)}...` : this.arg(arg),
    )
    return [this.command.id, ...args, '[flags]'].join(' ')
  }
}

/** The help of this program. */
class TmcHelp extends Help {
  protected override CommandHelpClass = ExamplesFirst

  /** Topics with commands below them; the framework takes `get` for one, because `synctarget:list` has `get:` in it. */
  protected override get sortedTopics(): Config['topics'] {
    const { topics } = this.config
    return super.sortedTopics.filter(({ name }) => topics.some((other) => other.name.startsWith(`${name}:`)))
  }

  /** Help of a command, of a topic, or of everything. */
  async show(id: string | undefined): Promise<void> {
    const command: CommandEntry | undefined = id === undefined ? undefined : this.config.findCommand(id)
    if (command !== undefined) return this.showCommandHelp(command)
    const topic = id === undefined ? undefined : this.config.findTopic(id)
    if (topic !== undefined) return this.showTopicHelp(topic)
    return this.showRootHelp()
  }
}

/**
 * Shows the page that the arguments ask for.
 *
 * @throws TmcError `Usage` when their words name no command and no topic
 */
export async function showHelp(
  config: Config,
  { id, words, wantsHelp }: Invocation,
  argv: readonly string[],
): Promise<void> {
  const { bin } = config
  const topic = words.join(':')
  if (id === undefined && words.length > 0 && config.findTopic(topic) === undefined) throw unknownCommand(config, words)
  if (id === undefined && words.length === 0 && !wantsHelp) {
    const flag = argv.find((token) => token.startsWith('-') && token !== '-')
    if (flag !== undefined)
      throw new TmcError('Usage', `flag ${flag} without a command`, { hint: `see \`${bin} --help\`` })
  }
  const subject = id ?? (words.length > 0 ? topic : undefined)
  await new TmcHelp(config, config.pjson.oclif.helpOptions).show(subject)
}

function unknownCommand(config: Config, words: readonly string[]): TmcError {
  const { bin } = config
  const typed = words.join(' ')
  const names = config.commands.filter(({ hidden }) => hidden !== true).map(({ id }) => id.replaceAll(':', ' '))
  const topics = config.topics.map(({ name }) => name.replaceAll(':', ' '))
  // Whoever leaves out the topic means the one command that is called so.
  const inTopics = names.filter((name) => name.endsWith(` ${words[0] ?? ''}`))
  const close = (inTopics.length === 1 ? inTopics[0] : undefined) ?? nearestName(typed, [...names, ...topics])
  return new TmcError('Usage', `unknown command ${JSON.stringify(typed)}`, {
    hint: close === undefined ? `see \`${bin} --help\`` : `did you mean \`${bin} ${close}\`?`,
  })
}
