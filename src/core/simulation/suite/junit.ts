import { rankText, ruleText } from '../rule-parts.ts'
import type { SuiteResult, TestResult } from './run-suite.ts'

/** Results as JUnit XML, which pipelines show. There are no times in it: they would differ from run to run. */
export function formatJUnit(results: readonly SuiteResult[]): string {
  const total = results.reduce((sum, { passed, failed }) => sum + passed + failed, 0)
  const errors = results.reduce((sum, one) => sum + errorsOf(one), 0)
  const failures = results.reduce((sum, one) => sum + one.failed, 0) - errors
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="placement" tests="${total}" failures="${failures}" errors="${errors}">`,
    ...results.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n')
}

function errorsOf({ results }: SuiteResult): number {
  return results.filter(({ outcome }) => outcome === 'Error').length
}

function suiteLines(result: SuiteResult): string[] {
  const { suite, file, passed, failed, results } = result
  const errors = errorsOf(result)
  return [
    `  <testsuite name="${attribute(suite)}" file="${attribute(file)}" tests="${passed + failed}" failures="${failed - errors}" errors="${errors}">`,
    ...results.flatMap((one) => caseLines(suite, one)),
    '  </testsuite>',
  ]
}

function caseLines(suite: string, { name, outcome, failures, trace }: TestResult): string[] {
  const open = `    <testcase name="${attribute(name)}" classname="${attribute(suite)}"`
  if (outcome === 'Passed') return [`${open}/>`]
  const tag = outcome === 'Error' ? 'error' : 'failure'
  const lines = failures.map(({ assertion, message }) => `${assertion}: ${message}`)
  for (const { clusterName, reason, reasons, trace: entries } of trace) {
    if (reason !== null) lines.push(`${clusterName}: chosen: ${reason}`)
    if (reason !== null)
      for (const entry of entries) if (entry.stage === 'Rules') lines.push(`${clusterName}: ${ruleText(entry)}`)
    const rank = reason === null ? '' : rankText(entries)
    if (rank !== '') lines.push(`${clusterName}: ranked by ${rank}`)
    for (const one of reasons) lines.push(`${clusterName}: ${one.stage}/${one.code}: ${one.message}`)
  }
  const [first] = failures
  return [
    `${open}>`,
    `      <${tag} type="${attribute(first?.assertion ?? outcome)}" message="${attribute(first === undefined ? '' : `${first.assertion}: ${first.message}`)}">${xml(lines.join('\n'))}</${tag}>`,
    '    </testcase>',
  ]
}

/** Text in XML; characters that XML cannot hold become spaces. */
function xml(text: string): string {
  let safe = ''
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0
    const isAllowed =
      code === 9 ||
      code === 10 ||
      code === 13 ||
      (code >= 32 && !(code >= 0xd800 && code <= 0xdfff) && code < 0xfffe) ||
      code >= 0x10000
    safe += isAllowed ? sign : ' '
  }
  return safe.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** Text in an attribute, where a reader makes spaces of ends of lines and tabs that are not escaped. */
function attribute(text: string): string {
  return xml(text).replace(/[\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
