import { expect, test } from 'vitest'
import { askAbout, runScenario } from '../../../src/core/simulation/index.ts'
import { formatAnswers } from '../../../src/cli/views/placement/answers.ts'
import { deployment, policy, target } from '../../placement/support/objects.ts'
import { scenarioOf } from '../../simulation/support/scenarios.ts'

test('integers that no double holds are shown digit by digit', () => {
  const large = policy('large', {
    enforcement: 'Required',
    rules: [
      { name: 'large', effect: 'Require', weight: 50, celExpression: 'size(target.metadata.name) + params.most < 1' },
    ],
    params: { most: 9007199254740993n },
  } as never)
  const scenario = scenarioOf({
    targets: [target('eu-1')],
    workloads: [deployment('web', { replicas: 1 })],
    policies: [large],
  })
  expect(formatAnswers(askAbout(runScenario(scenario), 'eu-1', 'WhyNot'))).toContain(
    'params.most = "9007199254740993"\n',
  )
})

test.each([
  { name: 'a filter and a rule', size: 2, expected: '  runs on eu-1=2\n' },
  { name: 'and finds no place at all', size: 99, expected: '  runs nowhere\n' },
])('a workload kept away by $name has every reason, and where it is instead', ({ size, expected }) => {
  const rules = [
    { name: 'not-us', effect: 'Forbid' as const, weight: 50, celExpression: 'target.metadata.name == "us-1"' },
  ]
  const us = target('us-1')
  const scenario = scenarioOf({
    targets: [target('eu-1'), { ...us, spec: { ...us.spec, unschedulable: true } }],
    workloads: [deployment('web', { replicas: 2, cpu: String(size / 2) })],
    policies: [policy('p', { enforcement: 'Required', rules })],
  })
  const text = formatAnswers(askAbout(runScenario(scenario), 'us-1', 'WhyNot'))
  expect(text).toContain('  Schedulable/Cordoned: ')
  expect(text).toContain('  Rules/ForbidMatched: ')
  expect(text.endsWith(expected)).toBe(true)
})
