import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Answer } from '../conformance/answers.ts'
import { questions } from '../conformance/questions.ts'

const table = new URL('../conformance/answers.json', import.meta.url)
const program = fileURLToPath(new URL('cel-costs/', import.meta.url))

test('the API server’s own libraries still say what the table of values and costs says', { timeout: 600_000 }, () => {
  const input = questions.map((question) => `${JSON.stringify(question)}\n`).join('')
  const run = spawnSync('go', ['run', '.'], { cwd: program, input, encoding: 'utf8', maxBuffer: 2 ** 26 })
  expect(run.stderr.replaceAll(/^go: downloading .*\n/gm, '')).toBe('')
  const lines = run.stdout.trimEnd().split('\n')
  expect(lines).toHaveLength(questions.length)
  const answers = Object.fromEntries(
    questions.map(({ expression }, index) => [expression, JSON.parse(lines[index] ?? '{}') as Answer]),
  )
  expect(answers).toEqual(JSON.parse(readFileSync(table, 'utf8')))
})
