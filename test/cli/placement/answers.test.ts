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
