import { dirname, join, isAbsolute } from 'node:path'
import { type Manifest, manifestError, manifestProblem, TmcError } from '../../../core/apimachinery/index.ts'
import {
  type AskedSuite,
  type Law,
  type PlacementTest,
  rankText,
  readScenario,
  readSuite,
  ruleText,
  type SuiteResult,
  type TestResult,
} from '../../../core/simulation/index.ts'
import type { TraceEntry } from '../../../core/placement/index.ts'
import { readManifestFiles } from '../../manifests/index.ts'
import { type ReportView, sanitize } from '../../printers/index.ts'
import { answerInThreads } from './jobs.ts'

/** How suites are run. */
export type SuiteOptions = {
  /** Manifests every suite is asked about besides its own inputs. */
  readonly more: readonly Manifest[]
  readonly laws: readonly (Law | 'All')[]
  readonly onNote: (note: string) => void
  readonly onStep?: (done: number, total: number) => void
  /** The folder of package.json, and how many threads may run suites; see {@link answerInThreads}. */
  readonly root: string
  readonly jobs: number | undefined
}

/**
 * Reads and runs the suites in files and directories.
 *
 * @throws TmcError `InvalidManifest` for suites and inputs that are wrong, `NotFound`, `Usage` when there is no suite
 */
export async function runSuites(files: readonly string[], options: SuiteOptions): Promise<SuiteResult[]> {
  const manifests = await readManifestFiles({ files, recursive: true, stdin: process.stdin })
  const isSuite = ({ object }: Manifest) =>
    object.apiVersion === 'tmcctl.kcp.io/v1alpha1' && object.kind === 'PlacementTest'
  const suites = manifests.filter(isSuite).map((manifest) => ({ manifest, suite: readSuite(manifest) }))
  if (suites.length === 0)
    throw new TmcError('Usage', `there is no PlacementTest in ${files.join(', ')}`, {
      hint: 'a suite begins with apiVersion: tmcctl.kcp.io/v1alpha1 and kind: PlacementTest',
    })
  for (const { manifest, suite } of suites)
    if ((suite.spec.tests ?? []).length + (suite.spec.laws ?? []).length + options.laws.length === 0)
      throw manifestError([
        manifestProblem(manifest, ['spec'], 'there are neither tests nor laws, so that the suite cannot fail'),
      ])
  // What else stands in the files of the suites is input for all of them.
  const beside = manifests.filter((manifest) => !isSuite(manifest))
  const asked: AskedSuite[] = []
  for (const { manifest, suite } of suites) {
    const inputs = await inputsOf(manifest, suite)
    const { namespace, now, seed } = suite.spec
    const scenario = readScenario({
      manifests: [...inputs, ...beside, ...options.more],
      ...(namespace === undefined ? {} : { namespace }),
      ...(now === undefined ? {} : { now }),
      ...(seed === undefined ? {} : { seed }),
    })
    scenario.notes.forEach(options.onNote)
    asked.push({ suite, inputs: scenario.inputs, file: manifest.file, laws: options.laws })
  }
  const { root, jobs, onStep } = options
  const question = { kind: 'Suites' as const, suites: asked }
  return (await answerInThreads(question, { root, jobs, ...(onStep === undefined ? {} : { onStep }) })).flat()
}

/** The manifests a suite names, relative to its own file. */
async function inputsOf({ file }: Manifest, { spec }: PlacementTest): Promise<Manifest[]> {
  const folder = file === '<stdin>' ? '.' : dirname(file)
  const files = (spec.inputs ?? []).map((path) => (isAbsolute(path) ? path : join(folder, path)))
  return files.length === 0 ? [] : readManifestFiles({ files, recursive: true })
}

/** What `placement test -o json` prints. */
export type SuiteReport = {
  readonly apiVersion: string
  readonly kind: 'PlacementTestReport'
  readonly passed: number
  readonly failed: number
  readonly suites: readonly SuiteResult[]
}

/** Results as data: one object a test as JSON lines. */
export const suiteView: ReportView<SuiteReport> = {
  tables: ({ suites }) => [
    {
      columns: [{ name: 'Suite' }, { name: 'Test' }, { name: 'Outcome' }],
      rows: suites.flatMap(({ suite, results }) => results.map(({ name, outcome }) => [suite, name, outcome])),
    },
  ],
  lines: ({ suites }) => suites.flatMap(({ suite, results }) => results.map((result) => ({ suite, ...result }))),
}

/** Results for people: a line a test; a test that failed says what is not so, and why it is as it is. */
export function formatSuites({ suites, passed, failed }: SuiteReport): string {
  const lines = suites.flatMap(({ suite, results }) => [suite, ...results.flatMap(resultLines)])
  return `${lines.map(sanitize).join('\n')}\n${passed} passed, ${failed} failed\n`
}

/** What spoke for a target that was chosen, and against it. */
function chosenLines(entries: readonly TraceEntry[]): string[] {
  const rules = entries.filter(({ stage }) => stage === 'Rules').map((entry) => `            ${ruleText(entry)}`)
  const rank = rankText(entries)
  return rank === '' ? rules : [...rules, `            ranked by ${rank}`]
}

function resultLines({ name, outcome, failures, trace }: TestResult): string[] {
  const lines = [`  ${outcome === 'Passed' ? '✓' : '✗'} ${name}`]
  for (const { assertion, message } of failures) lines.push(`      ${assertion}: ${message}`)
  for (const { clusterName, isChosen, reason, reasons, trace: entries } of trace) {
    if (isChosen) lines.push(`        + ${clusterName}: ${reason ?? ''}`, ...chosenLines(entries))
    for (const one of reasons) lines.push(`        - ${clusterName}: ${one.stage}/${one.code}: ${one.message}`)
  }
  return lines
}
