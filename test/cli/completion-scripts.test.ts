import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../scripts/build.mjs'
import { complete, type CompletedCommand, type CompletionLookups } from '../../src/cli/completion.ts'
import { completionScript } from '../../src/cli/completion-scripts.ts'

/** The code of a PowerShell script: its texts and comments taken out, and what was in the texts. */
function withoutTexts(script: string): { code: string; texts: string[] } {
  const texts: string[] = []
  const pattern = /'(?:[^'\n]|'')*'|"(?:[^"`\n]|`.)*"|#[^\n]*/g
  const code = script.replace(pattern, (found) => {
    if (!found.startsWith('#')) texts.push(found)
    return found.startsWith('#') ? '' : '0'
  })
  return { code, texts }
}

/** What is open at the end, or closes what was not opened. */
function unbalanced(code: string): string[] {
  const open: string[] = []
  const pairs = new Map([
    [')', '('],
    [']', '['],
    ['}', '{'],
  ])
  for (const [bracket] of code.matchAll(/[()[\]{}]/g)) {
    const opening = pairs.get(bracket)
    if (opening === undefined) open.push(bracket)
    else if (open.pop() !== opening) return [bracket]
  }
  return open
}

/** PowerShell cannot be had everywhere: what its parser would refuse, and what would lose a word, is looked for here. */
describe('the completion script for PowerShell', () => {
  const script = completionScript('powershell')
  const { code, texts } = withoutTexts(script)

  test('closes every text and every bracket', () => {
    expect(code).not.toMatch(/['"]/)
    expect(unbalanced(code)).toEqual([])
    expect(unbalanced('a ( b ]')).toEqual([']'])
  })

  test('uses no variable that nothing sets', () => {
    const set = new Set(['_', 'null'])
    for (const [, list = ''] of code.matchAll(/\bparam\(([^)]*)\)/g))
      for (const [, name = ''] of list.matchAll(/\$(\w+)/g)) set.add(name)
    for (const [, name = ''] of code.matchAll(/\$(\w+) (?:=|in) /g)) set.add(name)
    const used = [...code.matchAll(/[$@](\w+)/g)].map(([, name = '']) => name)
    expect(used.length).toBeGreaterThan(10)
    expect(used.filter((name) => !set.has(name))).toEqual([])
  })

  test('is a native completer that splats its words and hides errors', () => {
    expect(code).toMatch(/^\s*Register-ArgumentCompleter -Native -CommandName tmcctl -ScriptBlock \{$/m)
    expect(code).toContain('& tmcctl __complete @words 2>$null')
    expect(completionScript('powershell', 'kubectl-tmc')).toContain('& kubectl-tmc __complete @words')
  })

  test('quotes what PowerShell would split, expand or take for something else, and nothing else', () => {
    const pattern = texts.find((text) => text.startsWith("'[")) ?? ''
    const special = new RegExp(pattern.slice(1, -1).replaceAll("''", "'"))
    for (const word of [
      'a b',
      'st,plp',
      'a;b',
      '@a',
      '#a',
      '$a',
      "it's",
      'a"b',
      '{a}',
      '(a)',
      'a|b',
      'a<b',
      'a>b',
      'a&b',
    ])
      expect(special.test(word), word).toBe(true)
    for (const word of ['synctargets', '--output', 'jsonpath=', 'local:/srv/hub', 'st/eu-1', 'a_b.c', '-'])
      expect(special.test(word), word).toBe(false)
  })

  test('takes the line of the directive for what it is', () => {
    const pattern = texts.find((text) => text.startsWith("'^:")) ?? ''
    expect(new RegExp(pattern.slice(1, -1)).test(':4')).toBe(true)
    expect(new RegExp(pattern.slice(1, -1)).test('local:4')).toBe(false)
  })
})

describe('what the program answers a completion script', () => {
  const { commands } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')) as {
    commands: { [id: string]: CompletedCommand }
  }
  const shown = Object.values(commands).filter(({ hidden }) => hidden !== true)
  const nothing = () => Promise.resolve([])
  const lookups: CompletionLookups = {
    kinds: nothing,
    names: nothing,
    namespaces: nothing,
    hubs: nothing,
    fields: nothing,
  }

  test.each(shown.map((command) => [command.id.replaceAll(':', ' '), command] as const))(
    'has every flag of %s',
    async (words, { flags }) => {
      const { candidates } = await complete([...words.split(' '), '--'], shown, lookups)
      const wanted = Object.values(flags)
        .filter(({ hidden }) => hidden !== true)
        .flatMap(({ name, allowNo }) => [`--${name}`, ...(allowNo === true ? [`--no-${name}`] : [])])
      expect(candidates.map(({ value }) => value).sort()).toEqual(['--help', ...wanted].sort())
    },
  )

  test('has every command', async () => {
    const { candidates } = await complete([''], shown, lookups)
    const first = new Set(shown.map(({ id }) => id.split(':')[0]))
    expect(candidates.map(({ value }) => value).sort()).toEqual([...first].sort())
  })
})
