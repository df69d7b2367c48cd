import type { JsonValue } from '../apimachinery/index.ts'
import type { StructuralSchema, ValidationRule } from './structural.ts'

/** What one evaluation of a rule came to. `cost` is in Kubernetes' cost units. */
export type RuleOutcome =
  | { readonly verdict: 'Passed'; readonly cost: number }
  /** `message` is that of the rule's messageExpression, when it has one that gave a text. */
  | { readonly verdict: 'Violated'; readonly cost: number; readonly message?: string }
  /** `message` is what Kubernetes says went wrong: `no such key: size`. */
  | { readonly verdict: 'Error'; readonly cost: number; readonly message: string }
  | { readonly verdict: 'CostExceeded'; readonly cost: number }

/** A compiled rule. */
export type CompiledRule = {
  /** Whether it reads `oldSelf`, and so runs on updates only unless the rule has `optionalOldSelf`. */
  readonly isTransition: boolean
  /**
   * @param self the value the rule stands on, never null
   * @param oldSelf its previous value; undefined when there is none
   * @param budget cost units this evaluation may use
   */
  evaluate(self: JsonValue, oldSelf: JsonValue | undefined, budget: number): RuleOutcome
}

/** What is wrong with a rule before it runs. */
export type RuleIssue = { readonly message: string; readonly line: number; readonly column: number }

/**
 * What an engine says of a rule that is to become part of a CRD. An expression that does not compile costs nothing and
 * reads nothing.
 */
export type RuleJudgement = {
  /** What is wrong with the rule itself, on one line: `compilation failed: 1:1: …`. */
  readonly problem: string | undefined
  /** What is wrong with its messageExpression, which is looked at when the rule compiles. */
  readonly messageProblem: string | undefined
  readonly isTransition: boolean
  /** Kubernetes' static estimate of one evaluation at most, in its cost units; Infinity when nothing bounds it. */
  readonly cost: number
  /** The same of the messageExpression; undefined when there is none that compiles. */
  readonly messageCost: number | undefined
  /** How many values of the schema fit into the largest request that a server takes: 3 MiB. */
  readonly mostValues: number
}

/**
 * Evaluates `x-kubernetes-validations` for the schema room, which does not know the language they are written in.
 * What an engine compiles is kept for as long as the engine lives, so make one and use it for everything.
 */
export interface RuleEngine {
  /**
   * Compiles a rule that stands on a value of `schema`.
   *
   * @param isResource whether the schema is that of a whole resource, of which rules may read apiVersion, kind and the
   * name in any case; absent: whether it looks like one
   * @returns the issues when it does not compile
   */
  compile(
    rule: ValidationRule,
    schema: StructuralSchema,
    isResource?: boolean,
  ): CompiledRule | { readonly issues: readonly RuleIssue[] }
  /**
   * Says what a server wants to know of a rule before it accepts its CRD.
   *
   * @param isResource whether the schema is that of a whole resource: the root of a CRD, or an embedded one
   * @returns undefined when rules cannot see values of the schema
   */
  judge(rule: ValidationRule, schema: StructuralSchema, isResource: boolean): RuleJudgement | undefined
  /** Compiles an RE2 pattern to a test for a match anywhere in a text; undefined when it is not RE2. */
  pattern(source: string): ((text: string) => boolean) | undefined
}
