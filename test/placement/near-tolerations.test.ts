import { expect, test } from 'vitest'
import type { PlacementPolicy, SyncTarget } from '../../src/core/api/index.ts'
import { buildFleet, decide } from '../../src/core/placement/index.ts'
import { decisionOf, deployment, policy, target } from './support/objects.ts'

type Tolerations = NonNullable<PlacementPolicy['spec']['tolerations']>
type Taint = NonNullable<SyncTarget['spec']['taints']>[number]

const taint: Taint = { key: 'gpu', value: 'a100', effect: 'NoSchedule' }
const told = 'it has the taint gpu=a100:NoSchedule, which the policy does not tolerate'
const inputsOf = (tolerations: Tolerations, tainted: Taint = taint) => ({
  targets: [target('it', { spec: { taints: [tainted] } }), target('other')],
  workloads: [deployment('web', { replicas: 1 })],
  policies: [policy('p', { tolerations })],
})

test.each<{ name: string; tolerations: Tolerations; message: string }>([
  {
    name: 'another value',
    tolerations: [{ key: 'gpu', operator: 'Equal', value: 'h100', effect: 'NoSchedule' }],
    message: `${told}: it tolerates gpu=h100:NoSchedule, which has another value`,
  },
  {
    name: 'another value and every effect',
    tolerations: [{ key: 'gpu', operator: 'Equal', value: 'h100' }],
    message: `${told}: it tolerates gpu=h100, which has another value`,
  },
  {
    name: 'another effect',
    tolerations: [{ key: 'gpu', operator: 'Equal', value: 'a100', effect: 'NoExecute' }],
    message: `${told}: it tolerates gpu=a100:NoExecute, which has another effect`,
  },
  {
    name: 'every value and another effect',
    tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoExecute' }],
    message: `${told}: it tolerates gpu:NoExecute, which has another effect`,
  },
  {
    name: 'another value and another effect',
    tolerations: [{ key: 'gpu', operator: 'Equal', value: 'h100', effect: 'NoExecute' }],
    message: `${told}: it tolerates gpu=h100:NoExecute, which has another value and another effect`,
  },
  {
    name: 'no value',
    tolerations: [{ key: 'gpu', operator: 'Equal', effect: 'NoSchedule' }],
    message: `${told}: it tolerates gpu:NoSchedule, which has no value`,
  },
  {
    name: 'the nearest of several',
    tolerations: [
      { key: 'gpu', operator: 'Equal', value: 'h100', effect: 'NoExecute' },
      { key: 'gpu', operator: 'Exists', effect: 'NoExecute' },
      { key: 'gpu', operator: 'Equal', value: 'h100', effect: 'NoSchedule' },
    ],
    message: `${told}: it tolerates gpu:NoExecute, which has another effect`,
  },
  { name: 'another key is not near', tolerations: [{ key: 'cpu', operator: 'Exists' }], message: told },
  { name: 'nothing', tolerations: [], message: told },
])('of a taint that is not tolerated, what the policy tolerates instead: $name', ({ tolerations, message }) => {
  expect(decisionOf(inputsOf(tolerations)).reasonsFor('it')).toMatchObject([{ code: 'UntoleratedTaint', message }])
})

test('tolerations are compared with taints in words only when somebody asks', () => {
  let reads = 0
  const counted: Tolerations[number] = {
    key: 'gpu',
    operator: 'Equal',
    effect: 'NoSchedule',
    get value() {
      reads++
      return 'h100'
    },
  }
  const inputs = inputsOf([counted])
  const fleet = buildFleet(inputs)
  const [decision] = [...decide(inputs, { fleet })]
  // Once for the one taint there is.
  expect(reads).toBe(1)
  decision?.reasonsFor('it')
  expect(reads).toBeGreaterThan(1)
})
