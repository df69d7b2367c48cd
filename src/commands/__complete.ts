import { ExitCode, TmcCommand } from '../cli/index.ts'
import { complete, type CompletedCommand, formatCompletion } from '../cli/completion.ts'
import { completionLookups } from '../cli/completion-lookups.ts'

/** What completion scripts call. It takes its words as they are: nothing in them is a flag of its own. */
export default class Complete extends TmcCommand {
  static override summary = 'Answer how a command line can go on.'
  static override hidden = true
  static override strict = false

  async run(): Promise<ExitCode> {
    const commands: readonly CompletedCommand[] = this.config.commands
    const words = this.argv.map((word) => (word === '""' ? '' : word))
    const topics = new Map(this.config.topics.map(({ name, description }) => [name, description]))
    process.stdout.write(formatCompletion(await complete(words, commands, completionLookups(words), topics)))
    return ExitCode.Ok
  }
}
