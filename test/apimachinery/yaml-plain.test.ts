import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  deepEqual,
  formatJson,
  formatYaml,
  isJsonObject,
  type JsonValue,
  type Path,
} from '../../src/core/apimachinery/index.ts'
import { isWithoutContent, readPlainYaml } from '../../src/core/apimachinery/yaml/plain.ts'
import { readYamlDocument } from '../../src/core/apimachinery/yaml/reader.ts'
import { realData } from '../support/data.ts'

function pathsOf(value: JsonValue, path: Path = []): Path[] {
  const inside = Array.isArray(value)
    ? value.flatMap((item, index) => pathsOf(item, [...path, index]))
    : isJsonObject(value)
      ? Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]))
      : []
  return [path, ...inside]
}

/** The plain reader says what the complete one says, values and places, or nothing. @returns whether it said something */
function agrees(text: string): boolean {
  const plain = readPlainYaml(text)
  if (plain === undefined) return false
  const complete = readYamlDocument(text)
  expect({ text, problems: complete.problems }).toEqual({ text, problems: [] })
  expect({ text, value: formatJson(plain.value) }).toEqual({ text, value: formatJson(complete.value) })
  expect(deepEqual(plain.value, complete.value)).toBe(true)
  expect(plain.offset).toBe(complete.offset)
  for (const path of pathsOf(plain.value)) {
    const value = path.reduce<JsonValue>((at, part) => (at as { [key: string]: JsonValue })[part] ?? null, plain.value)
    // Where nothing is written, readers put nothing where they like.
    if (value === null) continue
    expect({ text, path, offset: plain.locate(path) }).toEqual({ text, path, offset: complete.locate(path) })
  }
  return true
}

