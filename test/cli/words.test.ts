import { describe, expect, test } from 'vitest'
import { findInvocation } from '../../src/cli/words.ts'

const commands = new Set(['get', 'synctarget:list', 'synctarget:register', 'placement:simulate', 'hub:use'])
const topics = new Set(['synctarget', 'placement', 'hub'])
const table = {
  hasCommand: (id: string) => commands.has(id),
  hasTopic: (id: string) => topics.has(id),
  takesValue: (flag: string) => ['-n', '--namespace', '-o', '--output'].includes(flag),
}

describe('finding the command in the arguments', () => {
  test.each([
    ['a command and its arguments', 'get st', 'get', 'st'],
    ['a command of two words', 'synctarget register eu-1 --label a=b', 'synctarget:register', 'eu-1 --label a=b'],
    ['the plural of a topic', 'synctargets list', 'synctarget:list', ''],
    ['the short name of a topic', 'st list -o json', 'synctarget:list', '-o json'],
    ['a flag with its value before the command', '-n shop get plp', 'get', '-n shop plp'],
    ['a flag with = before the command', '--namespace=shop get plp', 'get', '--namespace=shop plp'],
    ['a switch between the words', 'synctarget --no-headers list', 'synctarget:list', '--no-headers'],
    ['an argument that is called like a topic', 'get st', 'get', 'st'],
    ['everything after -- as it is', 'get -- --help', 'get', '-- --help'],
    ['a lone dash as an argument', 'get -', 'get', '-'],
  ])('%s', (_, typed, id, rest) => {
    const invocation = findInvocation(typed.split(' '), table)
    expect(invocation).toMatchObject({ id, wantsHelp: false })
    expect(invocation.args.join(' ')).toBe(rest)
  })

  test.each([
    ['--help after a command', 'get --help', 'get'],
    ['-h anywhere', '-h placement simulate', 'placement:simulate'],
    ['help before a command', 'help placement simulate', 'placement:simulate'],
    ['help before a short name', 'help st list', 'synctarget:list'],
  ])('%s asks for its help', (_, typed, id) => {
    expect(findInvocation(typed.split(' '), table)).toMatchObject({ id, wantsHelp: true })
  })

  test.each([
    ['a word that is nothing', 'gte st', ['gte']],
    ['a topic alone', 'synctarget', ['synctarget']],
    ['a word that is not of the topic', 'synctarget regster eu-1', ['synctarget', 'regster']],
  ])('%s names no command', (_, typed, words) => {
    expect(findInvocation(typed.split(' '), table)).toMatchObject({ id: undefined, words })
  })
})
