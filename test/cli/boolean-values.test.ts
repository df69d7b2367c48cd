import { expect, test } from 'vitest'
import { withoutBooleanValues } from '../../src/cli/boolean-values.ts'

const flags = {
  yes: { type: 'boolean', char: 'y' },
  input: { type: 'boolean', allowNo: true },
  'no-headers': { type: 'boolean' },
  output: { type: 'option', char: 'o' },
} as const

test.each([
  ['nothing to read', 'get st -o yaml --yes', 'get st -o yaml --yes'],
  ['on', 'st --yes=true', '--yes st'],
  ['off', 'st --yes=false', 'st'],
  ['off by its letter', '-y=false st', 'st'],
  ['off after on', '--yes st --yes=false', 'st'],
  ['on after off', '--yes=false st -y', '--yes st'],
  ['off where there is a word for it', '--input=false st', '--no-input st'],
  ['no to no', '--no-input=false st', '--input st'],
  ['a flag that begins with no', '--no-headers=false st', 'st'],
  ['the value of another flag', '-o=json --output=false st', '-o=json --output=false st'],
  ['what stands after --', 'st -- --yes=false', 'st -- --yes=false'],
])('%s', (_, typed, expected) => {
  expect(withoutBooleanValues(typed.split(' '), flags)).toEqual(expected.split(' '))
})

test('a value that is neither is refused', () => {
  expect(() => withoutBooleanValues(['--yes=maybe'], flags)).toThrow('--yes=maybe: expected true or false')
})
