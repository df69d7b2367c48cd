import { describe, expect, test } from 'vitest'
import { colourLevel, outputFormatNames, parseOutputFormat } from '../../../src/cli/printers/index.ts'

describe('output formats', () => {
  test.each([
    ['table', { kind: 'table', wide: false }],
    ['wide', { kind: 'table', wide: true }],
    ['json', { kind: 'json' }],
    ['yaml', { kind: 'yaml' }],
    ['name', { kind: 'name' }],
    ['jsonl', { kind: 'jsonl' }],
    ['jsonpath={.a=b}', { kind: 'jsonpath', path: { text: '{.a=b}' } }],
    ['custom-columns=A:.a,B:b', { kind: 'custom-columns', columns: [{ header: 'A' }, { header: 'B' }] }],
  ])('%s', (text, format) => {
    expect(parseOutputFormat(text)).toMatchObject(format)
  })

  test('templates and columns come from files', () => {
    const files = new Map([
      ['t', '{.a}\n'],
      ['c', 'NAME  KIND\nmetadata.name {.kind}\n'],
    ])
    const read = (path: string) => {
      const text = files.get(path)
      if (text === undefined) throw new Error(`ENOENT: ${path}`)
      return text
    }
    expect(parseOutputFormat('jsonpath-file=t', read)).toMatchObject({ path: { text: '{.a}\n' } })
    expect(parseOutputFormat('custom-columns-file=c', read)).toMatchObject({
      columns: [
        { header: 'NAME', path: { text: '{.metadata.name}' } },
        { header: 'KIND', path: { text: '{.kind}' } },
      ],
    })
    expect(() => parseOutputFormat('jsonpath-file=x', read)).toThrow('the template cannot be read: ENOENT: x')
  })

  test.each([
    ['xml', 'Usage', 'is not an output format'],
    ['json=x', 'Usage', 'is not an output format'],
    ['constructor', 'Usage', 'is not an output format'],
    ['', 'Usage', 'is not an output format'],
    ['jsonpath', 'Usage', 'needs an argument'],
    ['jsonpath=', 'Usage', 'needs an argument'],
    ['custom-columns=', 'Usage', 'needs an argument'],
    ['custom-columns=A', 'Usage', 'unexpected custom-columns spec: A, expected <header>:<json-path-expr>'],
    ['custom-columns=A:{.a', 'InvalidJsonPath', 'unexpected path string'],
    ['jsonpath={.a', 'InvalidJsonPath', 'error parsing jsonpath {.a, unclosed action'],
  ])('-o %s is refused', (text, code, message) => {
    expect(() => parseOutputFormat(text)).toThrow(message)
    expect(() => parseOutputFormat(text)).toThrow(expect.objectContaining({ code }))
  })

  test('every name is known to the reader', () => {
    for (const name of outputFormatNames)
      expect(parseOutputFormat(/jsonpath|custom/.test(name) ? `${name}=A:.a` : name, () => 'A\n.a\n')).toBeDefined()
  })
})

describe('the level of colour', () => {
  test.each([
    ['a terminal', {}, true, undefined, 1],
    ['a pipe', {}, false, undefined, 0],
    ['a dumb terminal', { TERM: 'dumb' }, true, undefined, 0],
    ['NO_COLOR', { NO_COLOR: '1' }, true, undefined, 0],
    ['an empty NO_COLOR', { NO_COLOR: '' }, true, undefined, 1],
    ['NO_COLOR over FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, undefined, 0],
    ['the flag over NO_COLOR', { NO_COLOR: '1' }, false, 'always', 1],
    ['the flag over FORCE_COLOR', { FORCE_COLOR: '3' }, true, 'never', 0],
    ['FORCE_COLOR in a pipe', { FORCE_COLOR: '' }, false, 'auto', 1],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, undefined, 0],
    ['FORCE_COLOR=3', { FORCE_COLOR: '3' }, false, undefined, 3],
    ['CLICOLOR_FORCE', { CLICOLOR_FORCE: '1' }, false, undefined, 1],
    ['CLICOLOR_FORCE=0', { CLICOLOR_FORCE: '0' }, false, undefined, 0],
  ] as const)('%s', (_, env, isTerminal, flag, level) => {
    expect(colourLevel({ env, isTerminal, flag })).toBe(level)
  })

  test.each([
    [4, 1],
    [8, 2],
    [24, 3],
  ])('a terminal of %d bits has level %d', (depth, level) => {
    expect(colourLevel({ env: {}, isTerminal: true, depth })).toBe(level)
  })
})
