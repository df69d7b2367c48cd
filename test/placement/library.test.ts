import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { PlacementDecision, ScoredTarget } from '../../src/core/api/index.ts'
import { createPolicyEvaluator, createScheduler, schedule } from '../../src/core/placement/index.ts'
import * as placement from '../../src/core/placement/index.ts'
import { deployment, policy, target } from './support/objects.ts'

/** The programs of the page on placement, by what they register. */
function docExamples(): [string, string][] {
  const page = readFileSync(new URL('../../docs/placement.md', import.meta.url), 'utf8')
  return [...page.matchAll(/```ts\n([^`]*)```/g)].map(([, text = '']) => [
    /register(?<what>\w+)/.exec(text)?.groups?.['what'] ?? '',
    text,
  ])
}

const small = target('small', { capacity: { cpu: '4' } })
const middle = target('middle', { capacity: { cpu: '8' } })
const large = target('large', { capacity: { cpu: '20' } })
const three = [small, middle, large]

describe('the interfaces of a library user', () => {
  test('a strategy of ten lines', async () => {
    const scheduler = createScheduler({ targets: three })
    scheduler.registerStrategy('BestFit', {
      name: () => 'BestFit',
      select: (candidates: readonly ScoredTarget[]) =>
        candidates
          .map(({ name }) => name)
          .sort()
          .slice(0, 1),
    })
    const decision = await scheduler.schedule(deployment('web', { replicas: 3 }), policy('p'))
    expect(decision.spec.clusters).toMatchObject([{ clusterName: 'large', replicas: 3 }])
  })

  test.each(docExamples())('the example of docs/placement.md that registers %s runs as it stands', async (_, text) => {
    const names = /import \{ (?<names>[^}]+) \} from 'tmcctl\/placement'/.exec(text)?.groups?.['names'] ?? ''
    const body = text.replace(/^import .*$/m, '')
    const source = `export default async ({ ${names}, targets, workload, policy }) => {${body}\nreturn decision }`
    const loaded = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`)) as {
      readonly default: (given: object) => Promise<PlacementDecision>
    }
    const targets = ['eu-west-1', 'us-east-1', 'us-east-2'].map((name) => target(name))
    const decision = await loaded.default({
      ...placement,
      targets,
      workload: deployment('web', { replicas: 4 }),
      policy: policy('p'),
    })
    const chosen = decision.spec.clusters.map(({ clusterName, replicas }) => [clusterName, replicas])
    // The strategy takes two of equal targets; the scorers the cheapest one.
    if (text.includes('registerStrategy')) expect(chosen.map(([, replicas]) => replicas)).toEqual([2, 2])
    else expect(chosen).toEqual([['us-east-1', 4]])
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('import'))
    expect(lines.length).toBeLessThanOrEqual(17)
  })

  test('a scorer that waits', async () => {
    const scheduler = createScheduler({ targets: [target('a'), target('b'), target('c')] })
    scheduler.registerScorer({
      priority: () => 1,
      score: ({ metadata }) => Promise.resolve(metadata.name === 'b' ? 5 : 1),
    })
    const decision = await scheduler.schedule(deployment('web'))
    expect(decision.spec.clusters).toMatchObject([{ clusterName: 'b' }])
    expect(await scheduler.reschedule(decision)).toMatchObject({ spec: { clusters: [{ clusterName: 'b' }] } })
  })

  test('what a scheduler decided counts for what it decides next', async () => {
    const scheduler = createScheduler({ targets: [small] })
    await scheduler.schedule(deployment('a', { replicas: 3 }))
    const next = await scheduler.schedule(deployment('b', { replicas: 3 }))
    expect(next.spec.clusters).toMatchObject([{ clusterName: 'small', replicas: 1 }])
  })

  test('the evaluator evaluates rules and expressions', () => {
    const evaluator = createPolicyEvaluator()
    const strict = policy('p', {
      rules: [{ name: 'r', effect: 'Require', weight: 50, celExpression: "target.metadata.name == 'small'" }],
    })
    expect([evaluator.evaluate(strict, small), evaluator.evaluate(strict, large)]).toEqual([true, false])
    expect(evaluator.evaluateCEL('a + 1', { a: 2 })).toBe(3)
  })

  test('one workload alone is decided as if it were the first', () => {
    const web = deployment('web', { replicas: 4 })
    expect(schedule({ targets: [small], workloads: [deployment('a', { replicas: 4 }), web] }, web).outcome).toBe(
      'Placed',
    )
  })
})
