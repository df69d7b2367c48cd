import { ExitCode, filenameFlags, Flags, namespaceFlags, outputFlags } from '../../cli/index.ts'
import { PlacementCommand } from '../../cli/views/placement/placement-command.ts'

export default class PlacementDiff extends PlacementCommand {
  static override summary = 'Show what a changed policy, fleet or workload would move, without moving it.'
  static override description =
    'Decides under the base, then again under the head, moving as little as possible. Exit code 1 when anything changes, or with --fail-on only when a condition is met.'
  static override examples = [
    {
      description: 'For a pull request, as Markdown:',
      command:
        "<%= config.bin %> placement diff --base git:origin/main:policies --head policies -f fleet/ -f app.yaml -o markdown --fail-on 'moved>5%'",
    },
    {
      description: 'What would the manifests change in the hub?',
      command: '<%= config.bin %> placement diff --base local --head local --head new/ -f app.yaml',
    },
  ]
  static override flags = {
    base: Flags.string({
      required: true,
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'FILE|DIR|local[:DIR]|git:REV[:PATH]',
      summary:
        'Before the change: manifests, a hub, or a git revision. May be given several times: of what is in two, the later counts.',
    }),
    head: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'FILE|DIR|local[:DIR]|git:REV[:PATH]',
      summary: 'After it, in the same way. Directories are read with all below them. [default: .]',
    }),
    ...filenameFlags,
    ...namespaceFlags,
    fresh: Flags.boolean({ summary: 'Decide anew instead of moving the least.' }),
    'topology-key': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'KEY',
      summary: 'Sum replicas up by the domains of this label. [default: topology.kubernetes.io/region]',
    }),
    'fail-on': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: "'METRIC>N[%]'",
      summary:
        'Exit with 1 only when this is so. METRIC is moved, added, removed, overflow (replicas), changed or unplaced (workloads).',
    }),
    now: Flags.string({
      helpValue: 'TIME',
      summary: 'Judge both sides at this time. [default: the newest time in the targets of each side]',
    }),
    seed: Flags.string({ helpValue: 'TEXT', summary: 'Breaks ties on both sides.' }),
    ...outputFlags,
  }

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(PlacementDiff)
    const { diffPlacements, exceeds, parseThreshold, zoneKey, regionKey } =
      await import('../../core/simulation/index.ts')
    const { readDiffSources } = await import('../../cli/views/placement/diff-source.ts')
    const { diffSummary, diffView, formatDiffMarkdown } = await import('../../cli/views/placement/diff-view.ts')
    const thresholds = (flags['fail-on'] ?? []).map(parseThreshold)
    const words = new Map([
      ['zone', zoneKey],
      ['region', regionKey],
    ])
    const topologyKeys = (flags['topology-key'] ?? [regionKey]).map((key) => words.get(key) ?? key)
    const [base, head] = await Promise.all([readDiffSources(flags.base), readDiffSources(flags.head ?? ['.'])])
    const [before, after] = [await this.side(flags, base), await this.side(flags, head)]
    const diff = this.deciding([before, after, ...(flags.fresh ? [] : [after])], (onDecision) =>
      diffPlacements(before, after, { fresh: flags.fresh, topologyKeys, onDecision }),
    )
    if (flags.output === 'markdown') await this.write(formatDiffMarkdown(diff))
    else await this.print(diff, diffView)
    this.say(diffSummary(diff))
    for (const [side, { inputs }] of [['base', before] as const, ['head', after] as const])
      if (inputs.targets.length === 0) this.note(`the ${side} has no targets: name the fleet with --${side} or -f`)
    if (diff.totals.workloads === 0) this.note('a hub holds no workloads: name them with -f')
    if (thresholds.length === 0) return diff.totals.changed === 0 ? ExitCode.Ok : ExitCode.Differs
    const met = thresholds.filter((threshold) => exceeds(diff, threshold))
    for (const { text } of met) this.say(`failed: ${text}`)
    return met.length > 0 ? ExitCode.Differs : ExitCode.Ok
  }
}
