import { Args, dryRunFlags, ExitCode, Flags, hubFlags, outputFlags, TmcCommand, yesFlags } from '../../cli/index.ts'
import { chosenTargetFlags } from '../../cli/flags.ts'

export default class SyncTargetDrain extends TmcCommand {
  static override summary = 'Cordon targets and have their workloads leave.'
  static override description =
    'Sets evictAfter: from that time on the hub moves what runs on the targets elsewhere, as evictionStrategy says. `uncordon` ends it. Asks first on a terminal; elsewhere it needs --yes.'
  static override examples = [
    { description: 'Empty a target:', command: '<%= config.bin %> synctarget drain eu-west-4 --yes' },
    { description: 'In half an hour:', command: '<%= config.bin %> synctarget drain eu-west-4 --after 30m --yes' },
  ]
  static override args = { target: Args.string({ multiple: true, description: 'Names of targets.' }) }
  static override flags = {
    after: Flags.string({
      helpValue: 'DURATION',
      summary: 'How long from now until workloads leave, such as 30m or 1h30m. [default: 0s]',
    }),
    ...chosenTargetFlags,
    ...yesFlags,
    ...hubFlags,
    ...dryRunFlags,
    ...outputFlags,
  }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(SyncTargetDrain)
    const { chooseTargets, targetName } = await import('../../cli/targets/choose.ts')
    const { editTargets } = await import('../../cli/targets/edit-command.ts')
    const { drain } = await import('../../cli/targets/edits.ts')
    const { timeAfter } = await import('../../cli/targets/parse-flags.ts')
    const evictAfter = timeAfter(new Date(), flags.after, '--after')
    const hub = await this.openHub()
    const targets = await chooseTargets(hub, { names: args.target ?? [], selector: flags.selector, all: flags.all })
    if (targets.length > 0 && !this.isDryRun) await this.confirmEach('drain', targets.map(targetName), hub)
    const outcomes = await editTargets(
      hub,
      targets,
      (target) => drain(target, evictAfter, flags.after !== undefined),
      this.isDryRun,
    )
    await this.printOutcomes(hub, outcomes)
    return ExitCode.Ok
  }
}
