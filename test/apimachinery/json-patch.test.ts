import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyJsonPatch,
  createJsonPatch,
  deepEqual,
  formatJson,
  type JsonValue,
  parseJson,
  parseJsonPatch,
} from '../../src/core/apimachinery/index.ts'

const apply = (target: string, patch: string, onMissing?: 'skip') =>
  formatJson(applyJsonPatch(parseJson(target), parseJsonPatch(parseJson(patch)), onMissing ? { onMissing } : {}))

describe('JSON patches', () => {
  test.each([
    ['an added member', '{"a":1}', '[{"op":"add","path":"/b","value":2}]', '{"a":1,"b":2}'],
    ['an added item moves the rest', '[1,3]', '[{"op":"add","path":"/1","value":2}]', '[1,2,3]'],
    ['a dash appends', '[1]', '[{"op":"add","path":"/-","value":2}]', '[1,2]'],
    ['add replaces a member', '{"a":1}', '[{"op":"add","path":"/a","value":null}]', '{"a":null}'],
    ['the whole document', '{"a":1}', '[{"op":"replace","path":"","value":[0]}]', '[0]'],
    ['a removed item', '[1,2,3]', '[{"op":"remove","path":"/1"}]', '[1,3]'],
    ['a replaced item', '[1,2]', '[{"op":"replace","path":"/0","value":9007199254740993}]', '[9007199254740993,2]'],
    ['a moved member', '{"a":{"x":1},"b":{}}', '[{"op":"move","from":"/a/x","path":"/b/y"}]', '{"a":{},"b":{"y":1}}'],
    ['an item moved to the end', '[1,2,3]', '[{"op":"move","from":"/0","path":"/-"}]', '[2,3,1]'],
    ['an item moved onto itself', '[1,2]', '[{"op":"move","from":"/1","path":"/1"}]', '[1,2]'],
    [
      'a copy that is no alias',
      '{"a":[1]}',
      '[{"op":"copy","from":"/a","path":"/b"},{"op":"add","path":"/b/-","value":2}]',
      '{"a":[1],"b":[1,2]}',
    ],
    ['escaped keys', '{"a/b":1,"m~n":2}', '[{"op":"remove","path":"/a~1b"},{"op":"remove","path":"/m~0n"}]', '{}'],
    ['a test of equal numbers', '{"a":1.0}', '[{"op":"test","path":"/a","value":1}]', '{"a":1}'],
    [
      'a test whatever the order of keys',
      '{"a":1,"b":2}',
      '[{"op":"test","path":"","value":{"b":2,"a":1}}]',
      '{"a":1,"b":2}',
    ],
    ['__proto__ is a key', '{}', '[{"op":"add","path":"/__proto__","value":{"x":1}}]', '{"__proto__":{"x":1}}'],
    ['a key that looks like an index', '{"0":1}', '[{"op":"replace","path":"/0","value":2}]', '{"0":2}'],
    ['other members of an operation are ignored', '{}', '[{"op":"add","path":"/a","value":1,"why":"x"}]', '{"a":1}'],
  ])('%s', (_, target, patch, expected) => {
    expect(apply(target, patch)).toBe(expected)
  })

  test.each([
    ['[{"op":"remove","path":"/b"}]', 'operation 0, remove "/b": "/b" does not exist'],
    ['[{"op":"replace","path":"/b","value":1}]', 'operation 0, replace "/b": "/b" does not exist'],
    ['[{"op":"add","path":"/x/y","value":1}]', 'operation 0, add "/x/y": "/x" does not exist'],
    ['[{"op":"add","path":"/a/y","value":1}]', 'operation 0, add "/a/y": "/a/y" does not exist'],
    [
      '[{"op":"test","path":"/a","value":1},{"op":"test","path":"/a","value":2}]',
      'operation 1, test "/a": the value is another one',
    ],
    ['[{"op":"test","path":"/b","value":null}]', 'operation 0, test "/b": "/b" does not exist'],
    ['[{"op":"add","path":"/l/3","value":1}]', 'operation 0, add "/l/3": index 3 is beyond the end of a list of 2'],
    ['[{"op":"add","path":"/l/01","value":1}]', 'operation 0, add "/l/01": "01" is not an index of a list'],
    ['[{"op":"remove","path":"/l/-"}]', 'operation 0, remove "/l/-": "/l/-" does not exist'],
    ['[{"op":"move","from":"/o","path":"/o/p"}]', 'operation 0, move "/o/p": "/o" cannot move into itself'],
    ['[{"op":"copy","from":"/constructor","path":"/z"}]', 'operation 0, copy "/z": from "/constructor" does not exist'],
    ['[{"op":"remove","path":"/__proto__/x"}]', 'operation 0, remove "/__proto__/x": "/__proto__" does not exist'],
    ['[{"op":"remove","path":""}]', 'operation 0, remove "": the whole document cannot be removed'],
    ['{}', 'a JSON patch is a list of operations'],
    ['[1]', 'operation 0 is not an object'],
    ['[{"op":"set","path":"/a"}]', 'operation 0: "set" is not an op; use add, remove, replace, move, copy or test'],
    ['[{"path":"/a"}]', 'operation 0: nothing is not an op'],
    ['[{"op":"add","path":"/a"}]', 'operation 0: add needs a value'],
    ['[{"op":"add","value":1}]', 'operation 0 needs a path'],
    ['[{"op":"copy","path":"/a"}]', 'operation 0 needs a from'],
    ['[{"op":"remove","path":"a"}]', 'operation 0: path "a" is not a JSON pointer'],
  ])('%s is refused: %s', (patch, message) => {
    const target = '{"a":1,"l":[1,2],"o":{}}'
    expect(() => apply(target, patch)).toThrow(message)
  })

  test('a failed patch changes nothing, and no argument ever changes', () => {
    const target = parseJson('{"a":{"b":[1]}}')
    const patch = parseJsonPatch(
      parseJson('[{"op":"add","path":"/a/b/-","value":{"c":1}},{"op":"remove","path":"/x"}]'),
    )
    expect(() => applyJsonPatch(target, patch)).toThrow('operation 1')
    const result = applyJsonPatch(target, patch.slice(0, 1))
    expect(formatJson(target)).toBe('{"a":{"b":[1]}}')
    expect(formatJson(applyJsonPatch(result, parseJsonPatch([{ op: 'add', path: '/a/b/1/d', value: 2 }])))).toContain(
      '"d":2',
    )
    expect(formatJson(patch[0])).not.toContain('"d"')
  })

  test('skipping what is absent leaves the rest to be done; a test still fails', () => {
    const patch =
      '[{"op":"remove","path":"/x"},{"op":"move","from":"/y","path":"/z"},{"op":"add","path":"/p/q","value":1},{"op":"replace","path":"/a","value":2}]'
    expect(apply('{"a":1}', patch, 'skip')).toBe('{"a":2}')
    expect(() => apply('{"a":1}', '[{"op":"test","path":"/x","value":1}]', 'skip')).toThrow('operation 0')
  })

  test('a move whose place does not exist leaves its source', () => {
    expect(apply('{"a":1}', '[{"op":"move","from":"/a","path":"/p/q"}]', 'skip')).toBe('{"a":1}')
  })

  test('copies that double thirty times are stopped', () => {
    const patch = Array.from({ length: 30 }, (_, index) => ({ op: 'copy' as const, from: '', path: `/c${index}` }))
    expect(() => applyJsonPatch({ a: [1, 2, 3] }, patch)).toThrow('more than 250000 values')
  })

  test('the patch between two values turns one into the other', () => {
    const json = fc.jsonValue({ maxDepth: 4 }).map((value) => parseJson(JSON.stringify(value)))
    const related = fc.tuple(json, json).chain(([left, right]) =>
      fc.constantFrom<[JsonValue, JsonValue]>(
        [left, right],
        [
          { k: left, l: [left, right] },
          { k: right, l: [right, left, left] },
        ],
        [[left, right, 1], [right]],
      ),
    )
    fc.assert(
      fc.property(related, ([before, after]) => {
        expect(deepEqual(applyJsonPatch(before, createJsonPatch(before, after)), after)).toBe(true)
      }),
    )
  })
})
