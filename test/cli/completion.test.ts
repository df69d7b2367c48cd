import { describe, expect, test } from 'vitest'
import { complete, type CompletedCommand, type CompletionLookups, formatCompletion } from '../../src/cli/completion.ts'

const flags = {
  output: { name: 'output', type: 'option', char: 'o', helpValue: 'FORMAT' },
  hub: { name: 'hub', type: 'option', helpValue: 'HUB' },
  color: { name: 'color', type: 'option', options: ['auto', 'always', 'never'] },
  filename: { name: 'filename', type: 'option', char: 'f', multiple: true, helpValue: 'FILE|DIR|-' },
  input: { name: 'input', type: 'boolean', allowNo: true },
  secret: { name: 'secret', type: 'boolean', hidden: true },
} as const
const commands: readonly CompletedCommand[] = [
  { id: 'get', summary: 'Get.', args: { kind: { name: 'kind' }, name: { name: 'name', multiple: true } }, flags },
  { id: 'explain', args: { field: { name: 'field' } }, flags },
  { id: 'synctarget:list', summary: 'List.', args: {}, flags },
  { id: 'synctarget:drain', args: { target: { name: 'target', multiple: true } }, flags },
  { id: '__complete', hidden: true, args: {}, flags: {} },
]
const lookups: CompletionLookups = {
  kinds: () => Promise.resolve(['synctargets', 'placementpolicies']),
  names: (kind) => Promise.resolve(kind === 'synctarget' || kind === 'synctargets' ? ['eu-1', 'eu-2', 'us-1'] : []),
  namespaces: () => Promise.resolve(['default', 'shop']),
  hubs: () => Promise.resolve(['local', 'local:/srv/hub']),
  fields: () => Promise.resolve(['synctarget.spec.cells']),
}

async function values(typed: string): Promise<string[]> {
  const { candidates } = await complete(typed.split(' '), commands, lookups)
  return candidates.map(({ value }) => value)
}

describe('completion', () => {
  test.each([
    ['commands and topics, the hidden ones left out', '', ['get', 'explain', 'synctarget']],
    ['commands that begin as typed', 'ge', ['get']],
    ['the commands of a topic', 'synctarget ', ['list', 'drain']],
    ['kinds', 'get ', ['synctargets', 'placementpolicies']],
    ['names of the kind before', 'get synctargets eu', ['eu-1', 'eu-2']],
    ['more names after the first', 'get synctargets eu-1 u', ['us-1']],
    ['names behind their kind', 'get synctarget/eu', ['synctarget/eu-1', 'synctarget/eu-2']],
    ['kinds after a name behind its kind', 'get synctarget/eu-1 pl', ['placementpolicies']],
    ['kinds after a comma', 'get synctargets,pl', ['synctargets,placementpolicies']],
    ['targets', 'synctarget drain us', ['us-1']],
    ['the commands of a topic by its other names', 'st d', ['drain']],
    ['targets under another name of the topic', 'targets drain us', ['us-1']],
    ['targets after a flag with its value', 'synctarget drain --hub local us', ['us-1']],
    ['fields after the kind', 'explain synctarget.s', ['synctarget.spec.cells']],
    ['flags, the hidden ones left out', 'get --i', ['--input']],
    ['the negation of a flag', 'get --no', ['--no-input']],
    ['values of a flag with options', 'get --color a', ['auto', 'always']],
    ['values of a flag in the same word', 'get --color=n', ['--color=never']],
    ['values of a short flag', 'get -o js', ['json', 'jsonl', 'jsonpath=']],
    ['hubs', 'get --hub local:', ['local:/srv/hub']],
    ['commands after help', 'help ge', ['get']],
    ['nothing where nothing fits', 'synctarget list x', []],
  ])('offers %s', async (_, typed, expected) => {
    expect(await values(typed)).toEqual(expected)
  })

  test('says where files would do', async () => {
    expect(await complete(['get', '-f', ''], commands, lookups)).toMatchObject({ files: true })
    expect(await complete(['get', '-o', ''], commands, lookups)).toMatchObject({ files: false })
  })

  test('prints what kubectl reads from its plugins', async () => {
    const { candidates } = await complete(['get', '--color', 'n'], commands, lookups)
    expect(formatCompletion({ candidates, files: false })).toBe('never\n:4\n')
    expect(formatCompletion({ candidates: [{ value: 'a', description: 'two\nlines' }], files: true })).toBe(
      'a\ttwo lines\n:0\n',
    )
  })
})
