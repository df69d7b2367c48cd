import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, test } from 'vitest'
import { environment, Home, program } from '../support/run.ts'

const home = new Home()
afterAll(() => home.remove())

const evaluate = (stdin: string, ...args: string[]) => home.run(['cel', 'eval', '-f', '-', ...args], { stdin })

/** The program with its pipes in our hands. */
function start(...args: string[]) {
  const child = spawn(process.execPath, [program, 'cel', 'eval', '-f', '-', ...args], {
    env: environment({ HOME: home.directory }),
    cwd: home.directory,
  })
  child.stdin.on('error', () => undefined)
  return { child, ended: once(child, 'close').then(([code]) => code as number | null) }
}

describe('one expression a line', () => {
  test('each is answered while stdin is still open', async () => {
    const { child, ended } = start('--var', 'n=1')
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const answers: unknown[] = []
    for (const expression of ['n + 1', 'n / 0', 'n + 3']) {
      child.stdin.write(`${expression}\n`)
      answers.push((await lines.next()).value)
    }
    expect(answers).toEqual(['2', 'error: division by zero at 1:1', '4'])
    child.stdin.end('n + 4')
    expect((await lines.next()).value).toBe('5')
    expect(await ended).toBe(1)
  })

  test('a reader that has seen enough ends it quietly, however much is still to come', async () => {
    const { child, ended } = start('--var', 'n=1')
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
    const more = () => {
      while (child.stdin.writable && child.stdin.write('n + 1\n'.repeat(1000)));
    }
    child.stdin.on('drain', more)
    more()
    await once(child.stdout, 'data')
    child.stdout.destroy()
    expect({ code: await ended, stderr }).toEqual({ code: 0, stderr: '' })
  })

  test.each([
    ['all are right', '1\n2', 0, ['1', '2']],
    ['one fails', '1\n1 / 0\n2', 1, ['1', 'error: division by zero at 1:1', '2']],
    [
      'one is wrong',
      '1 / 0\n1 +\n2',
      2,
      ['error: division by zero at 1:1', 'error: 1:4: expected a value, found the end', '2'],
    ],
    ['lines are empty or a comment', '\n  \n// one\n1\n\t// two', 0, ['1']],
    ['lines end as on Windows, after a mark of the byte order', '\ufeff1\r\n2\r\n', 0, ['1', '2']],
    ['there is none', '', 0, ['']],
    [
      'a line is longer than any expression',
      `1\n${'1'.repeat(2_000_000)}\n2`,
      2,
      ['1', 'error: the line is longer than any expression', '2'],
    ],
  ])('when %s', async (_, stdin, code, lines) => {
    const result = await evaluate(stdin)
    expect({ code: result.code, lines: result.stdout.replace(/\n$/, '').split('\n') }).toEqual({ code, lines })
  })

  test('what came in does not steer the terminal', async () => {
    const { stdout } = await evaluate('"\u001b[31m\u009b\u202e"\n{"a": 1}["\u001b[2J"]\n')
    expect(stdout.split('\n')).toEqual(['"\\u001b[31m\\u009b\\u202e"', 'error: no such key: ^[[2J at 1:1', ''])
  })

  test('every issue of a line is in its object', async () => {
    const { code, stdout } = await evaluate('a + b\n', '-o', 'jsonl')
    const places = [
      { message: "1:1: undeclared reference to 'a' (in container '')", line: 1, column: 1 },
      { message: "1:5: undeclared reference to 'b' (in container '')", line: 1, column: 5 },
    ]
    expect({ code, object: JSON.parse(stdout) as unknown }).toEqual({
      code: 2,
      object: {
        error: { code: 'TMC2009', message: `${places[0]?.message} (and 1 more)`, line: 1, column: 1, details: places },
      },
    })
  })

  test.each([
    ['yaml', '---\nvalue: 1\ntype: int\ncost: 0\n---\nvalue: true\ntype: bool\ncost: 0\n'],
    ['json', '{"value":1,"type":"int","cost":0}\n{"value":true,"type":"bool","cost":0}\n'],
    ['jsonpath={.type} ', 'int bool '],
  ])('-o %s', async (format, expected) => {
    expect(await evaluate('1\ntrue\n', '-o', format)).toMatchObject({ code: 0, stdout: expected })
  })

  test('a format that shows all results together is refused', async () => {
    const { code, stdout, stderr } = await evaluate('1\n', '-o', 'custom-columns=V:.value')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('use -o jsonl')
  })

  test('--explain explains each', async () => {
    const { stdout } = await evaluate('n > 1\nn < 1\n', '--var', 'n=3', '--explain')
    expect(stdout).toBe('n > 1  =>  true\n  n  =>  3\nn < 1  =>  false\n  n  =>  3\n')
  })

  test('stdin is there once', async () => {
    const { code, stderr } = await evaluate('1\n', '--var', 'a=@-')
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('both read stdin') as string })
  })
})

