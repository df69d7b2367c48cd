import { describe, expect, test } from 'vitest'
import { keepLast } from '../../src/cli/last-wins.ts'

const flags = {
  namespace: { type: 'option', char: 'n' },
  output: { type: 'option', char: 'o' },
  filename: { type: 'option', char: 'f', multiple: true },
  watch: { type: 'boolean', char: 'w' },
} as const

describe('a single-valued flag that is given again', () => {
  test.each([
    ['in its short form', '-n a -n b', '-n b'],
    ['in both forms', '--namespace a -n b', '-n b'],
    ['with = and without', '--namespace=a --namespace b', '--namespace b'],
    ['with the value in the same word', '-oyaml -ojson', '-ojson'],
    ['around other words', 'get -n a st -n b -w', 'get st -n b -w'],
    ['three times', '-n a -n b -n c', '-n c'],
  ])('%s counts with its last value', (_, typed, expected) => {
    expect(keepLast(typed.split(' '), flags).join(' ')).toBe(expected)
  })

  test.each([
    ['a flag that takes several values', '-f a -f b'],
    ['a switch', '-w -w'],
    ['a value that looks like the flag', '-n -n'],
    ['what follows --', '-n a -- -n b'],
    ['an unknown flag', '--foo a --foo b'],
  ])('%s is left alone', (_, typed) => {
    expect(keepLast(typed.split(' '), flags).join(' ')).toBe(typed)
  })
})
