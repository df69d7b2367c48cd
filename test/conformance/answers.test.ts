import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Answer, answerOf } from './answers.ts'
import { questions } from './questions.ts'

/** What `test/e2e/cel-costs` printed; the end-to-end tests ask it again. */
const answers = JSON.parse(readFileSync(new URL('answers.json', import.meta.url), 'utf8')) as Record<string, Answer>

describe('values, errors and costs of the API server', () => {
  test('every question is answered, and at least 400 of them with a cost', () => {
    expect(
      questions.map(({ expression }) => expression).filter((expression) => !Object.hasOwn(answers, expression)),
    ).toEqual([])
    expect(Object.values(answers).filter((answer) => 'cost' in answer).length).toBeGreaterThan(400)
  })

  test.each(questions.map((question) => [question.expression, question] as const))('%s', (expression, question) => {
    const ours = answerOf(question)
    const theirs = answers[expression]
    // What is refused before it runs is refused here too, in words of our own.
    if (theirs !== undefined && 'invalid' in theirs) expect(ours).toHaveProperty('invalid')
    else expect(ours).toEqual(theirs)
  })
})
