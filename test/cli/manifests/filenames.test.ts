import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quoteFilename, splitFilenames } from '../../../src/cli/manifests/index.ts'

describe('the paths of one -f', () => {
  test.each([
    ['a.yaml', ['a.yaml']],
    ['a.yaml,b.yaml', ['a.yaml', 'b.yaml']],
    ['-,dir/', ['-', 'dir/']],
    ['"a,b.yaml",c', ['a,b.yaml', 'c']],
    ['c,"a ""b"""', ['c', 'a "b"']],
    ['a b , c', ['a b ', ' c']],
    ['https://example.com/a,b', ['https://example.com/a', 'b']],
  ])('%j are %j', (value, paths) => {
    expect(splitFilenames(value)).toEqual(paths)
  })

  test.each([
    ['', 'a path is empty'],
    [',a', 'a path is empty'],
    ['a,,b', 'a path is empty'],
    ['a,', 'a path is empty'],
    ['""', 'a path is empty'],
    ['a"b"', 'a quote is out of place'],
    ['"a', 'a quote is out of place'],
    ['"a"b', 'a quote is out of place'],
  ])('%j is refused: %s', (value, message) => {
    expect(() => splitFilenames(value)).toThrow(message)
  })

  test('a path in quotes is that path, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (paths) => {
        expect(splitFilenames(paths.map(quoteFilename).join(','))).toEqual(paths)
      }),
    )
  })
})
