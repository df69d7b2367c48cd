import { CelFailure, type Explanation } from '../../cel/index.ts'
import type { TraceEntry } from './decision.ts'
import { explainRule, failed, matched, type RuleExplanation, type Verdict } from '../policy/expressions.ts'
import { type Reason, reason } from '../reasons.ts'
import { type CompiledRule, isViolation } from '../policy/rules.ts'
import type { Subject } from '../subject.ts'

/** Why rules refuse a target; of one rule when `only` is given. */
export function ruleReasons(subject: Subject, target: number, only?: number): Reason[] {
  const { rules, workload, before } = subject
  return rules.rules.flatMap((compiled, index) => {
    if (only !== undefined && only !== index) return []
    const verdict = rules.verdict(index, target, workload, before)
    return isViolation(compiled.rule.effect, verdict) ? [violation(subject, target, compiled, verdict)] : []
  })
}

function violation(subject: Subject, target: number, compiled: CompiledRule, verdict: Verdict): Reason {
  const { name, effect } = compiled.rule
  if (verdict === failed)
    return reason('RuleError', name, `rule "${name}" (${effect}) failed: ${errorOf(subject, target, compiled)}`)
  const what = describe(subject, target, compiled)
  return effect === 'Require'
    ? reason('RequireUnmatched', name, `rule "${name}" requires ${what}`)
    : reason('ForbidMatched', name, `rule "${name}" forbids ${what}`)
}

function describe({ world }: Subject, target: number, { rule, include, exclude }: CompiledRule): string {
  const name = world.fleet.names[target] ?? ''
  if (include?.has(name) === false) return `one of the targets ${[...include].join(', ')}`
  if (exclude?.has(name) === true) return `a target other than ${[...exclude].join(', ')}`
  return rule.celExpression ?? 'any target'
}

function errorOf(subject: Subject, target: number, compiled: CompiledRule): string {
  if (compiled.readsNow && subject.world.fleet.now === undefined) return 'it reads now, and no time is given'
  return explanations(subject, target, compiled).find(({ error }) => error !== undefined)?.error ?? 'it gave no answer'
}

function explanations({ rules, workload, before }: Subject, target: number, compiled: CompiledRule): RuleExplanation[] {
  if (compiled.program === undefined) return []
  const bindings = rules.bindings(target, workload, before)
  return bindings === undefined ? [] : explainRule(compiled.program, compiled.readsCell, bindings, rules.budget)
}

/** The rules of the policy on one target: verdict, points, and what each part of an expression came to. */
export function ruleEntries(subject: Subject, target: number): TraceEntry[] {
  const { rules, workload, before } = subject
  return rules.rules.map((compiled, index) => {
    const { rule } = compiled
    const verdict = rules.verdict(index, target, workload, before)
    const points =
      rule.effect === 'Prefer' || rule.effect === 'Avoid'
        ? verdict === matched
          ? rule.effect === 'Prefer'
            ? rule.weight
            : -rule.weight
          : 0
        : null
    const parts = explanations(subject, target, compiled)
    return {
      stage: 'Rules',
      name: rule.name,
      verdict: verdict === matched ? 'Matched' : verdict === failed ? 'Error' : 'Unmatched',
      points,
      inputs: {
        effect: rule.effect,
        ...(rule.clusters === undefined ? {} : { clusters: rule.clusters }),
        ...(rule.celExpression === undefined ? {} : { expression: rule.celExpression }),
        ...(parts.length === 0 ? {} : { values: parts.map(shown) }),
      },
      ...(isViolation(rule.effect, verdict) ? { message: violation(subject, target, compiled, verdict).message } : {}),
    }
  })
}

/** The parts of an expression, outermost first, with what each came to. */
function shown({ cell, explanation }: RuleExplanation): { readonly [name: string]: unknown } {
  const parts: { readonly text: string; readonly value: unknown }[] = []
  collect(explanation, parts)
  return { ...(cell === undefined ? {} : { cell }), parts }
}

const mostParts = 50

function collect(
  { text, value, failure, children, element, key }: Explanation,
  parts: { readonly text: string; readonly value: unknown }[],
): void {
  if (parts.length >= mostParts) return
  const where: { [variable: string]: unknown } = {}
  for (const one of [key, element]) if (one !== undefined) where[one.variable] = plain(one.value)
  if (failure !== undefined) parts.push({ text, value: `error: ${failure.message}`, ...where })
  else if (value !== undefined && !isLiteral(text)) parts.push({ text, value: plain(value), ...where })
  for (const child of children) collect(child, parts)
}

function isLiteral(text: string): boolean {
  return /^(?:-?\d|['"]|true$|false$|null$)/.test(text)
}

/** A value as plain data; a large one by its size. */
function plain(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return value.length <= 10 ? value.map(plain) : `a list of ${value.length}`
  if (value instanceof Map) return `a map of ${value.size}`
  if (typeof value !== 'object') return undefined
  if (Object.getPrototypeOf(value) !== Object.prototype) return text(value)
  const keys = Object.keys(value)
  return keys.length <= 8 ? Object.fromEntries(keys.map((key) => [key, member(value, key)])) : `a map of ${keys.length}`
}

/** Quantities, times and the like print themselves. */
function text(value: object): string {
  const own = (value as { toString(): unknown }).toString()
  return typeof own === 'string' && !own.startsWith('[object') ? own : 'a value'
}

/** A member on its own line; a variable that fails says how. */
function member(value: object, key: string): unknown {
  try {
    return shallow(Reflect.get(value, key))
  } catch (error) {
    if (!(error instanceof CelFailure)) throw error
    return `error: ${error.message}`
  }
}

function shallow(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? '…' : typeof value === 'bigint' ? String(value) : value
}
