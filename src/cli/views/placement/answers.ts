import type { TraceEntry } from '../../../core/placement/index.ts'
import {
  ruleParts,
  ruleText,
  type TargetAnswer,
  type TargetAnswers,
  workloadLabel,
} from '../../../core/simulation/index.ts'
import { sanitize } from '../../printers/index.ts'
import { bypassLine } from './bypass-line.ts'

/** Why workloads are, or are not, on a target, for people: every reason, and the values rules were made of. */
export function formatAnswers({ answers, clusterName, question }: TargetAnswers): string {
  if (answers.length === 0)
    return question === 'Why' ? `nothing is placed on ${clusterName}\n` : `everything is placed on ${clusterName}\n`
  return answers.map(formatAnswer).join('\n')
}

function formatAnswer(answer: TargetAnswer): string {
  const { workload, policy, isChosen, replicas, reason, reasons, overflow, leftOver, runsOn, trace } = answer
  const by = policy === null ? '' : ` (policy ${policy})`
  const lines = [
    `${workloadLabel(workload)}${by}${replicas === null ? '' : `: ${replicas} replica${replicas === 1 ? '' : 's'}`}`,
  ]
  if (isChosen) lines.push(`  ${reason ?? ''}`)
  for (const entry of trace) {
    const bypassed = bypassLine(entry)
    if (bypassed !== undefined) lines.push(`  ${bypassed}`)
  }
  for (const { stage, code, message } of reasons) lines.push(`  ${stage}/${code}: ${message}`)
  const told = new Set(reasons.map(({ message }) => message))
  const named = new Set(reasons.filter(({ stage }) => stage === 'Rules').map(({ name }) => name))
  for (const rule of answer.lostTo?.because ?? []) named.add(rule)
  if (reasons.some(({ code }) => code === 'WorseTier'))
    for (const { stage, name, verdict, inputs } of trace)
      if (stage === 'Rules' && isViolated(inputs['effect'], verdict)) named.add(name)
  for (const entry of trace)
    if (entry.stage === 'Rules' && (isChosen || named.has(entry.name))) lines.push(...ruleLines(entry, told))
  for (const message of leftOver) lines.push(`  ${overflow ?? 0} left over: ${message}`)
  if (!isChosen) lines.push(runsOn.length === 0 ? '  runs nowhere' : `  runs on ${runsOn.map(clusterText).join(' ')}`)
  return `${lines.map(sanitize).join('\n')}\n`
}

function isViolated(effect: unknown, verdict: TraceEntry['verdict']): boolean {
  return (
    (effect === 'Require' && (verdict === 'Unmatched' || verdict === 'Error')) ||
    (effect === 'Forbid' && (verdict === 'Matched' || verdict === 'Error'))
  )
}

function clusterText({ clusterName, replicas }: TargetAnswer['runsOn'][number]): string {
  return replicas === null ? clusterName : `${clusterName}=${replicas}`
}

/** A rule and the value of each part of its expression; not again what was told. */
function ruleLines(entry: TraceEntry, told: ReadonlySet<string>): string[] {
  const { verdict, message } = entry
  const lines = [`    ${ruleText(entry)}`]
  if (message !== undefined && verdict === 'Error' && !told.has(message)) lines.push(`      ${message}`)
  return [...lines, ...ruleParts(entry).map((part) => `      ${part}`)]
}
