import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  deepEqual,
  formatJson,
  formatYaml,
  isJsonObject,
  parseJson,
  readYaml,
  setOwn,
} from '../../src/core/apimachinery/index.ts'
import { realData } from '../support/data.ts'
import { scalars, texts } from './yaml-vectors.ts'

const values = async (text: string) => formatJson((await readYaml(text, 'f')).map((document) => document.value))

describe('YAML in', () => {
  test.each(scalars)('%s is %s', async (scalar, json) => {
    expect(await values(`a: ${scalar}`)).toBe(`[{"a":${json}}]`)
    expect(await values(`- ${scalar}\n- x`)).toBe(`[[${json},"x"]]`)
    // The anchor makes it a document for the complete reader.
    expect(await values(`a: &x ${scalar}`)).toBe(`[{"a":${json}}]`)
  })

  test.each(texts)('%s', async (_, text, json) => {
    expect(await values(text)).toBe(json)
  })

  test('an integer beyond 64 bits stays exact, where kubectl reads a double', async () => {
    expect(await values('a: 123456789012345678901234567890')).toBe('[{"a":123456789012345678901234567890}]')
  })

  test.each([
    ['a repeated key', 'a: 1\nb:\n  c: 1\n  c: 2', 'f:4:3: duplicate key "c"'],
    ['a key repeated in another spelling', '1: a\n"1": b', 'f:2:1: duplicate key "1"'],
    ['a repeated key of JSON', '{"a": 1,\n "a": 2}', 'f:2:2: duplicate key "a"'],
    ['JSON with a comma missing', '{"a": 1\n"b": 2}', 'f:2:1: expected "," or "}"'],
    ['JSON that ends early', '{"a": [1', 'f:1:9: expected "," or "]", found the end'],
    ['a list as a key', '? [a]\n: b', 'f:1:3: a list, an object or null cannot be a key'],
    ['a template', 'a: {{ .Values.a }}\n', 'f:1:5: "{{" begins a template, not a value; render it first'],
    ['null as a key', 'null: b', 'f:1:1: null cannot be a key'],
    ['an alias to nothing', 'a: *x', 'f:1:4: unknown anchor "x"'],
    ['an alias to what contains it', 'a: &x [*x]', 'f:1:8: the anchor "x" contains itself'],
    ['a merge of no object', 'a:\n  <<: 1', 'f:2:7: a merge (<<) needs an object or a list of objects'],
    ['infinity', 'a: .inf', 'f:1:4: .inf is not a number that JSON has'],
    ['a text tagged as a number', 'a: !!int x', 'f:1:10: cannot read "x" as !!int'],
    ['binary', 'a: !!binary aGk=', 'f:1:13: binary values have no place in JSON'],
    ['a tab as indentation', 'a:\n\tb: 1', 'f:2:1: kubectl takes no tab here; use spaces'],
    ['bad indentation', 'a:\n   b: 1\n  c: 2', 'f:3:1: All mapping items must start at the same column'],
    ['an unclosed quote', 'a: "x\nb: 1\n', 'f:1:4: this quote is never closed'],
    [
      'text after the dashes',
      'a: 1\n--- b: 2',
      'f:2:1: kubectl takes nothing after "---" but a comment; put "b: 2" on the next line',
    ],
    ['text after the end of a document', 'a: 1\n...\nb: 2', 'f:3:1: kubectl reads nothing after "..."'],
    ['a directive', '%YAML 1.1\n---\na: 1', 'f:1:1: kubectl takes no directives'],
    ['a control character', 'a: 1\nb: x\u0007y', 'f:2:5: the control character U+0007 is not allowed'],
    ['a line separator', 'a: "x\u2028y"', 'f:1:6: kubectl takes the character U+2028 for the end of the line'],
    [
      'a list after a key of a question mark',
      '? k\n- x\n',
      'f:2:1: a key of "?" is followed by its value after a ":" below the "?"',
    ],
    ['a colon further in than its question mark', '? k\n : x\n', 'f:2:2: a key of "?" is followed by its value'],
    ['a byte order mark inside a document', '# c\n\ufeffa: 1', 'f:2:1: a byte order mark has no place'],
    ['a bracket that is not closed', 'a:\n  b: [\n  "c",\nd: e\n', 'f:3:3: Flow sequence in block collection'],
    ['a quote in quotes that is not doubled', "a: '''", 'f:1:4: this quote is never closed'],
    ['a fraction tagged as an integer', 'a: !!int 1e3', 'f:1:10: cannot read "1e3" as !!int'],
    ['a tab on a line of its own', 'a: "x"\n\t\nb: 1', 'f:2:1: kubectl takes no tab here; use spaces'],
    ['a tab before a comment', 'a: b\n\t# c', 'f:2:1: kubectl takes no tab here; use spaces'],
    ['a tab after a dash', '- a\n-\tb', 'f:2:2: kubectl takes no tab here; use spaces'],
    ['an escape of JSON alone', 'a: "\\/"', 'f:1:5: kubectl knows no escape "\\/"; write "/"'],
    ['half of a surrogate pair', 'a: "\\ud83d"', 'f:1:5: \\ud83d is no character'],
    ['an anchor of other characters', 'a: &é b', 'f:1:4: kubectl takes letters, digits, "-" and "_" after "&"'],
    ['a tag of other characters', 'a: !# b', 'f:1:4: kubectl takes no tag "!#"'],
    [
      'the end of a document before its beginning',
      '# c\n...\na: 1',
      'f:2:1: kubectl takes no "..." without a document before it',
    ],
    ['a block of text at the margin', '|\nx\n', 'f:2:1: kubectl reads nothing from here on'],
    ['a merge of nothing', 'a:\n  ? <<\n  b: c', 'f:2:5: a merge (<<) needs an object or a list of objects'],
    ['a key tagged as a number', '!!int x: 1', 'f:1:7: cannot read "x" as !!int'],
  ])('%s is refused with its place', async (_, text, message) => {
    await expect(readYaml(text, 'f')).rejects.toThrow(message)
    await expect(readYaml(text, 'f')).rejects.toMatchObject({ code: 'InvalidManifest' })
  })

  test('every problem of every document is told', async () => {
    const text = 'a: 1\na: 2\nb: *x\n---\nc: .nan\n---\nd: 1\n---\n\te: 1\n'
    const error: unknown = await readYaml(text, 'f').catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      details: [
        { message: 'f:2:1: duplicate key "a"', line: 2, column: 1, file: 'f' },
        { message: 'f:3:4: unknown anchor "x"' },
        { message: 'f:5:4: .nan is not a number that JSON has' },
        { line: 9 },
      ],
    })
  })

  test('a fault that leaves several brackets open is told once', async () => {
    const error: unknown = await readYaml('a: 1\nb: [[[[[', 'f').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ details: [{ line: 2 }] })
  })

  test.each([
    ['brackets', '['.repeat(400_000)],
    ['braces', '{a: '.repeat(100_000)],
    ['JSON brackets', `{"a":${'['.repeat(200_000)}`],
    ['dashes', '- '.repeat(100_000)],
    ['question marks', '? '.repeat(100_000)],
    ['indentation', Array.from({ length: 900 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['a closed tower', `${'['.repeat(101)}${']'.repeat(101)}`],
  ])('a tower of %s is refused twice in one process', async (_, text) => {
    await expect(readYaml(text, 'f')).rejects.toThrow('nested more than 100 deep')
    await expect(readYaml(text, 'f')).rejects.toThrow('nested more than 100 deep')
  })

  test('a hundred levels are read', async () => {
    expect(await values(`${'['.repeat(100)}${']'.repeat(100)}`)).toBe(`[${'['.repeat(100)}${']'.repeat(100)}]`)
  })

  test('aliases that multiply are refused before they are expanded', async () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) =>
        `l${level}: &l${level} [${Array(9)
          .fill(level === 0 ? 'x' : `*l${level - 1}`)
          .join(', ')}]`,
    )
    await expect(readYaml(levels.join('\n'), 'f')).rejects.toThrow(
      'the aliases of this document repeat more than 100000 values',
    )
  })

  test('no two places share what an alias repeats', async () => {
    const [document] = await readYaml('a: &x {p: 1}\nb: *x')
    const value = document?.value
    if (!isJsonObject(value) || !isJsonObject(value['a'])) throw new Error('no object')
    value['a']['p'] = 2
    expect(value['b']).toEqual({ p: 1 })
  })

  test('a text of five million characters is read, in quotes and in JSON', async () => {
    const long = 'x'.repeat(5_000_000)
    expect((await readYaml(`{"a":"${long}\\n"}`))[0]?.value).toEqual({ a: `${long}\n` })
    expect((await readYaml(`a: "${long}"`))[0]?.value).toEqual({ a: long })
  })

  test('a YAML document over the limit is refused by its size', async () => {
    await expect(readYaml(`a: &x ${'x'.repeat(17_000_000)}`, 'f')).rejects.toMatchObject({ code: 'TooLarge' })
  })
})

