import type { KubeObject, Path } from '../../apimachinery/index.ts'
import type { Placements } from '../../placement/index.ts'
import type { Scenario } from '../scenario.ts'

/** How bad a finding is. */
export const severities = ['Error', 'Warning', 'Info'] as const
export type Severity = (typeof severities)[number]

/** Everything lint looks for. Numbers are for good; a rule that goes leaves a gap. */
export const lintRules = {
  RuleMatchesNothing: { code: 'TMC1001', severity: 'Warning', means: 'a rule matches no target of the fleet' },
  RuleMatchesEverything: {
    code: 'TMC1002',
    severity: 'Info',
    means: 'a rule matches every target: it tells none apart',
  },
  RuleWithoutCondition: {
    code: 'TMC1003',
    severity: 'Warning',
    means: 'a rule has neither an expression nor clusters',
  },
  ContradictoryRules: { code: 'TMC1004', severity: 'Error', means: 'two rules exclude each other on every target' },
  RareSpreadKey: { code: 'TMC1005', severity: 'Warning', means: 'a spread key that some targets do not carry' },
  UnreachablePolicy: {
    code: 'TMC1006',
    severity: 'Warning',
    means: 'all workloads a policy selects are claimed by policies of higher priority',
  },
  EqualPriorities: { code: 'TMC1007', severity: 'Warning', means: 'two policies of one priority claim one workload' },
  ImpossibleBounds: { code: 'TMC1008', severity: 'Error', means: 'bounds that a workload cannot keep' },
  PolicyWithoutWorkloads: { code: 'TMC1009', severity: 'Info', means: 'a policy selects no workload of the input' },
  UnknownReference: { code: 'TMC1010', severity: 'Error', means: 'something is named that is not there' },
  RuleFails: { code: 'TMC1011', severity: 'Error', means: 'the expression of a rule fails on some targets' },
  ConstraintWithoutWorkloads: {
    code: 'TMC1012',
    severity: 'Info',
    means: 'a constraint selects no workload of the input',
  },
  SelectorMatchesNoTarget: {
    code: 'TMC1013',
    severity: 'Error',
    means: 'the clusterSelector of a policy selects no target',
  },
  UselessToleration: { code: 'TMC1014', severity: 'Info', means: 'a toleration that matches no taint of the fleet' },
  WorkloadWithoutPolicy: { code: 'TMC1015', severity: 'Info', means: 'no policy selects a workload' },
  WorkloadWithoutRequests: {
    code: 'TMC1016',
    severity: 'Info',
    means: 'a workload asks for no cpu and no memory, so that any amount of it fits anywhere',
  },
  IdleTarget: { code: 'TMC1017', severity: 'Info', means: 'a target on which nothing is placed' },
  SpreadCannotHold: { code: 'TMC1018', severity: 'Error', means: 'a spread needs more domains than the fleet has' },
  Unplaceable: { code: 'TMC1019', severity: 'Error', means: 'a workload that is not, or not wholly, placed' },
} as const satisfies { readonly [name: string]: { code: string; severity: Severity; means: string } }

/** What lint looks for, by name. */
export type LintRule = keyof typeof lintRules

/** Something lint found. */
export type Finding = {
  readonly code: string
  readonly rule: LintRule
  readonly severity: Severity
  /** The object it is in: `PlacementPolicy/shop/front`. */
  readonly object: string
  /** The field, as a path; empty for the object itself. */
  readonly field: string
  readonly message: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
}

/** A finding before it is told where it is written. */
export type Found = {
  readonly rule: LintRule
  readonly object: KubeObject
  readonly path: Path
  readonly message: string
  /** Worse or better than the rule usually is. */
  readonly severity?: Severity
}

/** What checks look at. */
export type LintContext = { readonly scenario: Scenario; readonly run: Placements }

/** Looks for one or more kinds of findings. */
export type Check = (context: LintContext) => Iterable<Found>
