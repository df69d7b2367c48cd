import { Args, dryRunFlags, ExitCode, hubFlags, outputFlags, TmcCommand } from '../../cli/index.ts'
import { chosenTargetFlags } from '../../cli/flags.ts'

export default class SyncTargetCordon extends TmcCommand {
  static override summary = 'Let no new workloads onto targets; what runs there stays.'
  static override examples = [
    { description: 'Before maintenance:', command: '<%= config.bin %> synctarget cordon eu-west-4' },
    { description: 'All of a region:', command: '<%= config.bin %> synctarget cordon -l data-residency=eu' },
  ]
  static override args = { target: Args.string({ multiple: true, description: 'Names of targets.' }) }
  static override flags = { ...chosenTargetFlags, ...hubFlags, ...dryRunFlags, ...outputFlags }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(SyncTargetCordon)
    const { chooseTargets } = await import('../../cli/targets/choose.ts')
    const { editTargets } = await import('../../cli/targets/edit-command.ts')
    const { cordon } = await import('../../cli/targets/edits.ts')
    const hub = await this.openHub()
    const targets = await chooseTargets(hub, { names: args.target ?? [], selector: flags.selector, all: flags.all })
    await this.printOutcomes(hub, await editTargets(hub, targets, cordon, this.isDryRun))
    return ExitCode.Ok
  }
}
