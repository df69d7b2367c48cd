import { ExitCode, outputFlags, TmcCommand } from '../../cli/index.ts'
import { knownHubs } from '../../cli/hub-address.ts'
import { hubReport, hubView } from '../../cli/hub-report.ts'

export default class HubList extends TmcCommand {
  static override summary = 'List the hubs chosen so far, and the one commands work on now.'
  static override examples = [{ description: 'All of them:', command: '<%= config.bin %> hub list' }]
  static override flags = { ...outputFlags }

  async run(): Promise<ExitCode> {
    await this.parse(HubList)
    const { current, all } = knownHubs(process.env, () => process.cwd())
    await this.print(hubReport(all, current.address), hubView)
    return ExitCode.Ok
  }
}
