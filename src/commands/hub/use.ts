import { Args, ExitCode, outputFlags, TmcCommand } from '../../cli/index.ts'
import { chooseHub, refuseFile, useHub } from '../../cli/hub-address.ts'
import { hubReport, hubView } from '../../cli/hub-report.ts'

export default class HubUse extends TmcCommand {
  static override summary = 'Choose the hub that commands work on from now on.'
  static override description =
    'The choice is kept in tmcctl/config.json in the XDG configuration directory. --hub and $TMCCTL_HUB still come first.'
  static override examples = [
    { description: 'A directory that is kept in version control:', command: '<%= config.bin %> hub use local:./fleet' },
    { description: 'Back to the default:', command: '<%= config.bin %> hub use local' },
  ]
  static override args = {
    hub: Args.string({ required: true, description: 'local, or local:DIR.' }),
  }
  static override flags = { ...outputFlags }

  async run(): Promise<ExitCode> {
    const { args } = await this.parse(HubUse)
    refuseFile(chooseHub(args.hub, process.env, () => process.cwd()))
    const hub = useHub(args.hub, process.env, () => process.cwd())
    const report = hubReport([hub], hub.address)
    if (!report.hubs.every(({ exists }) => exists))
      this.note(`there is no hub in ${hub.directory} yet; make one: ${this.config.bin} init`)
    if ((process.env['TMCCTL_HUB'] ?? '') !== '') this.note('$TMCCTL_HUB is set and comes before this choice')
    await this.print(report, hubView)
    return ExitCode.Ok
  }
}