describe('places', () => {
  const yaml =
    '# c\nkind: A\nspec:\n  rules:\n  - name: x\n    "effect": y\n  -\n    name: z\n  flow: {a: [1, 22]}\n  012: t\n'
  const json = '{"kind": "A",\n "spec": {"rules": [\n  {"name": "x"},\n  {"na\\u006de": "z"}], "e": {}, "f": []}}'
  test.each([
    ['kind', yaml, ['kind'], 2, 1],
    ['a list', yaml, ['spec', 'rules'], 4, 3],
    ['an item', yaml, ['spec', 'rules', 0], 5, 5],
    ['a member of an item', yaml, ['spec', 'rules', 0, 'effect'], 6, 5],
    ['an item on the next line', yaml, ['spec', 'rules', 1, 'name'], 8, 5],
    ['inside brackets that are no further in', 'a:\n  b: [\n  c,\n  {d: e}\n  ]\n', ['a', 'b', 1, 'd'], 4, 4],
    ['inside braces', yaml, ['spec', 'flow', 'a', 1], 9, 17],
    ['a key that is a number', yaml, ['spec', '10'], 10, 3],
    ['an absent member: its parent', yaml, ['spec', 'rules', 0, 'weight', 'x'], 5, 5],
    ['an absent item: its list', yaml, ['spec', 'rules', 7], 4, 3],
    ['the document', yaml, [], 2, 1],
    ['a member of JSON', json, ['spec'], 2, 2],
    ['an item of JSON', json, ['spec', 'rules', 0, 'name'], 3, 4],
    ['an escaped key of JSON', json, ['spec', 'rules', 1, 'name'], 4, 4],
    ['an absent member of JSON', json, ['spec', 'e', 'x'], 4, 24],
    ['an absent item of JSON', json, ['spec', 'f', 0], 4, 33],
  ])('%s', async (_, text, path, line, column) => {
    const [document] = await readYaml(text)
    expect(document?.positionOf(path)).toEqual({ line, column })
  })

  test('what came by a merge or an alias is at the merge or the alias', async () => {
    const [document] = await readYaml('a: &x {p: {q: 1}}\nb:\n  <<: *x\nc: *x\n---\nd: 1\n')
    expect(document?.positionOf(['b', 'p', 'q'])).toEqual({ line: 3, column: 3 })
    expect(document?.positionOf(['c', 'p'])).toEqual({ line: 4, column: 1 })
  })

  test('documents count from the beginning of the text', async () => {
    const documents = await readYaml('a: 1\n---\n# x\n\nb:\n  c: 1\n')
    expect(documents[1]?.position).toEqual({ line: 5, column: 1 })
    expect(documents[1]?.positionOf(['b', 'c'])).toEqual({ line: 6, column: 3 })
  })
})

