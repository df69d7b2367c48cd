import { Args, dryRunFlags, ExitCode, hubFlags, outputFlags, TmcCommand } from '../../cli/index.ts'
import { chosenTargetFlags } from '../../cli/flags.ts'

export default class SyncTargetTaint extends TmcCommand {
  static override summary = 'Taint targets, or take taints away.'
  static override examples = [
    {
      description: 'Keep everything off that does not ask for it:',
      command: '<%= config.bin %> synctarget taint eu-west-4 gpu=true:NoSchedule',
    },
    { description: 'Take it away again:', command: '<%= config.bin %> synctarget taint eu-west-4 gpu:NoSchedule-' },
    {
      description: 'All targets of a region:',
      command: '<%= config.bin %> synctarget taint -l data-residency=eu maintenance:PreferNoSchedule',
    },
  ]
  static override args = {
    target: Args.string({
      required: true,
      multiple: true,
      description: 'Names of targets, then taints: KEY[=VALUE]:EFFECT, or KEY[:EFFECT]- to take one away.',
    }),
  }
  static override flags = { ...chosenTargetFlags, ...hubFlags, ...dryRunFlags, ...outputFlags }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(SyncTargetTaint)
    const { chooseTargets } = await import('../../cli/targets/choose.ts')
    const { editTargets } = await import('../../cli/targets/edit-command.ts')
    const { taint } = await import('../../cli/targets/edits.ts')
    const { splitTaintArguments } = await import('../../cli/targets/parse-flags.ts')
    const { names, changes } = splitTaintArguments(args.target, new Date())
    const hub = await this.openHub()
    const targets = await chooseTargets(hub, { names, selector: flags.selector, all: flags.all })
    await this.printOutcomes(hub, await editTargets(hub, targets, (target) => taint(target, changes), this.isDryRun))
    return ExitCode.Ok
  }
}
