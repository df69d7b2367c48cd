import { describe, expect, test } from 'vitest'
import { nearest } from '../../src/cli/nearest.ts'

describe('the word a person meant', () => {
  test.each([
    ['two letters swapped', 'regsiter', ['register', 'list', 'get'], 'register'],
    ['a letter missing', 'synctaget', ['synctarget', 'placement'], 'synctarget'],
    ['another case', 'SyncTarget', ['synctarget'], 'synctarget'],
    ['the beginning of one word only', 'desc', ['describe', 'delete'], 'describe'],
    ['the nearer of two', 'lisst', ['lint', 'list'], 'list'],
  ])('%s', (_, word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected)
  })

  test.each([
    ['nothing is near', 'banana', ['register', 'list']],
    ['the beginning of two words', 'de', ['describe', 'delete']],
    ['there is no word', '', ['a']],
    ['there are no candidates', 'get', []],
    ['the word is absurdly long', 'a'.repeat(10_000), ['a'.repeat(9_999)]],
  ])('is unknown when %s', (_, word, candidates) => {
    expect(nearest(word, candidates)).toBeUndefined()
  })
})
