import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Home } from '../support/run.ts'

const home = new Home()
afterAll(() => home.remove())

describe('cel eval', () => {
  test('prints a value with its type and cost', async () => {
    const { code, stdout } = await home.run(['cel', 'eval', 'n + 1', '--var', 'n=2', '-o', 'json'])
    expect({ code, result: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      result: { value: 3, type: 'int', cost: 2 },
    })
  })

  test('prints values exactly, in their canonical form', async () => {
    const rows = [
      { expression: '9223372036854775807', value: '9223372036854775807' },
      { expression: '18446744073709551615u', value: '18446744073709551615' },
      { expression: "duration('90m')", value: '"5400s"' },
      { expression: "quantity('1024Mi')", value: '"1Gi"' },
      { expression: "timestamp('2026-01-02T03:04:05.5+01:00')", value: '"2026-01-02T02:04:05.5Z"' },
      { expression: "b'abc'", value: '"YWJj"' },
      { expression: 'optional.none()', value: 'null' },
      { expression: "{'a': [1, 2]}", value: '{"a":[1,2]}' },
      { expression: "[double('NaN'), 1.0 / 0.0, -1.0 / 0.0, 1.5]", value: '["NaN","Infinity","-Infinity",1.5]' },
    ]
    const { code, stdout } = await home.run(['cel', 'eval', '-f', '-'], {
      stdin: rows.map((row) => row.expression).join('\n'),
    })
    expect({ code, lines: stdout.trimEnd().split('\n') }).toEqual({ code: 0, lines: rows.map((row) => row.value) })
  })

  test('a wrong expression exits 2 with every problem and a caret', async () => {
    const { code, stdout, stderr } = await home.run([
      'cel',
      'eval',
      'nam == 1 || x.startWith("a")',
      '--var',
      'name=a',
      '--var',
      'x=b',
    ])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain("1:1: undeclared reference to 'nam'")
    expect(stderr).toContain('did you mean "name"?')
    expect(stderr).toContain('did you mean "startsWith"?')
    expect(stderr).toContain(' | ^^^')
  })

  test('a failed evaluation exits 1 with the place', async () => {
    const { code, stdout, stderr } = await home.run(['cel', 'eval', 'a.b.c', '--var', 'a={b: {}}'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('no such key: c')
  })

  test('what JSON has no number for is a text, beside its type', async () => {
    const { stdout } = await home.run(['cel', 'eval', "double('NaN')", '-o', 'json'])
    expect(JSON.parse(stdout)).toEqual({ value: 'NaN', type: 'double', cost: 0 })
  })

  test('a budget that ends says which macro used it up', async () => {
    const text = 'list.all(a, list.map(b, a + b).size() > 0)'
    const list = `list=[${Array.from({ length: 1_000 }, (_, index) => index).join(', ')}]`
    const { code, stderr } = await home.run(['cel', 'eval', text, '--var', list])
    expect({ code, lines: stderr.split('\n').slice(0, 3) }).toEqual({
      code: 1,
      lines: [
        'error: operation cancelled: actual cost limit exceeded at 1:13',
        ` | ${text}`,
        ` | ${'.'.repeat(12)}${'^'.repeat(18)}`,
      ],
    })
  })

  test('every problem of an expression in a file says which file it is in', async () => {
    const file = join(home.directory, 'rule.cel')
    writeFileSync(file, 'nam == 1 ||\n  siz(2) > 1\n')
    for (const command of ['eval', 'check']) {
      const { code, stderr } = await home.run(['cel', command, '-f', file])
      const problems = stderr.split('\n').filter((line) => line.startsWith('error: '))
      expect({ code, problems }).toEqual({
        code: 2,
        problems: [
          `error: ${file}:1:1: undeclared reference to 'nam' (in container '')`,
          `error: ${file}:2:3: undeclared reference to 'siz' (in container '')`,
        ],
      })
    }
    writeFileSync(file, '1 / 0')
    const { code, stderr } = await home.run(['cel', 'eval', '-f', file])
    expect({ code, line: stderr.split('\n')[0] }).toEqual({ code: 1, line: `error: ${file}: division by zero at 1:1` })
  })

  test('a chain of five thousand operators counts its cost', async () => {
    const text = `n${'+n'.repeat(5_000)}`
    const { stdout } = await home.run(['cel', 'eval', text, '--var', 'n=1', '-o', 'jsonl'])
    expect(stdout).toBe('{"value":5001,"type":"dyn","cost":10001}\n')
  })

  test('a schema types the fields of a variable read from a file', async () => {
    const file = join(home.directory, 'target.yaml')
    writeFileSync(file, 'metadata: {name: eu, labels: {region: eu}}\nspec: {cells: [{name: a}]}\n')
    const given = ['--var', `target=@${file}`, '--schema', 'target=SyncTarget']
    const good = await home.run(['cel', 'eval', 'target.spec.cells.map(c, c.name)', ...given, '-o', 'json'])
    expect(JSON.parse(good.stdout)).toMatchObject({ value: ['a'], type: 'list(string)' })
    const bad = await home.run(['cel', 'eval', 'target.spec.cels', ...given])
    expect(bad).toMatchObject({ code: 2 })
    expect(bad.stderr).toContain('did you mean "cells"?')
  })

  test('--explain shows every part', async () => {
    const { stdout } = await home.run(['cel', 'eval', '[1, 2].exists(x, x > n) && true', '--var', 'n=1', '--explain'])
    expect(stdout.split('\n')[0]).toBe('[1, 2].exists(x, x > n) && true  =>  true')
    expect(stdout).toContain('[x = 2] x > n  =>  true')
  })

  test('a file from stdin holds one expression a line; one that fails does not stop the next', async () => {
    const { code, stdout } = await home.run(['cel', 'eval', '-f', '-', '--var', 'n=3', '-o', 'jsonl'], {
      stdin: 'n * 2\n1 / 0\nn +\n\n',
    })
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { value?: unknown; error?: { code: string } })
    expect(code).toBe(2)
    expect(lines.map((line) => line.value ?? line.error?.code)).toEqual([6, 'TMC2101', 'TMC2009'])
  })

  test('a Kubernetes version refuses what it lacks, and says since when there is it', async () => {
    const { code, stderr } = await home.run(['cel', 'eval', "isIP('::1')", '--kubernetes', '1.29'])
    expect(code).toBe(2)
    expect(stderr).toContain('isIP needs Kubernetes 1.30')
  })
})

describe('cel check', () => {
  test('says type, cost, what is read, and which versions accept it', async () => {
    const { code, stdout } = await home.run([
      'cel',
      'check',
      'ip(object.spec.address).family() == 4',
      '--var',
      'object',
    ])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Type: +bool\n/)
    expect(stdout).toContain('object.spec.address')
    expect(stdout).toMatch(/Kubernetes: +1\.30 to 1\.37\n/)
  })
})
