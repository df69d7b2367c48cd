import { ExitCode, hubFlags, outputFlags, TmcCommand } from '../../cli/index.ts'
import { hubReport, hubView } from '../../cli/hub-report.ts'

export default class HubShow extends TmcCommand {
  static override summary = 'Show which hub commands work on, and who chose it.'
  static override examples = [
    { description: 'Where do writes go?', command: '<%= config.bin %> hub show' },
    {
      description: 'The directory, for a script:',
      command: "<%= config.bin %> hub show -o jsonpath='{.hubs[0].directory}'",
    },
  ]
  static override flags = { ...hubFlags, ...outputFlags }

  async run(): Promise<ExitCode> {
    await this.parse(HubShow)
    const address = await this.hubAddress()
    await this.print(hubReport([address], address.address), hubView)
    return ExitCode.Ok
  }
}
