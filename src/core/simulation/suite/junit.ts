import type { SuiteResult, TestResult } from './run-suite.ts'

/** Results as JUnit XML, which pipelines show. There are no times in it: they would differ from run to run. */
export function formatJUnit(results: readonly SuiteResult[]): string {
  const total = results.reduce((sum, { passed, failed }) => sum + passed + failed, 0)
  const failed = results.reduce((sum, one) => sum + one.failed, 0)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="placement" tests="${total}" failures="${failed}">`,
    ...results.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n')
}

function suiteLines({ suite, file, passed, failed, results }: SuiteResult): string[] {
  const errors = results.filter(({ outcome }) => outcome === 'Error').length
  return [
    `  <testsuite name="${xml(suite)}" file="${xml(file)}" tests="${passed + failed}" failures="${failed - errors}" errors="${errors}">`,
    ...results.flatMap((result) => caseLines(suite, result)),
    '  </testsuite>',
  ]
}

function caseLines(suite: string, { name, outcome, failures, trace }: TestResult): string[] {
  const open = `    <testcase name="${xml(name)}" classname="${xml(suite)}"`
  if (outcome === 'Passed') return [`${open}/>`]
  const tag = outcome === 'Error' ? 'error' : 'failure'
  const lines = failures.map(({ assertion, message }) => `${assertion}: ${message}`)
  for (const { clusterName, reason, reasons } of trace) {
    if (reason !== null) lines.push(`${clusterName}: chosen: ${reason}`)
    for (const one of reasons) lines.push(`${clusterName}: ${one.stage}/${one.code}: ${one.message}`)
  }
  const [first] = failures
  return [
    `${open}>`,
    `      <${tag} message="${xml(first === undefined ? '' : `${first.assertion}: ${first.message}`)}">${xml(lines.join('\n'))}</${tag}>`,
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
