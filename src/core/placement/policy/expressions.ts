import { Quantity, TmcError } from '../../apimachinery/index.ts'
import { PlacementPolicy, SyncTarget } from '../../api/index.ts'
import {
  boolType,
  CelFailure,
  type Explanation,
  type PlacementEnvironment,
  placementEnvironment,
  type Program,
  Timestamp,
} from '../../cel/index.ts'
import type { IndexedFleet } from '../fleet/fleet.ts'
import type { Workload } from '../workload/workload.ts'

/** Steps one expression may take, and those all rules of a policy may take on one target together. */
const stepsPerExpression = 1_000_000
const stepsPerPair = 10_000_000

/** What a rule's expression came to on one target. */
export const unmatched = 0
export const matched = 1
export const failed = 2
export type Verdict = typeof unmatched | typeof matched | typeof failed

/** Compiled expressions of one policy: its rules' and its variables'. */
export class Expressions {
  readonly #policy: PlacementPolicy
  readonly #programs = new Map<string, Program>()
  readonly #variables: readonly { readonly name: string; readonly program: Program }[]
  readonly budget: number

  /** @throws TmcError `InvalidExpression` for the first expression that does not compile */
  constructor(policy: PlacementPolicy) {
    this.#policy = policy
    const environment = rulesEnvironment(policy)
    this.#variables = environment.variables
    let count = this.#variables.length
    for (const [index, rule] of policy.spec.rules.entries()) {
      if (rule.celExpression === undefined) continue
      this.#programs.set(
        rule.name,
        compile(environment, policy, `spec.rules[${index}].celExpression`, rule.celExpression),
      )
      count++
    }
    this.budget = Math.min(stepsPerExpression, Math.floor(stepsPerPair / Math.max(1, count)))
  }

  program(rule: string): Program | undefined {
    return this.#programs.get(rule)
  }

  /** Names of the variables an expression reads, those behind `variables.x` included. */
  reads(program: Program): ReadonlySet<string> {
    const found = new Set<string>()
    const visit = (one: Program, before: number) => {
      for (const name of one.reads.variables) found.add(name)
      for (const [index, variable] of this.#variables.entries())
        if (index < before && isRead(one, variable.name)) visit(variable.program, index)
    }
    visit(program, this.#variables.length)
    return found
  }

  /** Paths an expression reads from the workload, those behind `variables.x` included. */
  workloadPaths(program: Program): (readonly string[])[] {
    const found: (readonly string[])[] = []
    const visit = (one: Program, before: number) => {
      for (const path of one.reads.paths) if (path[0] === 'workload' || path[0] === 'object') found.push(path.slice(1))
      for (const [index, variable] of this.#variables.entries())
        if (index < before && isRead(one, variable.name)) visit(variable.program, index)
    }
    visit(program, this.#variables.length)
    return found
  }

  /** What expressions see of one target. */
  bindings(fleet: IndexedFleet, target: number): RuleBindings {
    return new RuleBindings(this.#policy, fleet, target, (bindings) => this.#lazyVariables(bindings))
  }

  #lazyVariables(bindings: RuleBindings): object {
    const values = {}
    for (const { name, program } of this.#variables)
      Object.defineProperty(values, name, {
        enumerable: true,
        configurable: true,
        get: () => {
          const value = program.attempt(bindings.values, { budget: this.budget })
          // The engine's own way to fail: whoever reads the variable fails where it reads it.
          // eslint-disable-next-line @typescript-eslint/only-throw-error
          if (value instanceof CelFailure) throw new CelFailure(value.reason, value.message)
          Object.defineProperty(values, name, { value, enumerable: true })
          return value
        },
      })
    return values
  }
}

/** Whether a program reads a variable of the policy; one that uses `variables` whole reads all. */
function isRead(program: Program, name: string): boolean {
  return program.reads.paths.some(
    ([root, field]) => root === 'variables' && (field === undefined || field === '[*]' || field === name),
  )
}

type RulesEnvironment = Pick<PlacementEnvironment, 'compile' | 'variables'>

/** What rules read is typed as it is when a policy is admitted, so that both refuse the same expressions. */
const schemas = { target: SyncTarget.schema, policy: PlacementPolicy.schema }

let plain: PlacementEnvironment | undefined

/** The environment of a policy's rules; policies without variables share one, made when the first needs it. */
function rulesEnvironment(policy: PlacementPolicy): RulesEnvironment {
  const { variables = [] } = policy.spec
  if (variables.length === 0) {
    if (policy.spec.rules.every(({ celExpression }) => celExpression === undefined)) return noExpressions
    return (plain ??= placementEnvironment(schemas))
  }
  return named(policy, 'spec.variables', () => placementEnvironment({ ...schemas, variables }))
}

const noExpressions: RulesEnvironment = {
  variables: [],
  compile: () => {
    throw new TmcError('Bug', 'a policy without expressions has none to compile')
  },
}

function compile(environment: RulesEnvironment, policy: PlacementPolicy, field: string, text: string): Program {
  return named(policy, field, () => environment.compile(text, boolType))
}

/** Says in which policy and field an expression does not compile. */
function named<T>(policy: PlacementPolicy, field: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof TmcError) || (error.code !== 'InvalidExpression' && error.code !== 'InvalidPolicy'))
      throw error
    const where = `PlacementPolicy "${policy.metadata.name}": ${field}: `
    // What comes before the first problem is said of the others too: `variables.x: `.
    const before = error.message.slice(0, Math.max(0, error.message.indexOf(error.details[0]?.message ?? '')))
    throw new TmcError(error.code, `${where}${error.message}`, {
      hint: error.hint,
      details: error.details.map((detail) => ({ field, ...detail, message: `${where}${before}${detail.message}` })),
      cause: error,
    })
  }
}

/** The variables of the rules of one policy on one target; made once, then told which workload it is about. */
export class RuleBindings {
  readonly values: { [name: string]: unknown }
  readonly cells: NonNullable<SyncTarget['spec']['cells']>
  readonly #variables: ((bindings: RuleBindings) => object) | undefined

  constructor(
    policy: PlacementPolicy,
    fleet: IndexedFleet,
    target: number,
    variables: (bindings: RuleBindings) => object,
  ) {
    const facts = factsOf(fleet, target)
    this.cells = facts.target.spec.cells ?? []
    this.values = {
      target: facts.target,
      cell: null,
      workload: undefined,
      object: undefined,
      policy,
      params: policy.spec.params ?? {},
      variables: {},
      capacity: facts.capacity,
      allocated: facts.allocated,
      available: facts.available,
      now: fleet.now === undefined ? null : new Timestamp(Math.floor(fleet.now / 1000), (fleet.now % 1000) * 1_000_000),
      placed: [],
    }
    this.#variables = (policy.spec.variables?.length ?? 0) > 0 ? variables : undefined
  }

  /** Sets the workload, and where it was before the run. */
  about(workload: Workload | undefined, placed: readonly string[]): void {
    this.values['workload'] = workload?.object
    this.values['object'] = workload?.object
    this.values['placed'] = placed
    if (this.#variables !== undefined) this.values['variables'] = this.#variables(this)
  }

  /** Sets the cell; what variables came to for another cell is forgotten. */
  atCell(cell: unknown): void {
    this.values['cell'] = cell
    if (this.#variables !== undefined) this.values['variables'] = this.#variables(this)
  }
}

type Facts = {
  readonly target: SyncTarget
  readonly capacity: ReadonlyMap<string, Quantity>
  readonly allocated: ReadonlyMap<string, Quantity>
  readonly available: ReadonlyMap<string, Quantity>
}

const factsByTarget = new WeakMap<SyncTarget, Facts>()

/** A target as rules see it: with its location filled in, and its resources as quantities. */
function factsOf(fleet: IndexedFleet, number: number): Facts {
  const target = fleet.targets[number]
  if (target === undefined) throw new TmcError('Bug', `no target ${number}`)
  let facts = factsByTarget.get(target)
  if (facts !== undefined) return facts
  const { spec, status } = target
  const capacity = new Map<string, Quantity>()
  for (const cell of spec.cells ?? []) addAll(capacity, cell.capacity ?? {}, 1)
  addAll(capacity, spec.reserved ?? {}, -1)
  const allocated = new Map<string, Quantity>()
  addAll(allocated, status?.allocatedResources ?? {}, 1)
  const available = new Map<string, Quantity>()
  addAll(available, status?.availableResources ?? {}, 1)
  for (const [resource, whole] of capacity)
    if (!available.has(resource)) available.set(resource, whole.subtract(allocated.get(resource) ?? Quantity.zero))
  facts = {
    target: spec.location === undefined ? { ...target, spec: { ...spec, location: target.metadata.name } } : target,
    capacity,
    allocated,
    available,
  }
  factsByTarget.set(target, facts)
  return facts
}

function addAll(
  sums: Map<string, Quantity>,
  amounts: { readonly [resource: string]: string | number },
  sign: 1 | -1,
): void {
  for (const [resource, text] of Object.entries(amounts)) {
    const amount = Quantity.tryParse(text)
    const before = sums.get(resource)
    if (amount === undefined || (sign < 0 && before === undefined)) continue
    const signed = sign < 0 ? amount.negate() : amount
    sums.set(resource, before === undefined ? signed : before.add(signed))
  }
}

/** Evaluates a rule on a target; one that reads `cell` matches when it matches on any cell. */
export function evaluateRule(program: Program, readsCell: boolean, bindings: RuleBindings, budget: number): Verdict {
  if (!readsCell) return verdictOf(program.attempt(bindings.values, { budget }))
  let worst: Verdict = unmatched
  for (const cell of bindings.cells) {
    bindings.atCell(cell)
    const verdict = verdictOf(program.attempt(bindings.values, { budget }))
    if (verdict === matched) return matched
    if (verdict === failed) worst = failed
  }
  return worst
}

function verdictOf(value: unknown): Verdict {
  return value === true ? matched : value === false ? unmatched : failed
}

/** One evaluation with the value of each part, for the trace; one per cell for a rule that reads cells. */
export type RuleExplanation = {
  readonly cell?: string
  readonly explanation: Explanation
  /** What went wrong, with the part of the expression where it did. */
  readonly error?: string
}

/** Evaluates a rule again and keeps what each part came to. */
export function explainRule(
  program: Program,
  readsCell: boolean,
  bindings: RuleBindings,
  budget: number,
): RuleExplanation[] {
  if (!readsCell) return [explained(program, bindings, budget)]
  return bindings.cells.map((cell) => {
    bindings.atCell(cell)
    return { cell: cell.name, ...explained(program, bindings, budget) }
  })
}

function explained(program: Program, bindings: RuleBindings, budget: number): RuleExplanation {
  const explanation = program.explain(bindings.values, { budget })
  const value = program.attempt(bindings.values, { budget })
  if (!(value instanceof CelFailure))
    return typeof value === 'boolean' ? { explanation } : { explanation, error: 'the expression is not true or false' }
  const { range, message } = value
  const part = range === undefined ? program.text : program.text.slice(range.start, range.end)
  return { explanation, error: `${message} in ${part}` }
}
