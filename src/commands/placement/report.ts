import { type ExitCode, Flags } from '../../cli/index.ts'
import { PlacementCommand } from '../../cli/views/placement/placement-command.ts'
import { scenarioFlags, withoutFlags } from '../../cli/views/placement/scenario-flags.ts'

export default class PlacementReportCommand extends PlacementCommand {
  static override summary = 'Write a page that shows where workloads go, and why: one HTML file that needs no network.'
  static override examples = [
    {
      description: 'A page to open or to attach:',
      command: '<%= config.bin %> placement report -f app.yaml --out report.html',
    },
    {
      description: 'Before and after a change:',
      command: '<%= config.bin %> placement report -f app.yaml --base git:main:policies --out report.html',
    },
    {
      description: 'What the loss of a region does, as a picture for a document:',
      command: '<%= config.bin %> placement report -f app.yaml --without region=us-east --out loss.svg',
    },
  ]
  static override flags = {
    ...scenarioFlags,
    out: Flags.string({
      required: true,
      helpValue: 'FILE|-',
      summary: 'The file to write: .html for the page, .svg for the heat map alone; - for the page on stdout.',
    }),
    base: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'FILE|DIR|local[:DIR]|git:REV[:PATH]',
      summary: 'Show next to it what was before: with these objects instead of the same ones of -f and the hub.',
      exclusive: ['without'],
    }),
    title: Flags.string({ helpValue: 'TEXT', default: 'Placement report', summary: 'The heading of the page.' }),
    ...withoutFlags,
  }

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(PlacementReportCommand)
    const { comparedRuns, formatHtml, formatSvg, pageModel, reduceScenario } =
      await import('../../core/simulation/index.ts')
    const { writeWhole } = await import('../../cli/views/placement/whole-file.ts')
    const { readDiffSources } = await import('../../cli/views/placement/diff-source.ts')
    const scenario = await this.scenario(flags)
    const without = flags.without ?? []
    const head = this.deciding([scenario], (onDecision) => reduceScenario(scenario, without, onDecision)).scenario
    const base =
      flags.base === undefined
        ? without.length > 0
          ? scenario
          : undefined
        : await this.sideOverHub(flags, await readDiffSources(flags.base))
    const { model, text } = this.deciding([head, ...(base === undefined ? [] : [base])], (onDecision) => {
      const { run, before } = comparedRuns(head, base, onDecision)
      const model = pageModel(head, run, before, flags.title)
      return { model, text: flags.out.endsWith('.svg') ? formatSvg(model) : formatHtml(model) }
    })
    if (flags.out === '-') await this.write(text)
    else {
      writeWhole(flags.out, text)
      this.say(`wrote ${flags.out} (${Math.ceil(Buffer.byteLength(text) / 1024)} KB)`)
    }
    this.tellSummary(model.summary)
    return this.exitOf(model.summary)
  }
}
