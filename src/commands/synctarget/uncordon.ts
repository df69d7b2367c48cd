import { Args, dryRunFlags, ExitCode, hubFlags, outputFlags, TmcCommand } from '../../cli/index.ts'
import { chosenTargetFlags } from '../../cli/flags.ts'

export default class SyncTargetUncordon extends TmcCommand {
  static override summary = 'Let new workloads onto targets again, and end a drain.'
  static override examples = [
    { description: 'After maintenance:', command: '<%= config.bin %> synctarget uncordon eu-west-4' },
    { description: 'All of a region:', command: '<%= config.bin %> synctarget uncordon -l data-residency=eu' },
  ]
  static override args = { target: Args.string({ multiple: true, description: 'Names of targets.' }) }
  static override flags = { ...chosenTargetFlags, ...hubFlags, ...dryRunFlags, ...outputFlags }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(SyncTargetUncordon)
    const { chooseTargets } = await import('../../cli/targets/choose.ts')
    const { editTargets } = await import('../../cli/targets/edit-command.ts')
    const { uncordon } = await import('../../cli/targets/edits.ts')
    const hub = await this.openHub()
    const targets = await chooseTargets(hub, { names: args.target ?? [], selector: flags.selector, all: flags.all })
    await this.printOutcomes(hub, await editTargets(hub, targets, uncordon, this.isDryRun))
    return ExitCode.Ok
  }
}
