import { type JsonValue, TmcError } from '../apimachinery/index.ts'
import type {
  CompiledRule,
  RuleEngine,
  RuleIssue,
  RuleJudgement,
  RuleOutcome,
  StructuralSchema,
  ValidationRule,
} from '../schema/index.ts'
import { environment, type Environment, ruleLimits } from './environment.ts'
import { CelFailure } from './failure.ts'
import type { Bindings, Program } from './program.ts'
import { compilePattern } from './regular-expression.ts'
import { boundsOf, escapeName, isResourceRoot, maxRequest, ruleType } from './schema-types.ts'
import { type CelType, optionalType } from './types.ts'
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
  /** By schema: as that of a whole resource, and as that of any other value. */
  readonly #environments = {
    resource: new WeakMap<StructuralSchema, RuleEnvironments>(),
    value: new WeakMap<StructuralSchema, RuleEnvironments>(),
  }

  constructor(kubernetes: string | undefined) {
    this.#kubernetes = kubernetes
    // Says now what is wrong with the version, rather than at the first rule.
    environment(kubernetes === undefined ? {} : { kubernetes })
  }

  compile(
    rule: ValidationRule,
    schema: StructuralSchema,
    isResource = isResourceRoot(schema),
  ): CompiledRule | { readonly issues: readonly RuleIssue[] } {
    const pair = this.#environmentsOf(schema, isResource)
    if (pair === undefined)
      return { issues: [{ message: 'failed to convert to declType for CEL validation rules', line: 1, column: 1 }] }
    const env = rule.optionalOldSelf === true ? pair.optional : pair.plain
    const program = compiled(env, rule.rule, 'bool')
    if ('issues' in program) return program
    const message = messageOf(env, rule)
    if (message !== undefined && 'issues' in message) return message
    return new CelRule(program, message, rule.optionalOldSelf === true)
  }

  judge(rule: ValidationRule, schema: StructuralSchema, isResource: boolean): RuleJudgement | undefined {
    const pair = this.#environmentsOf(schema, isResource)
    if (pair === undefined) return undefined
    const env = rule.optionalOldSelf === true ? pair.optional : pair.plain
    const { mostValues } = pair
    const program = compiled(env, rule.rule, 'bool')
    const nothing = { messageProblem: undefined, isTransition: false, cost: 0, messageCost: undefined, mostValues }
    if ('issues' in program) return { ...nothing, problem: problemText(program.issues, 'compilation failed') }
    const message = messageOf(env, rule)
    const isMessage = message !== undefined && !('issues' in message)
    return {
      problem: undefined,
      messageProblem:
        message === undefined || isMessage
          ? undefined
          : problemText(message.issues, 'messageExpression compilation failed'),
      isTransition: readsOldSelf(program),
      cost: program.cost.max,
      messageCost: isMessage ? message.cost.max : undefined,
      mostValues,
    }
  }

  pattern(source: string): ((text: string) => boolean) | undefined {
    const pattern = compilePattern(source)
    return typeof pattern === 'string' ? undefined : (text) => pattern.test(text)
  }

  #environmentsOf(schema: StructuralSchema, isResource: boolean): RuleEnvironments | undefined {
    const known = isResource ? this.#environments.resource : this.#environments.value
    let pair = known.get(schema)
    if (pair === undefined) {
      const type = ruleType(schema, isResource)
      if (type === undefined) return undefined
      const version = this.#kubernetes === undefined ? {} : { kubernetes: this.#kubernetes }
      const make = (oldSelf: CelType): Environment =>
        environment({ variables: { self: type, oldSelf }, ...version, limits: ruleLimits })
      // Between two values stands a comma at least.
      const mostValues = Math.floor(maxRequest / ((boundsOf(type)?.minBytes ?? 1) + 1))
      pair = { plain: make(type), optional: make(optionalType(type)), mostValues }
      known.set(schema, pair)
    }
    return pair
  }
}

/** What the rules on a schema are compiled against: without and with an `oldSelf` that is optional. */
type RuleEnvironments = { readonly plain: Environment; readonly optional: Environment; readonly mostValues: number }

/** Compiles an expression whose type must be known to be the one asked for: `dyn` will not do. */
function compiled(
  env: Environment,
  text: string,
  wanted: 'bool' | 'string',
): Program | { readonly issues: readonly RuleIssue[] } {
  try {
    const program = env.compile(text)
    if (program.type.kind === wanted) return program
    return { issues: [{ message: wrongAnswer[wanted], line: 1, column: 1 }] }
  } catch (error) {
    if (!(error instanceof TmcError) || error.code !== 'InvalidExpression') throw error
    return {
      issues: error.details.map(({ message, line, column }) => ({ message, line: line ?? 1, column: column ?? 1 })),
    }
  }
}

/** A server's words for an answer of another type than asked for. */
const wrongAnswer = {
  bool: 'cel expression must evaluate to a bool',
  string: 'messageExpression must evaluate to a string',
}

/** Issues on one line, after words that say what failed. */
function problemText(issues: readonly RuleIssue[], failed: string): string {
  const text = issues.map(({ message }) => message).join('; ')
  return Object.values(wrongAnswer).includes(text) ? text : `${failed}: ${text}`
}

function messageOf(
  env: Environment,
  { messageExpression }: ValidationRule,
): Program | { readonly issues: readonly RuleIssue[] } | undefined {
  return messageExpression === undefined || messageExpression === ''
    ? undefined
    : compiled(env, messageExpression, 'string')
}

function readsOldSelf({ reads }: Program): boolean {
  return reads.variables.includes('oldSelf')
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
    this.isTransition = readsOldSelf(program)
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
      return { verdict: 'Error', cost, message: this.#asWritten(result.failure, bindings) }
    }
    if (result.value === true) return { verdict: 'Passed', cost }
    if (this.#message === undefined) return { verdict: 'Violated', cost }
    const text = this.#message.evaluateCosted(bindings, { limit: budget })
    const total = cost + text.cost
    const message = typeof text.value === 'string' ? text.value.trim() : ''
    const isUsable = message !== '' && !message.includes('\n') && new TextEncoder().encode(message).length <= maxMessage
    return isUsable ? { verdict: 'Violated', cost: total, message } : { verdict: 'Violated', cost: total }
  }

  /** A server names a missing field as the rule writes it: `a__dash__b`, not `a-b`. */
  #asWritten({ reason, message }: CelFailure, bindings: Bindings): string {
    const words = 'no such key: '
    const written = escapeName(message.slice(words.length))
    if (reason !== 'NoSuchKey' || written === undefined || message === words + written) return message
    // Only the cheaper form knows where it failed.
    const failure = this.#program.attempt(bindings)
    const range = failure instanceof CelFailure ? failure.range : undefined
    const text = range === undefined ? '' : this.#program.text.slice(range.start, range.end)
    return text.endsWith(`.${written}`) ? words + written : message
  }
}
