import { describe, expect, test } from 'vitest'
import { celRuleEngine } from '../../src/core/cel/index.ts'
import { checkCrd } from '../../src/core/schema/index.ts'
import { causeLines } from '../support/verdicts.ts'
import { brokenCrds, oddCrds } from './support/broken-crds.ts'
import { foreignCases, foreignObject, foreignVerdict } from './support/foreign-kind.ts'
import { caseName, recorded } from './support/recorded.ts'

// What a real kube-apiserver 1.36 answered, recorded by the end-to-end tests.

describe('values of a foreign kind: the same verdict, fields, texts and stored object as the server gave', () => {
  const answers = recorded('foreign-values')
  test.each(foreignCases.map(({ field, value }) => [`${field} ${caseName(value)}`, field, value] as const))(
    '%s',
    (name, field, value) => {
      expect(foreignVerdict(foreignObject(field, value))).toEqual(answers[name])
    },
  )
})

describe('CRDs with a fault: the same problems as the server found', () => {
  const answers = recorded('broken-crds')
  const rules = celRuleEngine()
  test.each(brokenCrds)('$name', ({ name, crd }) => {
    expect({ refused: causeLines(checkCrd(crd, { rules })) }).toEqual(answers[name])
  })
})

test.each(oddCrds)('a CRD that the server accepted as well: $name', ({ crd }) => {
  expect(checkCrd(crd, { rules: celRuleEngine() })).toEqual([])
})
