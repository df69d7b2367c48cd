import { Args, dryRunFlags, ExitCode, Flags, hubFlags, outputFlags, TmcCommand } from '../../cli/index.ts'

const cluster = 'Cluster'
const syncer = 'Syncer'
const several = { multiple: true } as const

export default class SyncTargetRegister extends TmcCommand {
  static override summary = 'Register a cluster as a target for workloads, or change what is known of it.'
  static override description =
    'Writes a SyncTarget and its ClusterRegistration. What is there already and is not mentioned stays as it is: a second run with fewer flags removes nothing. On a terminal it asks for what nothing says about a new target; --no-input keeps it quiet.'
  static override examples = [
    {
      description: 'A target with its labels and capacity:',
      command: '<%= config.bin %> synctarget register eu-north-1 --label region=eu --capacity cpu=64,memory=256Gi',
    },
    {
      description: 'A target of two zones:',
      command:
        '<%= config.bin %> synctarget register us-east-1 --region us-east --zone a:cpu=32,memory=128Gi --zone b:cpu=32,memory=128Gi',
    },
    {
      description: 'See what would be written:',
      command: '<%= config.bin %> synctarget register eu-west-4 --taint gpu=true:NoSchedule --dry-run=client -o yaml',
    },
  ]
  static override args = {
    name: Args.string({ description: 'Name of the target: a DNS label of at most 63 characters.' }),
  }
  static override flags = {
    label: Flags.string({
      ...several,
      helpValue: 'KEY=VALUE',
      summary: 'A label of the target; KEY- takes one away. Several with commas between, or repeated.',
    }),
    region: Flags.string({
      helpValue: 'NAME',
      summary: 'Region the target is in: its label topology.kubernetes.io/region.',
    }),
    location: Flags.string({ helpValue: 'TEXT', summary: 'Where the target is. [default: its name]' }),
    capacity: Flags.string({
      ...several,
      helpValue: 'RESOURCE=QUANTITY',
      summary: 'What the target offers in all, in Kubernetes quantities: cpu in cores, memory in bytes (256Gi).',
    }),
    zone: Flags.string({
      ...several,
      helpValue: 'NAME[:RESOURCE=QUANTITY]',
      summary: 'A zone of the target and what it offers; repeated for each zone.',
    }),
    reserved: Flags.string({
      ...several,
      helpValue: 'RESOURCE=QUANTITY',
      summary: 'What is kept free of placements.',
    }),
    taint: Flags.string({
      ...several,
      helpValue: 'KEY[=VALUE]:EFFECT',
      summary: 'A taint that keeps away workloads that do not tolerate it; KEY[:EFFECT]- removes one.',
    }),
    supports: Flags.string({
      ...several,
      delimiter: ',',
      helpValue: 'GROUP/VERSION/RESOURCE',
      summary: 'Resources the target can run, as apps/v1/deployments or v1/services. [default: not known]',
    }),
    'eviction-strategy': Flags.option({ options: ['Graceful', 'Immediate'] as const })({
      summary: 'How workloads leave when the target is drained. [default: Graceful]',
    }),
    cordoned: Flags.boolean({ summary: 'Register it without letting new workloads in.' }),
    cluster: Flags.string({
      helpValue: 'NAME',
      summary: 'Name of the ClusterRegistration. [default: the name of the target]',
      helpGroup: cluster,
    }),
    'cluster-uid': Flags.string({
      helpValue: 'UID',
      summary: 'UID of the kube-system namespace; keeps one cluster from being registered twice.',
      helpGroup: cluster,
    }),
    'server-url': Flags.string({
      helpValue: 'URL',
      summary: 'URL of the API server of the cluster.',
      helpGroup: cluster,
    }),
    'kubernetes-version': Flags.string({
      helpValue: 'VERSION',
      summary: 'Version the cluster runs, such as v1.33.1.',
      helpGroup: cluster,
    }),
    'credentials-secret': Flags.string({
      helpValue: 'NAMESPACE/NAME',
      summary: 'The Secret with the credentials; they are never written into the hub.',
      helpGroup: cluster,
    }),
    'syncer-image': Flags.string({
      helpValue: 'IMAGE',
      summary: 'Image the syncer runs.',
      helpGroup: syncer,
    }),
    'syncer-replicas': Flags.integer({
      helpValue: 'COUNT',
      summary: 'Syncer pods, 1 to 5. [default: 1]',
      helpGroup: syncer,
    }),
    'syncer-namespace': Flags.string({
      helpValue: 'NAME',
      summary: 'Namespace in the target where the syncer runs. [default: kcp-syncer-system]',
      helpGroup: syncer,
    }),
    'heartbeat-interval': Flags.string({
      helpValue: 'DURATION',
      summary: 'How often the syncer reports that it lives, such as 30s. [default: 30s]',
      helpGroup: syncer,
    }),
    'resync-period': Flags.string({
      helpValue: 'DURATION',
      summary: 'How often everything is compared anew, such as 10m. [default: 10m]',
      helpGroup: syncer,
    }),
    ...hubFlags,
    ...dryRunFlags,
    ...outputFlags,
  }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(SyncTargetRegister)
    const { readRegistration, registrationQuestions } = await import('../../cli/targets/registration-flags.ts')
    const { register, registrationState } = await import('../../cli/targets/register.ts')
    const name = args.name ?? (await this.ask(registrationQuestions.name))
    readRegistration(name, flags, new Date())
    const hub = await this.openHub()
    const state = await registrationState(hub, name, flags.cluster)
    const answers: { region?: string; capacity?: string[] } = {}
    if (state.target === undefined && this.canAsk) {
      const isPlaced = flags.region !== undefined || flags.label !== undefined || flags.location !== undefined
      const region = isPlaced ? '' : await this.ask(registrationQuestions.region)
      if (region !== '') answers.region = region
      const isSized = flags.capacity !== undefined || flags.zone !== undefined
      const capacity = isSized ? '' : await this.ask(registrationQuestions.capacity)
      if (capacity !== '') answers.capacity = [capacity]
    }
    const wish = readRegistration(name, { ...flags, ...answers }, new Date())
    await this.printOutcomes(hub, await register(hub, wish, state, this.isDryRun))
    return ExitCode.Ok
  }
}
