import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { exceptions } from './exceptions.ts'
import { judge } from './judge.ts'
import { conformanceVectors } from './vectors.ts'

const vectors = conformanceVectors()
const failures = new Map<string, string>()
for (const vector of vectors) {
  const why = judge(vector)
  if (why !== undefined) failures.set(vector.id, `${vector.source.expr}: ${why}`)
}
const passed = vectors.length - failures.size

describe('the conformance vectors of cel-spec', () => {
  test('every vector that needs no protobuf message is run', () => {
    expect(vectors).toHaveLength(1650)
    expect(new Set(vectors.map(({ id }) => id)).size).toBe(1650)
  })

  test('none fails that is not listed with a reason', () => {
    const unlisted = [...failures].filter(([id]) => !exceptions.has(id)).map(([id, why]) => `${id}: ${why}`)
    expect(unlisted).toEqual([])
  })

  test('none is listed that passes', () => {
    expect([...exceptions.keys()].filter((id) => !failures.has(id))).toEqual([])
  })

  test('at least 1,640 pass', () => {
    expect(passed).toBeGreaterThanOrEqual(1640)
  })

  test('the documentation lists what fails, and how many pass', () => {
    const page = readFileSync(new URL('../../docs/cel-conformance.md', import.meta.url), 'utf8')
    expect(page).toContain(`${passed} of 1650`)
    for (const [id, reason] of exceptions) expect(page).toContain(`| \`${id}\` | ${reason} |`)
  })
})

afterAll(() => void process.stdout.write(`${passed} of ${vectors.length}\n`))
