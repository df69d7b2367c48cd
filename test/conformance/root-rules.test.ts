import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { celRuleEngine } from '../../src/core/cel/index.ts'
import { checkCrd, kindsOfCrd, prepare, validateObject } from '../../src/core/schema/index.ts'
import { causeLines } from '../support/verdicts.ts'
import { rootCrd, rootObject, type RootRule, rootRules, type RootVerdict } from './root-rules.ts'

/** What a kube-apiserver 1.36.3 answered; the end-to-end tests ask again. */
const recorded = JSON.parse(readFileSync(new URL('root-rules.recorded.json', import.meta.url), 'utf8')) as {
  readonly [rule: string]: RootVerdict
}

const rules = celRuleEngine({ kubernetes: '1.36' })

function ourVerdict(rule: RootRule): RootVerdict {
  const crd = rootCrd([rule])
  if (checkCrd(crd, { rules }).length > 0) return { crd: 'refused', objects: [] }
  const [kind] = kindsOfCrd(crd)
  if (kind === undefined) throw new Error('no kind')
  const judge = (object: RootRule['objects'][number]): readonly string[] => {
    const copy = structuredClone(rootObject(rule, object))
    prepare(kind, copy)
    const { metadata } = copy as { metadata: { name?: string; generateName?: string } }
    // A server names the object before it looks at it.
    metadata.name ??= `${metadata.generateName}x`
    return causeLines(validateObject(kind, copy, { rules }))
  }
  return { crd: 'accepted', objects: rule.objects.map(judge) }
}

test.each(rootRules.map((one) => [one.rule, one] as const))('on the root of a resource: %s', (rule, one) => {
  expect(ourVerdict(one)).toEqual(recorded[rule])
})
