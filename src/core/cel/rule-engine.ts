import { type JsonValue, TmcError } from '../apimachinery/index.ts'
import type {
  CompiledRule,
  RuleEngine,
  RuleIssue,
  RuleOutcome,
  StructuralSchema,
  ValidationRule,
} from '../schema/index.ts'
import { environment, type Environment } from './environment.ts'
import type { Program } from './program.ts'
import { compilePattern } from './regular-expression.ts'
import { isResourceRoot, ruleType } from './schema-types.ts'
import { boolType, type CelType, optionalType, stringType } from './types.ts'
import { Optional, type Value } from './values.ts'

/** Longest message that a messageExpression may give, in bytes. */
const maxMessage = 5 * 1024

/**
 * Evaluates `x-kubernetes-validations` as the API server does: types from the schema, Kubernetes' functions, its exact
 * cost, its error texts. Keeps what it compiles per schema.
 *
 * @param options.kubernetes the minor version whose functions rules may use; everything when absent
 * @throws TmcError `Usage` when the version is none
 */
export function celRuleEngine(options: { readonly kubernetes?: string } = {}): RuleEngine {
  return new CelRuleEngine(options.kubernetes)
}

class CelRuleEngine implements RuleEngine {
  readonly #kubernetes: string | undefined
  readonly #environments = new WeakMap<
    StructuralSchema,
    { readonly plain: Environment; readonly optional: Environment }
  >()

  constructor(kubernetes: string | undefined) {
    this.#kubernetes = kubernetes
    // Says now what is wrong with the version, rather than at the first rule.
    environment(kubernetes === undefined ? {} : { kubernetes })
  }

  compile(rule: ValidationRule, schema: StructuralSchema): CompiledRule | { readonly issues: readonly RuleIssue[] } {
    const env = this.#environmentOf(schema, rule.optionalOldSelf === true)
    if (env === undefined)
      return { issues: [{ message: 'failed to convert to declType for CEL validation rules', line: 1, column: 1 }] }
    try {
      const program = env.compile(rule.rule, boolType)
      const { messageExpression } = rule
      const message =
        messageExpression === undefined || messageExpression === ''
          ? undefined
          : env.compile(messageExpression, stringType)
      return new CelRule(program, message, rule.optionalOldSelf === true)
    } catch (error) {
      if (!(error instanceof TmcError) || error.code !== 'InvalidExpression') throw error
      return {
        issues: error.details.map(({ message, line, column }) => ({ message, line: line ?? 1, column: column ?? 1 })),
      }
    }
  }

  pattern(source: string): ((text: string) => boolean) | undefined {
    const pattern = compilePattern(source)
    return typeof pattern === 'string' ? undefined : (text) => pattern.test(text)
  }

  #environmentOf(schema: StructuralSchema, isOptional: boolean): Environment | undefined {
    let pair = this.#environments.get(schema)
    if (pair === undefined) {
      const type = ruleType(schema, isResourceRoot(schema))
      if (type === undefined) return undefined
      const version = this.#kubernetes === undefined ? {} : { kubernetes: this.#kubernetes }
      const make = (oldSelf: CelType): Environment =>
        environment({ variables: { self: type, oldSelf }, ...version, limits: { text: 1_000_000 } })
      pair = { plain: make(type), optional: make(optionalType(type)) }
      this.#environments.set(schema, pair)
    }
    return isOptional ? pair.optional : pair.plain
  }
}

class CelRule implements CompiledRule {
  readonly isTransition: boolean
  readonly #program: Program
  readonly #message: Program | undefined
  readonly #hasOptionalOldSelf: boolean

  constructor(program: Program, message: Program | undefined, hasOptionalOldSelf: boolean) {
    this.#program = program
    this.#message = message
    this.#hasOptionalOldSelf = hasOptionalOldSelf
    this.isTransition = program.reads.variables.includes('oldSelf')
  }

  evaluate(self: JsonValue, oldSelf: JsonValue | undefined, budget: number): RuleOutcome {
    const old: Value | undefined = this.#hasOptionalOldSelf
      ? oldSelf === undefined
        ? Optional.none
        : new Optional(oldSelf)
      : oldSelf
    const bindings = old === undefined ? { self } : { self, oldSelf: old }
    const result = this.#program.evaluateCosted(bindings, { limit: budget })
    const { cost } = result
    if (result.failure !== undefined) {
      if (result.failure.reason === 'BudgetExceeded') return { verdict: 'CostExceeded', cost }
      return { verdict: 'Error', cost, message: result.failure.message }
    }
    if (result.value === true) return { verdict: 'Passed', cost }
    if (this.#message === undefined) return { verdict: 'Violated', cost }
    const text = this.#message.evaluateCosted(bindings, { limit: budget })
    const total = cost + text.cost
    const message = typeof text.value === 'string' ? text.value.trim() : ''
    const isUsable = message !== '' && !message.includes('\n') && new TextEncoder().encode(message).length <= maxMessage
    return isUsable ? { verdict: 'Violated', cost: total, message } : { verdict: 'Violated', cost: total }
  }
}