describe('YAML out', () => {
  test('looks as kubectl prints it', () => {
    const value = {
      apiVersion: 'v1',
      data: {
        script: '#!/bin/sh\necho hi\n',
        note: 'a: b',
        'x/y': 'yes',
        empty: '',
        n: '1.0',
        t: 'tab\there',
        v: 'x\n\n',
      },
      items: [{ name: 'a', list: [] }, [1, [2]], {}, null],
      big: 9007199254740993n,
      skipped: undefined,
    }
    expect(formatYaml(value)).toBe(`apiVersion: v1
data:
  script: |
    #!/bin/sh
    echo hi
  note: 'a: b'
  x/y: "yes"
  empty: ""
  "n": "1.0"
  t: "tab\\there"
  v: |+
    x

items:
- name: a
  list: []
- - 1
  - - 2
- {}
- null
big: 9007199254740993
`)
  })

  test.each([
    [{}, '{}\n'],
    [[], '[]\n'],
    ['x', 'x\n'],
    [[{ a: 1, b: [] }], '- a: 1\n  b: []\n'],
    [
      { 2024: '2024-01-01', a: '12:30:45', b: '0o7', c: '1_000', d: '~', e: '- x', f: '#x', g: "it's", h: 'x ' },
      '"2024": "2024-01-01"\na: "12:30:45"\nb: "0o7"\nc: "1_000"\nd: "~"\ne: \'- x\'\nf: \'#x\'\ng: it\'s\nh: \'x \'\n',
    ],
  ])('%j', (value, text) => {
    expect(formatYaml(value)).toBe(text)
  })

  const difficult = fc.constantFrom(
    ...scalars.map(([text]) => text),
    ...[
      '- a',
      'a: b',
      'a #b',
      '#a',
      '&a',
      '*a',
      '!a',
      '|',
      '>',
      '%a',
      '@a',
      '`a`',
      '"a"',
      "it's",
      ' a',
      'a ',
      'a\n',
      '\na',
      'a\nb',
      'a\n\nb\n',
      ' a\nb',
      'a\n b',
      'a\tb',
      'a\n\tb',
      '[a]',
      '{a}',
      '---',
      '--- a',
      '...',
      'a\r\nb',
      '\u0000',
      '\u0085',
      '\u2028',
      '\ufeffa',
      '😀',
      '?',
      ': a',
      '\n\n',
      ' \n ',
      'a\n  ',
      '\\',
      'long '.repeat(300),
      '\u007f',
      'a\n---\nb',
    ],
  )
  const text = fc.oneof(
    difficult,
    fc.string(),
    fc.tuple(difficult, difficult).map(([left, right]) => left + right),
  )
  const number = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
  )
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      text,
      number,
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(fc.tuple(text, tie('value')), { maxLength: 4 }).map((members) => {
        const object = {}
        for (const [key, member] of members) setOwn(object, key, member)
        return object
      }),
    ),
  })).value

  test('whatever is written reads back as the same value', async () => {
    await fc.assert(
      fc.asyncProperty(value, async (written) => {
        const [document] = await readYaml(formatYaml({ written }))
        expect(deepEqual(document?.value, { written })).toBe(true)
      }),
      { numRuns: 400 },
    )
  })
})

describe('real manifests', () => {
  const file = realData('workloads/online-boutique.yaml')
  test.runIf(file !== undefined)(
    'online-boutique reads as the same objects in YAML, in JSON and written anew',
    async () => {
      const documents = (await readYaml(readFileSync(file ?? '', 'utf8'))).map((document) => document.value)
      expect(documents).toHaveLength(35)
      const asJson = await readYaml(documents.map((document) => formatJson(document)).join('\n'))
      expect(asJson.map((document) => document.value)).toEqual(documents)
      const anew = await readYaml(documents.map(formatYaml).join('---\n'))
      expect(anew.map((document) => document.value)).toEqual(documents)
    },
  )
})

test('integers survive YAML and JSON alike', async () => {
  const [document] = await readYaml(formatYaml(parseJson('{"a":[9007199254740993,-9223372036854775808]}')))
  expect(formatJson(document?.value)).toBe('{"a":[9007199254740993,-9223372036854775808]}')
})