describe('the plain style', () => {
  test.each([
    ['members', "a: 1\nb: x\n\"c d\": \"y\"\n'e': 'it''s'\n", '{"a":1,"b":"x","c d":"y","e":"it\'s"}'],
    [
      'objects and lists',
      'a:\n  b:\n  - c\n  - d: 1\n    e: 2\n  f:\n    - g\nh: []\ni: {}\n',
      '{"a":{"b":["c",{"d":1,"e":2}],"f":["g"]},"h":[],"i":{}}',
    ],
    ['lists in lists', '- - a\n  - b\n-\n  - c\n- \n', '[["a","b"],["c"],null]'],
    ['comments and blank lines', '# x\n\na: 1 # y\n  # z\nb: # w\n\n  c: "#"\n', '{"a":1,"b":{"c":"#"}}'],
    [
      'blocks',
      'a: |\n  x\n   y\n\n  z\nb: |-\n    t\nc: |+\n  u\n\nd: 1\n',
      '{"a":"x\\n y\\n\\nz\\n","b":"t","c":"u\\n\\n","d":1}',
    ],
    [
      'a block that looks like something else',
      'a: |\n  # b\n  - c: d\n  ---\ne: 1\n',
      '{"a":"# b\\n- c: d\\n---\\n","e":1}',
    ],
    ['escapes', 'a: "x\\n\\t\\"\\\\\\u00e9"\n', '{"a":"x\\n\\t\\"\\\\é"}'],
    [
      'long texts as kubectl breaks them',
      "a: one\n  (two) three-\n    four\nb: 'it''s:\n  so'\nc:\n- \"x\n  \\ y\\x41\\U0001F600\"\n",
      '{"a":"one (two) three- four","b":"it\'s: so","c":["x  yA😀"]}',
    ],
    [
      'brackets',
      'a: [x, "y z", 012, [], {b: yes, \'c\': -1}] # d\ne: { f: 1 }\n',
      '{"a":["x","y z",10,[],{"b":true,"c":-1}],"e":{"f":1}}',
    ],
    ['keys of YAML 1.1', 'on: 1\n012: 2\nf:x: 3\n.: 4\n', '{"10":2,"true":1,"f:x":3,".":4}'],
    [
      'the keys of managed fields',
      'f:spec:\n  .: {}\n  k:{"type":"A,b"}:\n    v:"x": {}\n',
      '{"f:spec":{".":{},"k:{\\"type\\":\\"A,b\\"}":{"v:\\"x\\"":{}}}}',
    ],
    ['no newline at the end', 'a:\n- b', '{"a":["b"]}'],
    ['__proto__', '__proto__:\n  a: 1\n', '{"__proto__":{"a":1}}'],
  ])('%s are read', (_, text, json) => {
    expect(formatJson(readPlainYaml(text)?.value)).toBe(json)
    expect(agrees(text)).toBe(true)
  })

  test.each([
    'a: &x 1',
    'a: *x',
    'a: !!str 1',
    '<<: {a: 1}',
    '%YAML 1.1',
    '...',
    'x',
    '"x"',
    '- a\nb: 1',
    'a: 1\n- b',
    'a: 1\na: 2',
    'a: {b: 1, b: 2}',
    'a: 1\n b: 2',
    'a:\n    b: 1\n  c: 2',
    ' a: 1',
    'a: x\n\n  y',
    'a: x\n  - y',
    'a: x\n  y: z',
    'a: x # b\n  y',
    'a: x\n  # b\n  y',
    'a: "x\n\n  y"',
    'a: "x\\\n  y"',
    'a: "x\ny"',
    'a: "x',
    'a: "\\_"',
    'a: >\n  x\n',
    'a: |2\n   x\n',
    'a: |\n\n  x\n',
    'a: |\n  x\n     \n  y\n',
    'a: |\n  x',
    'a: b: c',
    'a: b:',
    'a:b',
    'a: [b',
    'a: {b:1}',
    'a: {b:, c: 1}',
    'a: [b:c]',
    'a: [b c]',
    'a: [b,]',
    'a: {"b":1}',
    'a: @b',
    'a: `b`',
    'a: %b',
    'a: ? b',
    '? a',
    'a: "\\/"',
    'a: "\\ud83d\\ude00"',
    "a: 'b'c",
    'a: "b" c',
    'a: .inf',
    'a: [.nan]',
    'null: 1',
    '~: 1',
    'a:\tb',
    '\ta: 1',
    'a: 1\r\nb: 2',
    '\ufeffa: 1',
    'a: x\u2028y',
    'a: x\u0007',
    'key with space: 1',
    'é: 1',
    'a: [[[',
    '',
    '# nothing',
    `${'a'.repeat(600)}: 1`,
    Array.from({ length: 101 }, (_, depth) => `${' '.repeat(depth)}a:`)
      .join('\n')
      .concat('\n', ' '.repeat(101), 'b: 1'),
    `a: ${'['.repeat(100)}${']'.repeat(100)}`,
  ])('%j is left to the complete reader', (text) => {
    expect(readPlainYaml(text)).toBeUndefined()
  })

  const line = fc.constantFrom(
    'a: 1',
    'b:',
    '- x',
    '- y: 1',
    'z: 2',
    'e: |',
    'text',
    '# c',
    '',
    'f: "q"',
    "g: 'r'",
    'h: [1, a]',
    'i: {}',
    '- - 1',
    '- |',
    '-',
    'k: a #b',
    'm: "a" # c',
    'n: a:b',
    'o: a: b',
    'x: ["a","b"]',
    'b: -1',
    'd: ~',
    's: |+',
    't: |-',
    'u:   v  ',
    '"w": 1',
    '- # c',
    'p: # c',
    'on: off',
    '- {a: b}',
    "q: {a: {b: [1, 012]}, c: 'x'} # c",
    'r: {a:b}',
    'aa: [ ]',
    'bb: {yes: no, 1: 2}',
    'cc: [-1, -a]',
    'dd: {a: }',
    'ee: [a, ]',
    'ff: {a: "b"c}',
    'gg: [a: b]',
    'hh: {null: 1}',
    '-   j: 1',
    'key: http://x:80/y',
    'k:{"a":"b"}: 1',
    'l[0]: {}',
    'a"b: c',
    'a,b: c',
    'long: word',
    'more: "quo',
    "even: 'quo",
    'and more',
    'end"',
    "end'",
    '(x) y',
    "it''s",
    '\\\\ esc"',
    'a=b]: c',
  )
  const document = fc
    .array(fc.tuple(fc.constantFrom('', '', '', '  ', '  ', '    ', ' '), line), { minLength: 1, maxLength: 8 })
    .map((lines) => `${lines.map(([indent, text]) => indent + text).join('\n')}\n`)

  test('on any lines the two readers agree, or the plain one gives up', () => {
    let read = 0
    fc.assert(
      fc.property(document, (text) => {
        if (agrees(text)) read++
      }),
      { numRuns: 2500 },
    )
    expect(read).toBeGreaterThan(60)
  })

  test('on what the writer writes they agree', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('yes', '012', 'a\nb\n', 'x\n\ny', 'a: b', "it's", '- a', 'http://x:80', '1.5', 'a\nb\n\n'),
    )
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', maxDepth: 4 },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.oneof(fc.stringMatching(/^[a-z]{1,8}$/), text), tie('value'), {
          maxKeys: 4,
          noNullPrototype: true,
        }),
      ),
    })).value
    let read = 0
    fc.assert(
      fc.property(value, (written) => {
        if (agrees(formatYaml({ written }))) read++
      }),
      { numRuns: 200 },
    )
    expect(read).toBeGreaterThan(100)
  })

  test('of a document that is without content the complete reader says nothing, and finds none', () => {
    const line = fc.oneof(
      fc.stringMatching(/^ {0,3}(?:#[ -~\t]{0,6})?$/),
      fc.constantFrom(
        '# \u2028a: 1',
        '#\r a: 1',
        '\t# x',
        '...',
        '%YAML 1.2',
        '-',
        'a: 1',
        '!!str',
        '# \u0001',
        '#\u00e9',
      ),
    )
    let without = 0
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), fc.boolean(), (lines, ends) => {
        const text = `${lines.join('\n')}${ends ? '\n' : ''}`
        if (!isWithoutContent(text)) return
        without++
        const { value = null, problems } = readYamlDocument(text)
        expect({ text, value, problems }).toEqual({ text, value: null, problems: [] })
      }),
      { numRuns: 500 },
    )
    expect(without).toBeGreaterThan(60)
  })

  test.each([
    ['nothing', '', true],
    ['a licence and blank lines', '# Copyright\n#\n\n   # all rights\n', true],
    ['a comment before a value', '# x\na: 1\n', false],
    ['a null that is written', '~\n', false],
    ['the end of a document', '# x\n...\n', false],
    ['a line break that only YAML 1.1 knows', '# x\u2028a: 1\n', false],
  ])('%s: a document without content, or not', (_, text, expected) => {
    expect(isWithoutContent(text)).toBe(expected)
  })

  const folder = realData('workloads')
  test.runIf(folder !== undefined)('on real manifests they agree', () => {
    const files = readdirSync(folder ?? '', { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.yaml'),
    )
    let read = 0
    for (const file of files)
      for (const document of readFileSync(join(folder ?? '', file), 'utf8').split(/^---.*\n/m))
        // The places of the largest, dashboards of thousands of lines, are left out for their time.
        if (document.length < 12_000 && agrees(document)) read++
    expect(read).toBeGreaterThan(60)
  })

  test('a text of a million characters and a list of a hundred thousand items are read', () => {
    const long = 'x'.repeat(1_000_000)
    expect(readPlainYaml(`a: "${long}"\nb: '${long}'\nc: ${long}\nd: |\n  ${long}\n`)?.value).toEqual({
      a: long,
      b: long,
      c: long,
      d: `${long}\n`,
    })
    expect(readPlainYaml('- a\n'.repeat(100_000))?.value).toHaveLength(100_000)
  })
})
