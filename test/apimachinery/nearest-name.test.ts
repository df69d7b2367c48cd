import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nearestName } from '../../src/core/apimachinery/index.ts'

describe('the name a person meant', () => {
  test.each([
    ['two letters swapped', 'regsiter', ['register', 'list', 'get'], 'register'],
    ['two letters swapped at the end, past the limit until they are', 'labe', ['laeb', 'x'], 'laeb'],
    ['a letter missing', 'synctaget', ['synctarget', 'placement'], 'synctarget'],
    ['a letter too many', 'eu-west-11', ['eu-west-1', 'us-east-1'], 'eu-west-1'],
    ['another case', 'SyncTarget', ['synctarget'], 'synctarget'],
    ['the beginning of one word only', 'desc', ['describe', 'delete'], 'describe'],
    ['the beginning of one word that is named twice', 'desc', ['describe', 'describe'], 'describe'],
    ['the nearer of two', 'lisst', ['lint', 'list'], 'list'],
    ['the first of two as near', 'eu-3', ['eu-2', 'eu-1'], 'eu-1'],
    ['a name other than the word itself', 'web', ['web', 'wed'], 'wed'],
    ['a name from a prototype', 'constructo', ['constructor'], 'constructor'],
  ])('%s', (_, word, candidates, expected) => {
    expect(nearestName(word, candidates)).toBe(expected)
  })

  test.each([
    ['nothing is near', 'banana', ['register', 'list']],
    ['the beginning of two words', 'de', ['describe', 'delete']],
    ['there is no word', '', ['a']],
    ['there are no candidates', 'get', []],
    ['only the word itself is there', 'get', ['get']],
    ['the word is longer than any name', 'a'.repeat(10_000), ['a'.repeat(9_999)]],
    ['a candidate is longer than any name', 'a', ['a'.repeat(10_000)]],
  ])('is unknown when %s', (_, word, candidates) => {
    expect(nearestName(word, candidates)).toBeUndefined()
  })

  const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 })

  test('is the same whatever the order of the candidates', () => {
    fc.assert(
      fc.property(words, fc.array(words, { maxLength: 8 }), (word, candidates) => {
        expect(nearestName(word, candidates.toReversed())).toBe(nearestName(word, candidates))
      }),
    )
  })

  test('one edit of a name of three letters or more leads back to it', () => {
    const edits = fc.record({ name: words.filter((name) => name.length >= 3), at: fc.nat(8), kind: fc.nat(3) })
    fc.assert(
      fc.property(edits, ({ name, at: anywhere, kind }) => {
        const at = anywhere % (name.length - 1)
        const [before, first = '', second = '', after] = [name.slice(0, at), name[at], name[at + 1], name.slice(at + 2)]
        const word = before + ([`${first}x${second}`, first, `${first}x`, second + first][kind] ?? '') + after
        expect(nearestName(word, [name])).toBe(word === name ? undefined : name)
      }),
    )
  })
})
