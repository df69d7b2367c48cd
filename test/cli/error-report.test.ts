import { expect, test } from 'vitest'
import { invalidObject, SyncTarget, validateCreate } from '../../src/core/api/index.ts'
import { type ErrorDetail, TmcError } from '../../src/core/apimachinery/index.ts'
import { dynType, environment } from '../../src/core/cel/index.ts'
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

test('each issue of an expression is told once, with the place it is at and what to do about it', async () => {
  const error = thrownBy(() => environment({ variables: { food: dynType } }).compile('foo +\n\tsize(1) + foo'))
  expect(await told(error)).toEqual([
    "error: 1:1: undeclared reference to 'foo' (in container '')",
    ' | foo +',
    ' | ^^^',
    'hint: did you mean "food"?',
    "error: 2:2: found no matching overload for 'size' applied to '(int)'",
    ' |  size(1) + foo',
    ' | .^^^^',
    'hint: it takes size(bytes) or size(list(A)) or size(map(A, B)) or size(string)',
    "error: 2:12: undeclared reference to 'foo' (in container '')",
    ' |  size(1) + foo',
    ' | ...........^^^',
  ])
})

test('issues after the name of what is wrong are told once', async () => {
  const issues = thrownBy(() => environment().compile('foo + bar'))
  if (!(issues instanceof TmcError)) throw new Error('another error')
  const error = new TmcError('InvalidExpression', `rules[0]: ${issues.message}`, { details: issues.details })
  expect(await told(error)).toEqual([
    "error: rules[0]: 1:1: undeclared reference to 'foo' (in container '')",
    ' | foo + bar',
    ' | ^^^',
    "error: 1:7: undeclared reference to 'bar' (in container '')",
    ' | foo + bar',
    ' | ......^^^',
  ])
})

test('the JSON form of an error has one line for each issue', async () => {
  const error = thrownBy(() => environment().compile('foo + size(1)'))
  const text = await formatError(error, { asJson: true, verbosity: 0, colour: 0 })
  expect(JSON.parse(text)).toMatchObject({
    details: [
      { message: "1:1: undeclared reference to 'foo' (in container '')", line: 1, column: 1 },
      {
        message: "1:7: found no matching overload for 'size' applied to '(int)'",
        line: 1,
        column: 7,
        hint: 'it takes size(bytes) or size(list(A)) or size(map(A, B)) or size(string)',
      },
    ],
  })
  expect(text).not.toContain('excerpt')
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
