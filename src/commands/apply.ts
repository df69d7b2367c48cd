import {
  dryRunFlags,
  ExitCode,
  filenameFlags,
  Flags,
  hubFlags,
  namespaceFlags,
  outputFlags,
  TmcCommand,
} from '../cli/index.ts'

export default class Apply extends TmcCommand {
  static override summary = 'Write manifests into the hub: create what is not there, change what is.'
  static override description =
    'All or nothing: every manifest is checked first, with its defaults and rules, and every problem is told with file, line and column. What an earlier apply set and the manifest no longer says is removed; what others set stays.'
  static override examples = [
    { description: 'A policy:', command: '<%= config.bin %> apply -f policy.yaml' },
    { description: 'A directory and those below it:', command: '<%= config.bin %> apply -R -f fleet/' },
    { description: 'Only check, as a pipeline would:', command: '<%= config.bin %> apply -f fleet/ --dry-run=client' },
    { description: 'From another program:', command: 'kustomize build . | <%= config.bin %> apply -f -' },
  ]
  static override flags = {
    ...filenameFlags,
    ...namespaceFlags,
    'force-conflicts': Flags.boolean({ summary: 'Take over fields that somebody else set to another value.' }),
    'field-manager': Flags.string({
      helpValue: 'NAME',
      summary:
        'Who applies: fields that this one set before and the manifests no longer name are removed. [default: tmcctl]',
    }),
    ...hubFlags,
    ...dryRunFlags,
    ...outputFlags,
  }

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Apply)
    const { applyManifests, placeManifests } = await import('../cli/manifest-changes.ts')
    const placed = placeManifests(await this.surveyManifests(flags), flags.namespace)
    const hub = await this.openHub()
    const progress = this.progress('applying')
    const outcomes = await applyManifests(hub.store, placed, {
      isDryRun: this.isDryRun,
      force: flags['force-conflicts'],
      fieldManager: flags['field-manager'],
      onWarning: (text) => this.say(`warning: ${text}`),
      onProgress: progress.update,
    }).finally(progress.stop)
    await this.printOutcomes(hub, outcomes)
    return ExitCode.Ok
  }
}
