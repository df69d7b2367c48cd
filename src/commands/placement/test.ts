import { Args, ExitCode, filenameFlags, Flags, outputFlags } from '../../cli/index.ts'
import { deafen } from '../../cli/interruption.ts'
import { PlacementCommand } from '../../cli/views/placement/placement-command.ts'
import { jobsFlags } from '../../cli/views/placement/scenario-flags.ts'
import type { Law } from '../../core/simulation/index.ts'

export default class PlacementTestCommand extends PlacementCommand {
  static override summary = 'Run tests of policies: what must hold of where workloads go.'
  static override description =
    'A suite is a YAML file with inputs and assertions; see docs/policy-tests.md. A test that fails says what is not so, and why the targets in question were chosen or not. Exit code 1 when anything fails.'
  static override examples = [
    { description: 'All suites of a directory:', command: '<%= config.bin %> placement test policy-tests/' },
    {
      description: 'In a pipeline that shows JUnit:',
      command: '<%= config.bin %> placement test policy-tests/ --junit results.xml',
    },
    {
      description: 'Against another fleet, with every law:',
      command: '<%= config.bin %> placement test policy-tests/ -f production-fleet/ --law All',
    },
  ]
  static override args = {
    suite: Args.string({ required: true, multiple: true, description: 'Files and directories with suites.' }),
  }
  static override flags = {
    ...filenameFlags,
    law: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'LAW',
      summary: 'Check this law besides those of the suites; All checks every one. May be given several times.',
    }),
    junit: Flags.string({ helpValue: 'FILE', summary: 'Write the results to this file too, as JUnit XML.' }),
    ...jobsFlags,
    ...outputFlags,
  }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(PlacementTestCommand)
    const { formatJUnit, reportVersion } = await import('../../core/simulation/index.ts')
    const { formatSuites, runSuites, suiteView } = await import('../../cli/views/placement/suites.ts')
    const { writeWhole } = await import('../../cli/views/placement/whole-file.ts')
    const { readLaws } = await import('../../cli/views/placement/law-names.ts')
    const laws: (Law | 'All')[] = readLaws(flags.law ?? [])
    const more = flags.filename === undefined ? [] : await this.readManifests(flags)
    deafen()
    const progress = this.progress('testing')
    const suites = await runSuites(args.suite, {
      more,
      laws,
      onNote: (note) => this.note(note),
      onStep: progress.update,
      root: this.config.root,
      jobs: flags.jobs,
    })
    progress.stop()
    const sum = (field: 'passed' | 'failed') => suites.reduce((all, suite) => all + suite[field], 0)
    const [passed, failed] = [sum('passed'), sum('failed')]
    const report = { apiVersion: reportVersion, kind: 'PlacementTestReport' as const, passed, failed, suites }
    if (flags.junit !== undefined) writeWhole(flags.junit, formatJUnit(suites))
    if (flags.output === 'junit') await this.write(formatJUnit(suites))
    else if (flags.output === undefined) await this.write(formatSuites(report))
    else await this.print(report, suiteView)
    return failed > 0 ? ExitCode.Failed : ExitCode.Ok
  }
}
