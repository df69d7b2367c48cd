import { CommandHelp, Help } from '@oclif/core/help'
import type { CommandEntry } from './oclif.ts'

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
export class TmcHelp extends Help {
  protected override CommandHelpClass = ExamplesFirst

  /** Help of a command, of a topic, or of everything. */
  async show(id: string | undefined): Promise<void> {
    const command: CommandEntry | undefined = id === undefined ? undefined : this.config.findCommand(id)
    if (command !== undefined) return this.showCommandHelp(command)
    const topic = id === undefined ? undefined : this.config.findTopic(id)
    if (topic !== undefined) return this.showTopicHelp(topic)
    return this.showRootHelp()
  }
}
