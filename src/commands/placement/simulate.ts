import { ExitCode, Flags, outputFlags } from '../../cli/index.ts'
import { hearing } from '../../cli/interruption.ts'
import { PlacementCommand } from '../../cli/views/placement/placement-command.ts'
import { jobsFlags, questions, scenarioFlags, whatIfFlags } from '../../cli/views/placement/scenario-flags.ts'
import type { Decision } from '../../core/placement/index.ts'
import type { Scenario, Suggestions } from '../../core/simulation/index.ts'

export default class PlacementSimulate extends PlacementCommand {
  static override summary = 'Decide where workloads would go, and change nothing.'
  static override description =
    'Reads workloads, policies and targets from manifests and from the hub, and decides as the scheduler does. Exit code 7 when something cannot be placed; the report is complete all the same.'
  static override examples = [
    {
      description: 'Workloads on the targets of the hub:',
      command: '<%= config.bin %> placement simulate -f online-boutique.yaml',
    },
    {
      description: 'In a pipeline:',
      command: "kubectl get deploy -o yaml | <%= config.bin %> placement simulate -f - -o json | jq '.summary'",
    },
    {
      description: 'Without any hub, and without a region:',
      command:
        '<%= config.bin %> placement simulate --no-hub -f fleet/ -f policies/ -f app.yaml --without region=us-east',
    },
    {
      description: 'Why does nothing go to a target?',
      command: '<%= config.bin %> placement simulate -f app.yaml --why-not eu-west-3',
    },
    {
      description: 'Which two targets together must not be lost?',
      command: '<%= config.bin %> placement simulate -f app.yaml --lose 2',
    },
  ]
  static override flags = {
    ...scenarioFlags,
    rejected: Flags.option({ options: ['none', 'counts', 'all'] as const })({
      summary:
        'What to say about targets that were not chosen: nothing, counts by reason, or every reason of each. [default: all up to 100000 target × workload pairs, counts above]',
    }),
    explain: Flags.boolean({
      summary: 'Say for every target why, and in JSON everything that was looked at.',
      exclusive: ['why', 'why-not', ...questions],
      helpGroup: 'Ask',
    }),
    why: Flags.string({
      helpValue: 'TARGET',
      summary: 'Why is on this target what is there?',
      exclusive: ['suggest', ...questions],
      helpGroup: 'Ask',
    }),
    'why-not': Flags.string({
      helpValue: 'TARGET',
      summary: 'Why is everything else not there? All reasons, and by how much it lost.',
      exclusive: ['why', 'suggest', ...questions],
      helpGroup: 'Ask',
    }),
    suggest: Flags.boolean({
      summary: 'Look for single edits that would place what is not placed; each is tried.',
      exclusive: [...questions],
      helpGroup: 'Ask',
    }),
    ...whatIfFlags,
    ...jobsFlags,
    ...outputFlags,
  }

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(PlacementSimulate)
    const scenario = await this.scenario(flags)
    const { why, 'why-not': whyNot, lose, silent, orderings } = flags
    const { reduceScenario, streamReport } = await import('../../core/simulation/index.ts')
    const without = flags.without ?? []
    const reduce = (onDecision?: () => void) => reduceScenario(scenario, without, onDecision)
    const { scenario: asked, options } = without.length === 0 ? reduce() : this.deciding([scenario], reduce)
    if (orderings !== undefined) return this.#orderings(asked, orderings, flags.jobs)
    if (lose !== undefined) return this.#losses(scenario, asked, lose, flags.each ?? 'target', flags.jobs)
    if (silent !== undefined) return this.#outage(asked, silent, { ...flags, previous: options.previous })
    const { previous } = options
    if (why !== undefined) return this.#answers(asked, why, 'Why', previous)
    if (whyNot !== undefined) return this.#answers(asked, whyNot, 'WhyNot', previous)
    const format = await this.outputFormat()
    const isTable = format.kind === 'table'
    const rejected = flags.rejected ?? (isTable ? (flags.explain ? 'all' : 'counts') : undefined)
    const isData = ['json', 'yaml', 'jsonl', 'jsonpath'].includes(format.kind)
    const suggestions = flags.suggest && isData ? await this.#suggestions(scenario, asked, flags.jobs) : undefined
    const progress = this.progress('deciding')
    const report = streamReport(asked, {
      ...options,
      ...(suggestions === undefined ? {} : { suggestions }),
      ...(rejected === undefined ? {} : { rejected }),
      explain: flags.explain && !isTable,
      onStep: (done) => progress.update(done, asked.inputs.workloads.length),
    })
    if (report.rejected === 'counts' && rejected === undefined)
      this.note('so many target × workload pairs: reasons are counted; --rejected=all lists them')
    const { printPlacements } = await import('../../cli/views/placement/print-report.ts')
    const noHeaders = flags['no-headers'] === true
    let isCut = false
    const print = {
      ...{ format, noHeaders, explain: flags.explain && isTable },
      width: this.screenWidth,
      onCut: () => (isCut = true),
    }
    const notes: { code: string; message: string }[] = []
    const stdout = await this.stdout()
    const summary = await hearing(() => printPlacements(stdout, report, print, (one) => notes.push(...one.notes)))
    progress.stop()
    if (flags.suggest && !isData) await this.#tellSuggestions(scenario, asked, flags.jobs)
    this.tellNotes(notes)
    if (isCut) this.note('the screen is too narrow for all of it: -o wide shows every target and why')
    this.tellSummary(summary)
    return this.exitOf(summary)
  }

  async #answers(
    scenario: Scenario,
    target: string,
    question: 'Why' | 'WhyNot',
    previous: readonly Decision[] = [],
  ): Promise<ExitCode> {
    const { askAbout, decideAll } = await import('../../core/simulation/index.ts')
    const { formatAnswers } = await import('../../cli/views/placement/answers.ts')
    const answers = this.deciding([scenario], (onDecision) => {
      const run = decideAll(scenario.inputs, { ...(previous.length === 0 ? {} : { previous }), onDecision })
      return askAbout(run, target, question, scenario.inputs.absentTargets)
    })
    await this.printText(answers, formatAnswers)
    return ExitCode.Ok
  }

  async #orderings(scenario: Scenario, count: number, jobs: number | undefined): Promise<ExitCode> {
    const { orderingReport } = await import('../../core/simulation/index.ts')
    const { answerInThreads } = await import('../../cli/views/placement/jobs.ts')
    const { orderingView } = await import('../../cli/views/placement/what-if.ts')
    const progress = this.progress('trying orders')
    const question = { kind: 'Orderings' as const, inputs: scenario.inputs, count }
    const options = { root: this.config.root, jobs, onStep: progress.update }
    const report = orderingReport(scenario, count, await answerInThreads(question, options))
    progress.stop()
    await this.print(report, orderingView)
    const { results, orderings, unplacedReplicas } = report
    this.say(
      `${orderings} orders, ${results} different result${results === 1 ? '' : 's'}; replicas without a place: ${unplacedReplicas.least} to ${unplacedReplicas.most}`,
    )
    return ExitCode.Ok
  }

  async #losses(
    whole: Scenario,
    scenario: Scenario,
    atOnce: number,
    each: string,
    jobs: number | undefined,
  ): Promise<ExitCode> {
    const { lossReport } = await import('../../core/simulation/index.ts')
    const { answerInThreads } = await import('../../cli/views/placement/jobs.ts')
    const { lossView } = await import('../../cli/views/placement/what-if.ts')
    const progress = this.progress('losing')
    const { inputs } = scenario
    const before = whole.inputs === inputs ? {} : { before: whole.inputs }
    const question = { kind: 'Losses' as const, inputs, ...before, each, atOnce }
    const options = { root: this.config.root, jobs, onStep: progress.update }
    const report = lossReport(scenario, question, (await answerInThreads(question, options)).flat())
    progress.stop()
    await this.print(report, lossView)
    this.say(`${report.fatal} of ${report.combinations} losses leave something without a place`)
    return report.fatal > 0 ? ExitCode.Infeasible : ExitCode.Ok
  }

  async #outage(
    scenario: Scenario,
    silent: readonly string[],
    {
      lasts,
      'evict-after': evictAfter,
      previous = [],
    }: {
      lasts?: string | undefined
      'evict-after'?: string | undefined
      previous?: readonly Decision[] | undefined
    },
  ): Promise<ExitCode> {
    const { playOutage } = await import('../../core/simulation/index.ts')
    const { outageView } = await import('../../cli/views/placement/what-if.ts')
    const report = this.deciding([scenario, scenario], (onDecision) =>
      playOutage(scenario, silent, {
        ...(lasts === undefined ? {} : { lasts }),
        ...(evictAfter === undefined ? {} : { evictAfter }),
        onDecision,
        previous,
      }),
    )
    await this.print(report, outageView)
    this.say(`${report.moved} replicas move, ${report.lost} find no place`)
    return report.lost > 0 ? ExitCode.Infeasible : ExitCode.Ok
  }

  /** Edits of what is asked about; where that is less than the whole, they are tried from where the whole was placed. */
  async #suggestions(whole: Scenario, { inputs }: Scenario, jobs: number | undefined): Promise<Suggestions[]> {
    const { suggestionsOf } = await import('../../core/simulation/index.ts')
    const { answerInThreads } = await import('../../cli/views/placement/jobs.ts')
    const progress = this.progress('trying edits')
    const tried = await answerInThreads(
      { kind: 'Edits', inputs, ...(whole.inputs === inputs ? {} : { before: whole.inputs }) },
      { root: this.config.root, jobs, onStep: progress.update },
    )
    progress.stop()
    return suggestionsOf(tried)
  }

  /** On stderr: stdout has the table. */
  async #tellSuggestions(whole: Scenario, asked: Scenario, jobs: number | undefined): Promise<void> {
    const { formatSuggestions } = await import('../../cli/views/placement/what-if.ts')
    this.say(formatSuggestions(await this.#suggestions(whole, asked, jobs)))
  }
}
