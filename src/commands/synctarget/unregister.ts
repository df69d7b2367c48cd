import {
  Args,
  dryRunFlags,
  ExitCode,
  Flags,
  hubFlags,
  missingFlags,
  outputFlags,
  waitFlags,
  yesFlags,
} from '../../cli/index.ts'
import { DeletingCommand } from '../../cli/deleting.ts'

export default class SyncTargetUnregister extends DeletingCommand {
  static override summary = 'Take targets out of the hub, with the registrations of their clusters.'
  static override description =
    'Refuses while decisions still place workloads there: drain first. Asks first on a terminal; elsewhere it needs --yes.'
  static override examples = [
    { description: 'One target:', command: '<%= config.bin %> synctarget unregister eu-west-4 --yes' },
    {
      description: 'Keep what is known of the cluster:',
      command: '<%= config.bin %> synctarget unregister eu-west-4 --keep-cluster --yes',
    },
  ]
  static override args = {
    target: Args.string({ required: true, multiple: true, description: 'Names of targets.' }),
  }
  static override flags = {
    'keep-cluster': Flags.boolean({ summary: 'Leave the ClusterRegistration.' }),
    ...missingFlags,
    force: Flags.boolean({ summary: 'Unregister even what decisions still refer to.' }),
    ...yesFlags,
    ...waitFlags,
    ...hubFlags,
    ...dryRunFlags,
    ...outputFlags,
  }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(SyncTargetUnregister)
    const { clustersOf } = await import('../../cli/targets/clusters.ts')
    const hub = await this.openHub()
    const targets = await this.find(hub, ['synctargets', ...args.target], flags)
    const clusters = flags['keep-cluster'] ? [] : await clustersOf(hub, targets)
    await this.delete(hub, [...targets, ...clusters], flags)
    return ExitCode.Ok
  }
}
