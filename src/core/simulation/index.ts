/**
 * What-if over placement: scenarios out of manifests and hubs, reports, explanations, comparisons, test suites, losses,
 * headroom, suggestions, lint. Pure: every number comes from deciding again with other inputs. Knows no terminal and no
 * store; who carries a plan out is somebody else.
 */
export type { Binding } from './binding.ts'
export * from './diff.ts'
export * from './explain.ts'
export * from './headroom.ts'
export { type Loss, type LossOptions, type LossReport, type LostWorkload, tryLosses } from './losses.ts'
export { type Finding, type LintRule, lintRules, severities, type Severity } from './lint/finding.ts'
export { type LintReport, lintScenario } from './lint/lint.ts'
export * from './orderings.ts'
export * from './outage.ts'
export * from './plan-decisions.ts'
export * from './report.ts'
export * from './report-text.ts'
export * from './scenario.ts'
export * from './suggest.ts'
export { formatJUnit } from './suite/junit.ts'
export { type Law, lawNames } from './suite/laws.ts'
export { PlacementTest, readSuite } from './suite/placement-test.ts'
export { runSuite, type SuiteResult, type TestResult } from './suite/run-suite.ts'
export * from './threshold.ts'
export { askAbout, type TargetAnswer, type TargetAnswers } from './why.ts'
export * from './without.ts'
export { findWorkload, workloadLabel } from './workload-name.ts'
