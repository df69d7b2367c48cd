import { expect, test } from 'vitest'
import { invalidObject, SyncTarget, validateCreate } from '../../src/core/api/index.ts'
import { type ErrorDetail, TmcError } from '../../src/core/apimachinery/index.ts'
import { environment } from '../../src/core/cel/index.ts'
import { formatError } from '../../src/cli/error-report.ts'

/** What is told of an error, line by line. */
async function told(error: unknown): Promise<string[]> {
  return (await formatError(error, { asJson: false, verbosity: 0, colour: 0 })).trimEnd().split('\n')
}

function thrownBy(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

test('each fault of an object is told once', async () => {
  const { errors } = validateCreate(SyncTarget, {
    apiVersion: 'workload.kcp.io/v1alpha1',
    kind: 'SyncTarget',
    metadata: { name: 'eu_1' },
    spec: { clusterRef: { name: 'eu-1' }, syncerConfig: { replicas: 9 } },
  })
  const lines = await told(invalidObject(SyncTarget, 'eu_1', errors))
  expect(errors.length).toBeGreaterThan(1)
  expect(lines).toHaveLength(errors.length)
  expect(new Set(lines).size).toBe(lines.length)
  expect(lines.filter((line) => line.includes('spec.syncerConfig.replicas: Invalid value: 9'))).toHaveLength(1)
  expect(lines.join('\n')).not.toContain('more)')
})

test('each issue of an expression is told once, the first with the place it is at', async () => {
  const error = thrownBy(() => environment({ variables: {} }).compile('foo + bar'))
  expect(await told(error)).toEqual([
    "error: 1:1: undeclared reference to 'foo' (in container '')",
    ' | foo + bar',
    ' | ^^^',
    "error: 1:7: undeclared reference to 'bar' (in container '')",
  ])
})

const cases: readonly [string, string, readonly string[], readonly string[]][] = [
  ['a headline alone is told', 'broken', [], ['broken']],
  ['a headline that is one of the details is left out', 'a is bad', ['a is bad', 'b is bad'], ['a is bad', 'b is bad']],
  ['a headline that joins the details stands for them', 'bad: [a, b]', ['a', 'b'], ['bad: [a, b]']],
  [
    'a headline of its own stands before the details',
    'two faults',
    ['first', 'second'],
    ['two faults', 'first', 'second'],
  ],
  [
    'a headline that counts something else stays',
    'x is bad (and 1 more)',
    ['first', 'second'],
    ['x is bad (and 1 more)', 'first', 'second'],
  ],
]

test.each(cases)('%s', async (_, headline, messages, expected) => {
  const details = messages.map((message): ErrorDetail => ({ message }))
  const lines = await told(new TmcError('InvalidObject', headline, { details }))
  expect(lines).toEqual(expected.map((message) => `error: ${message}`))
})
