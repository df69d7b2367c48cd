import type { Program } from '../../cel/index.ts'
import { type Bits, noBits, setBit } from '../fleet/bits.ts'
import { evaluateRule, failed, matched, type RuleBindings, unmatched, type Verdict } from './expressions.ts'
import type { IndexedFleet } from '../fleet/fleet.ts'
import type { PlacementRule, PolicyPlan } from './policies.ts'
import type { Workload } from '../workload/workload.ts'

/** What the rules of a policy make of every target, for one workload or for all that look alike to them. */
export type RuleColumns = {
  /** Targets that Required rules remove; undefined when none is removed. */
  readonly refused: Bits | undefined
  /** Violated rules under Preferred; 0 otherwise. */
  readonly tier: Uint16Array
  /** Rule score, 0 to 100. */
  readonly score: Uint8Array
  /** The score as it ranks: 0 everywhere under Audit. */
  readonly ranked: Uint8Array
  /** Largest tier there is. */
  readonly worstTier: number
  /** Whether some rule failed on some target. */
  readonly hasErrors: boolean
}

/** A rule, compiled. */
export type CompiledRule = {
  readonly rule: PlacementRule
  readonly program: Program | undefined
  readonly readsCell: boolean
  readonly readsNow: boolean
  /** Whether its verdict depends on the workload, or on where the workload was. */
  readonly readsWorkload: boolean
  /** What it reads of the workload, so that workloads alike in it share verdicts; undefined: too much to compare. */
  readonly paths: readonly (readonly string[])[] | undefined
  readonly include: ReadonlySet<string> | undefined
  readonly exclude: ReadonlySet<string> | undefined
}

/** The rules of one policy over one fleet, with the verdicts that are known. */
export class RuleSet {
  readonly rules: readonly CompiledRule[]
  readonly #plan: PolicyPlan
  readonly #fleet: IndexedFleet
  /** Per rule the verdict on every target, for rules that read only the target. */
  readonly #verdicts: (Uint8Array | undefined)[]
  /** Per rule the verdicts by what was read of the workload. */
  readonly #alike: Map<string, Uint8Array>[]
  readonly #bindings: (RuleBindings | undefined)[] = []
  readonly #columns = new Map<string, RuleColumns>()

  constructor(plan: PolicyPlan, fleet: IndexedFleet) {
    this.#plan = plan
    this.#fleet = fleet
    this.rules = plan.policy.spec.rules.map((rule) => compiled(rule, plan))
    this.#verdicts = this.rules.map(() => undefined)
    this.#alike = this.rules.map(() => new Map<string, Uint8Array>())
  }