describe('what a variable is', () => {
  const cell = '--var=target={"spec": {"cells": [{"name": "a"}]}}'
  test.each([
    ['any value without a schema', ['size(target.spec.cels)', '--var', 'target={spec: {cels: x}}'], 0, '1\n'],
    [
      'of the kind of its schema, whichever flag comes first',
      ['size(target.spec.cells)', '--schema', 'target=SyncTarget', cell],
      0,
      '1\n',
    ],
    [
      'of that kind when it says so itself',
      [
        'target.kind',
        '--var=target={apiVersion: workload.kcp.io/v1alpha1, kind: SyncTarget}',
        '--schema',
        'target=SyncTarget',
      ],
      0,
      '"SyncTarget"\n',
    ],
    [
      'read from JSON or YAML of any shape',
      ['__proto__.a + constructor', '--var', '__proto__={a: 1}', '--var', 'constructor=2'],
      0,
      '3\n',
    ],
  ])('%s', async (_, args, code, stdout) => {
    expect(await home.run(['cel', 'eval', ...args])).toEqual({ code, stdout, stderr: '' })
  })

  test.each([
    ['no object', ['--var', 'target=3'], '--var target: a number is no SyncTarget'],
    [
      'of another kind',
      ['--var', 'target={kind: Deployment}'],
      '--var target: its kind is "Deployment", not SyncTarget',
    ],
    [
      'of another version',
      ['--var', 'target={apiVersion: apps/v1}'],
      'its apiVersion is "apps/v1", not workload.kcp.io/v1alpha1',
    ],
    [
      'of other types',
      ['--var', 'target={spec: {cells: x, reserved: 3}}'],
      'spec.cells: Invalid value: "string": spec.cells in body must be of type array: "string"',
    ],
    ['given twice', ['--var', 'target={}', '--var', 'target={}'], '--var names target twice'],
    ['of two kinds', ['--schema', 'target=PlacementPolicy'], '--schema names target twice'],
  ])('a value that is %s is refused', async (_, args, message) => {
    const { code, stdout, stderr } = await home.run(['cel', 'eval', 'true', '--schema', 'target=SyncTarget', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  test.each([
    ['null', ['x == null', '--var', 'x=null'], 0, 'true\n', ''],
    ['null by a sign', ['x == null', '--var', 'x=~'], 0, 'true\n', ''],
    ['an empty text', ['x == ""', '--var', "x=''"], 0, 'true\n', ''],
    [
      'nothing',
      ['x', '--var', 'x='],
      2,
      '',
      'error: --var x: there is no value\nhint: write \'""\' for an empty text\n',
    ],
    ['in no file', ['x', '--var', 'x=@none.yaml'], 3, '', 'error: none.yaml: there is no such file\n'],
  ])('a value may be %s', async (_, args, code, stdout, stderr) => {
    expect(await home.run(['cel', 'eval', ...args])).toEqual({ code, stdout, stderr })
  })

  test('a schema alone is enough to check, and says what to give to evaluate', async () => {
    const schema = ['--schema', 'target=SyncTarget']
    expect(await home.run(['cel', 'check', 'size(target.spec.cells)', ...schema])).toMatchObject({ code: 0 })
    const { code, stderr } = await home.run(['cel', 'eval', 'size(target.spec.cells)', ...schema])
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('--var target=') as string })
  })
})
