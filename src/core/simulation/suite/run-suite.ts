import { TmcError } from '../../apimachinery/index.ts'
import type { PlacementInputs, Placements } from '../../placement/index.ts'
import { runScenario } from '../explain.ts'
import { reportVersion } from '../report.ts'
import type { Scenario } from '../scenario.ts'
import { answerFor, type TargetAnswer } from '../why.ts'
import { parseRemoval, withoutParts } from '../without.ts'
import { findWorkload } from '../workload-name.ts'
import { checkExpectation, type Failure, sized, unknownPlaces } from './assertions.ts'
import { checkLaw, type Law, lawMeanings, lawNames, stepsOf } from './laws.ts'
import type { PlacementCase, PlacementTest } from './placement-test.ts'

/** What came of one test or law. */
export type TestResult = {
  readonly name: string
  readonly kind: 'Test' | 'Law'
  readonly outcome: 'Passed' | 'Failed' | 'Error'
  readonly workload: string | null
  readonly failures: readonly Pick<Failure, 'assertion' | 'message'>[]
  /** For a test that failed: why the workload is, or is not, on the targets in question, with all that was looked at. */
  readonly trace: readonly (TargetAnswer & { readonly clusterName: string })[]
}

/** What came of a suite. */
export type SuiteResult = {
  readonly apiVersion: typeof reportVersion
  readonly kind: 'PlacementTestResult'
  readonly suite: string
  readonly file: string
  readonly passed: number
  readonly failed: number
  readonly results: readonly TestResult[]
}

/** Targets whose traces a failing test shows. */
const manyTraces = 12

/** Violations of a law that are listed. */
const manyViolations = 20

/** What a suite is run with. */
export type SuiteOptions = {
  readonly file?: string
  /** Laws to check besides those of the suite. */
  readonly laws?: readonly (Law | 'All')[]
  /** Told after each of the {@link suiteSteps}. */
  readonly onStep?: () => void
}

/** How many steps, of deciding everything once or about that, a suite takes. */
export function suiteSteps(
  { spec }: PlacementTest,
  inputs: PlacementInputs,
  laws: readonly (Law | 'All')[] = [],
): number {
  const checked = chosenLaws([...(spec.laws ?? []), ...laws])
  return checked.reduce((sum, law) => sum + stepsOf(law, inputs), 1 + (spec.tests ?? []).length)
}

/**
 * Runs the tests of a suite on a scenario. A test that cannot be run, because its workload or a place does not exist, is an
 * error of its own and keeps no other from running.
 */
export function runSuite(
  suite: PlacementTest,
  scenario: Scenario,
  { file = '', laws = [], onStep = () => {} }: SuiteOptions = {},
): SuiteResult {
  const run = runScenario(scenario)
  onStep()
  const tests = (suite.spec.tests ?? []).map((test) => {
    const result = runTest(test, scenario, run)
    onStep()
    return result
  })
  const checked = chosenLaws([...(suite.spec.laws ?? []), ...laws])
  const results = [...tests, ...checked.map((law) => runLaw(law, scenario, run, onStep))]
  const failed = results.filter(({ outcome }) => outcome !== 'Passed').length
  return {
    apiVersion: reportVersion,
    kind: 'PlacementTestResult',
    suite: suite.metadata.name ?? '',
    file,
    passed: results.length - failed,
    failed,
    results,
  }
}

function runTest(test: PlacementCase, scenario: Scenario, whole: Placements): TestResult {
  const base = { name: test.name, kind: 'Test' as const, workload: test.workload }
  const unknown = unknownPlaces(test.expect, whole.fleet.names)
  if (unknown.length > 0) return { ...base, outcome: 'Error', failures: unknown, trace: [] }
  try {
    let asked = scenario
    let run = whole
    if (test.replicas !== undefined)
      asked = sized(asked, findWorkload(whole.decisions, test.workload, asked.inputs.namespace), test.replicas)
    if (test.without !== undefined) asked = withoutParts(asked, test.without.map(parseRemoval)).scenario
    if (asked !== scenario) run = runScenario(asked)
    const decision = findWorkload(run.decisions, test.workload, asked.inputs.namespace)
    const failures = checkExpectation({ scenario: asked, run, decision }, test.expect)
    if (failures.length === 0) return { ...base, outcome: 'Passed', failures: [], trace: [] }
    const targets = [...new Set(failures.flatMap((one) => one.targets))].slice(0, manyTraces)
    return {
      ...base,
      outcome: 'Failed',
      failures: failures.map(({ assertion, message }) => ({ assertion, message })),
      trace: targets.map((clusterName) => ({ clusterName, ...answerFor(decision, clusterName) })),
    }
  } catch (error) {
    if (!(error instanceof TmcError)) throw error
    const message = error.hint === undefined ? error.message : `${error.message} (${error.hint})`
    return { ...base, outcome: 'Error', failures: [{ assertion: 'workload', message }], trace: [] }
  }
}

function runLaw(law: Law, { inputs }: Scenario, run: Placements, onStep: () => void): TestResult {
  const violations = checkLaw(law, inputs, run, onStep)
  const failures = violations.slice(0, manyViolations).map((message) => ({ assertion: law, message }))
  if (violations.length > failures.length)
    failures.push({ assertion: law, message: `and ${violations.length - failures.length} more` })
  return {
    name: `${law}: ${lawMeanings[law]}`,
    kind: 'Law',
    workload: null,
    outcome: violations.length === 0 ? 'Passed' : 'Failed',
    failures,
    trace: [],
  }
}

/** Each law once, in their order. */
function chosenLaws(wanted: readonly (Law | 'All')[]): Law[] {
  return wanted.includes('All') ? [...lawNames] : lawNames.filter((law) => wanted.includes(law))
}
