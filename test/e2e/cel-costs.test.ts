import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { questions } from '../conformance/questions.ts'
import { fields, ruleName } from '../conformance/rule-verdicts.ts'
import { isRecording } from '../schema/support/recorded.ts'

const tables = new URL('../conformance/', import.meta.url)
const program = fileURLToPath(new URL('cel-costs/', import.meta.url))
const tableOf = (name: string): unknown => JSON.parse(readFileSync(new URL(name, tables), 'utf8'))

/** Asks Kubernetes' own libraries; one answer for each question. */
function ask(asked: readonly unknown[]): unknown[] {
  const input = asked.map((question) => `${JSON.stringify(question)}\n`).join('')
  const run = spawnSync('go', ['run', '.'], { cwd: program, input, encoding: 'utf8', maxBuffer: 2 ** 26 })
  expect(run.stderr.replaceAll(/^go: downloading .*\n/gm, '')).toBe('')
  const lines = run.stdout.trimEnd().split('\n')
  expect(lines).toHaveLength(asked.length)
  return lines.map((line) => JSON.parse(line) as unknown)
}

function keep(name: string, table: unknown): void {
  if (isRecording) writeFileSync(new URL(name, tables), `${JSON.stringify(table, null, 2)}\n`)
  expect(tableOf(name)).toEqual(table)
}

describe('the tables of values, costs and estimates are what the API server’s libraries print', () => {
  test('values and costs', { timeout: 600_000 }, () => {
    const answers = ask(questions)
    keep('answers.json', Object.fromEntries(questions.map(({ expression }, index) => [expression, answers[index]])))
  })

  test('estimates', { timeout: 600_000 }, () => {
    const answers = ask(fields.map(({ rule, schema }) => ({ expression: rule, schema }))) as { estimate?: number }[]
    keep(
      'estimates.json',
      Object.fromEntries(fields.map((one, index) => [ruleName(one), answers[index]?.estimate ?? null])),
    )
  })
})