  /** The verdicts of all rules on all targets, combined. */
  columns(workload: Workload, placed: readonly string[]): RuleColumns {
    const key = this.#likeness(workload, placed)
    const known = key === undefined ? undefined : this.#columns.get(key)
    if (known !== undefined) return known
    const verdicts = this.rules.map((_, index) => this.#verdictsOf(index, workload, placed))
    const columns = combine(this.#plan, this.rules, verdicts, this.#fleet.size)
    if (key !== undefined) {
      if (this.#columns.size >= 256) this.#columns.clear()
      this.#columns.set(key, columns)
    }
    return columns
  }

  /** One rule on one target; the same code for the whole column and for one explanation. */
  verdict(index: number, target: number, workload: Workload | undefined, placed: readonly string[]): Verdict {
    const known = this.#verdicts[index]
    if (known !== undefined) return toVerdict(known[target])
    const rule = this.rules[index]
    return rule === undefined ? unmatched : this.#evaluate(rule, target, workload, placed)
  }

  /** The variables of the rules for one target. */
  bindings(target: number, workload: Workload | undefined, placed: readonly string[]): RuleBindings | undefined {
    const { expressions } = this.#plan
    if (expressions === undefined) return undefined
    let bindings = this.#bindings[target]
    if (bindings === undefined) this.#bindings[target] = bindings = expressions.bindings(this.#fleet, target)
    bindings.about(workload, placed)
    return bindings
  }

  get budget(): number {
    return this.#plan.expressions?.budget ?? 0
  }

  #verdictsOf(index: number, workload: Workload, placed: readonly string[]): Uint8Array {
    const rule = this.rules[index]
    if (rule === undefined) return new Uint8Array(this.#fleet.size)
    if (!rule.readsWorkload) return (this.#verdicts[index] ??= this.#column(rule, workload, placed))
    const alike = this.#alike[index]
    if (rule.paths === undefined || alike === undefined) return this.#column(rule, workload, placed)
    const key = likenessOf(rule.paths, workload)
    let verdicts = alike.get(key)
    if (verdicts === undefined) {
      verdicts = this.#column(rule, workload, placed)
      if (alike.size >= 256) alike.clear()
      alike.set(key, verdicts)
    }
    return verdicts
  }

  #column(rule: CompiledRule, workload: Workload, placed: readonly string[]): Uint8Array {
    const column = new Uint8Array(this.#fleet.size)
    for (let target = 0; target < column.length; target++)
      column[target] = this.#evaluate(rule, target, workload, placed)
    return column
  }

  #evaluate(rule: CompiledRule, target: number, workload: Workload | undefined, placed: readonly string[]): Verdict {
    const name = this.#fleet.names[target] ?? ''
    if (rule.include?.has(name) === false || rule.exclude?.has(name) === true) return unmatched
    if (rule.program === undefined) return matched
    if (rule.readsNow && this.#fleet.now === undefined) return failed
    const bindings = this.bindings(target, rule.readsWorkload ? workload : undefined, placed)
    return bindings === undefined ? failed : evaluateRule(rule.program, rule.readsCell, bindings, this.budget)
  }

  /** What all rules together read of a workload; undefined when that cannot be compared. */
  #likeness(workload: Workload, placed: readonly string[]): string | undefined {
    let key = ''
    for (const { readsWorkload, paths } of this.rules) {
      if (!readsWorkload) continue
      if (paths === undefined) return undefined
      key += likenessOf(paths, workload)
    }
    return placed.length > 0 && key !== '' ? undefined : key
  }
}

function toVerdict(value: number | undefined): Verdict {
  return value === matched ? matched : value === failed ? failed : unmatched
}

function compiled(rule: PlacementRule, plan: PolicyPlan): CompiledRule {
  const program = plan.expressions?.program(rule.name)
  const { include, exclude } = rule.clusters ?? {}
  const lists = {
    include: include === undefined ? undefined : new Set(include),
    exclude: exclude === undefined ? undefined : new Set(exclude),
  }
  if (program === undefined || plan.expressions === undefined)
    return { rule, program, readsCell: false, readsNow: false, readsWorkload: false, paths: undefined, ...lists }
  const reads = plan.expressions.reads(program)
  const paths = plan.expressions.workloadPaths(program)
  const readsPlaced = reads.has('placed')
  return {
    rule,
    program,
    readsCell: reads.has('cell'),
    readsNow: reads.has('now'),
    readsWorkload: reads.has('workload') || reads.has('object') || readsPlaced,
    paths: readsPlaced || paths.some((path) => path.length === 0) ? undefined : paths,
    ...lists,
  }
}

/** The values at some paths of a workload, as a text; a path through a list takes the list. */
function likenessOf(paths: readonly (readonly string[])[], workload: Workload): string {
  let key = ''
  for (const path of paths) {
    let value: unknown = workload.object
    for (const part of path) {
      if (part === '[*]' || typeof value !== 'object' || value === null || Array.isArray(value)) break
      value = Object.hasOwn(value, part) ? (value as { readonly [key: string]: unknown })[part] : undefined
    }
    key += `${JSON.stringify(value, bigintsAsText) ?? '-'}\n`
  }
  return key
}

function bigintsAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}

/** Whether a verdict of a rule is a violation; an error counts as one, so that Require and Forbid fail closed. */
export function isViolation(effect: PlacementRule['effect'], verdict: Verdict): boolean {
  if (effect === 'Require') return verdict !== matched
  return effect === 'Forbid' && verdict !== unmatched
}

function combine(
  { policy }: PolicyPlan,
  rules: readonly CompiledRule[],
  verdicts: readonly Uint8Array[],
  size: number,
): RuleColumns {
  const { enforcement } = policy.spec
  const tier = new Uint16Array(size)
  const score = new Uint8Array(size)
  const refused = noBits(size)
  let hasErrors = false
  let worstTier = 0
  let hasRefused = false
  let weights = 0
  let avoided = 0
  for (const { rule } of rules)
    if (rule.effect === 'Prefer' || rule.effect === 'Avoid') {
      weights += rule.weight
      if (rule.effect === 'Avoid') avoided += rule.weight
    }
  for (let target = 0; target < size; target++) {
    let violations = 0
    let points = avoided
    for (let index = 0; index < rules.length; index++) {
      const rule = rules[index]?.rule
      const verdict = toVerdict(verdicts[index]?.[target])
      if (rule === undefined) continue
      if (verdict === failed) hasErrors = true
      if (isViolation(rule.effect, verdict)) violations++
      else if (verdict === matched && rule.effect === 'Prefer') points += rule.weight
      else if (verdict === matched && rule.effect === 'Avoid') points -= rule.weight
    }
    if (weights > 0) score[target] = Math.floor((100 * points) / weights)
    if (violations === 0) continue
    if (enforcement === 'Required') {
      setBit(refused, target)
      hasRefused = true
    } else if (enforcement === 'Preferred') {
      tier[target] = violations
      worstTier = Math.max(worstTier, violations)
    }
  }
  return {
    refused: hasRefused ? refused : undefined,
    tier,
    score,
    ranked: enforcement === 'Audit' ? new Uint8Array(size) : score,
    worstTier,
    hasErrors,
  }
}
