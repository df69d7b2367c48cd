import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { environment, Home, program } from '../support/run.ts'

const home = new Home()
afterAll(() => home.remove())

/** A line of a shell, with the program as `tmcctl`. */
function shell(line: string, shellProgram = 'bash'): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const script = `tmcctl() { "${process.execPath}" "${program}" "$@"; }\n${line}`
  return new Promise((resolve, reject) => {
    const child = spawn(shellProgram, ['-c', script], {
      env: environment({ HOME: home.directory }),
      cwd: home.directory,
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
    child.stdin.end()
  })
}

describe('usage errors', () => {
  test.each([
    ['an unknown command', ['gte', 'st'], 'error: unknown command "gte"', 'hint: did you mean `tmcctl get`?'],
    [
      'an unknown command of a topic',
      ['hub', 'shwo'],
      'error: unknown command "hub shwo"',
      'hint: did you mean `tmcctl hub show`?',
    ],
    [
      'a command without its topic',
      ['cordon', 'eu-1'],
      'error: unknown command "cordon"',
      'hint: did you mean `tmcctl synctarget cordon`?',
    ],
    ['a habit of other programs', ['version', '--no-color'], 'error: unknown flag --no-color', '--color=never?'],
    [
      'an unknown flag',
      ['version', '--outptu', 'json'],
      'error: unknown flag --outptu',
      'hint: did you mean --output?',
    ],
    [
      'a value that is no option',
      ['version', '--color=blue'],
      'error: expected --color=blue to be one of: auto, always, never',
      '',
    ],
    ['a missing argument', ['hub', 'use'], 'error: missing HUB', 'hint: see `tmcctl hub use --help`'],
    ['an argument too many', ['version', 'please'], 'error: unexpected argument "please"', ''],
    ['a number that is none', ['version', '-v', 'loud'], 'error: --v: expected an integer but received: loud', ''],
    ['a flag without its value', ['version', '-o'], 'error: flag --output expects a value', ''],
    ['an output format that does not exist', ['version', '-o', 'xml'], 'error: ', ''],
    ['a hub that is none', ['hub', 'use', '/srv/hub'], 'error: ', 'hint: did you mean local:/srv/hub?'],
    ['a flag without a command', ['--no-input'], 'error: flag --no-input without a command', ''],
  ])('%s is one line on stderr, a hint, exit 2, nothing on stdout', async (_, args, error, hint) => {
    const { code, stdout, stderr } = await home.run(args)
    const lines = stderr.trimEnd().split('\n')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(lines[0]).toContain(error)
    expect(lines.filter((line) => line.startsWith('error: '))).toHaveLength(1)
    expect(lines.every((line) => /^(error|hint): /.test(line))).toBe(true)
    expect(stderr).toContain(hint)
  })

  test('with -o json it is one JSON object on stderr', async () => {
    const { code, stdout, stderr } = await home.run(['version', '-o', 'json', '--foo'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(JSON.parse(stderr)).toEqual({
      apiVersion: 'tmcctl.kcp.io/v1alpha1',
      kind: 'Error',
      code: 'TMC2000',
      reason: 'Usage',
      message: 'unknown flag --foo',
      details: [],
      hint: expect.any(String) as string,
      exitCode: 2,
    })
  })

  test('the stack is shown with -v=6 only', async () => {
    const quiet = await home.run(['hub', 'use', 'nonsense'])
    const loud = await home.run(['hub', 'use', 'nonsense', '-v=6'])
    expect(quiet.stderr).not.toMatch(/^\s+at /m)
    expect(loud.stderr).toMatch(/^\s+at /m)
    expect(loud.code).toBe(2)
  })
})

test('a missing argument is not taken from stdin', async () => {
  expect(await home.run(['hub', 'use'], { stdin: 'local\n' })).toMatchObject({ code: 2, stdout: '' })
})

describe('flags', () => {
  test.each([['-ojson', '-o=json', '--output=json', '--output json'].map((typed) => [typed])].flat())(
    '%s asks for JSON',
    async (typed) => {
      const { code, stdout } = await home.run(['version', ...(typed?.split(' ') ?? [])])
      expect(code).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({ kind: 'Version' })
    },
  )

  test('that are on or off take true and false', async () => {
    const args = ['version', '-o', 'custom-columns=KIND:.kind']
    expect((await home.run([...args, '--no-headers=true'])).stdout).toBe('Version\n')
    expect((await home.run([...args, '--no-headers=false'])).stdout).toBe('KIND\nVersion\n')
  })

  test('of a flag given twice the last counts', async () => {
    const { stdout } = await home.run(['version', '-o', 'yaml', '-o', 'json'])
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'Version' })
  })
})

describe('output', () => {
  test('goes to a closed pipe without a word', async () => {
    const { code, stdout, stderr } = await shell('set -o pipefail; tmcctl synctarget register --help | head -n 1')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.split('\n')).toHaveLength(2)
  })

  test.runIf(existsSync('/dev/full'))('to a full disk is an error in a line, whatever writes', async () => {
    const writers = ['--version', 'version', 'version --help', 'completion bash']
    const runs = await Promise.all(writers.map((writer) => shell(`tmcctl ${writer} > /dev/full`)))
    const error = expect.stringMatching(
      /^error: the output cannot be written: .*no space left on device.*\n$/,
    ) as string
    expect(runs).toEqual(writers.map(() => ({ code: 1, stdout: '', stderr: error })))
  })

  test.each([
    ['--color=always', {}, true],
    ['', { FORCE_COLOR: '1' }, true],
    ['', { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    ['--color=always', { NO_COLOR: '1' }, true],
    ['--color=never', { FORCE_COLOR: '1' }, false],
    ['', {}, false],
  ])('of an error with %s and %j is coloured: %s', async (flag, env, isColoured) => {
    const { stderr } = await home.run(['version', '--foo', ...(flag === '' ? [] : [flag])], { env })
    expect(stderr.includes('\u001B[')).toBe(isColoured)
  })

  test('of JSON is never coloured', async () => {
    const { stdout } = await home.run(['version', '-o', 'json', '--color=always'])
    expect(stdout).not.toContain('\u001B[')
  })
})

describe('signals', () => {
  test('SIGINT ends a command that waits for stdin with 130, without a word', async () => {
    const child = spawn(process.execPath, [program, 'apply', '-f', '-', '-v=1'], {
      env: environment({ HOME: home.directory }),
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    // The first byte that is taken from stdin shows that the program is up and waits.
    await new Promise<void>((resolve) => child.stdin.write(`#${' '.repeat(1_000_000)}`, () => resolve()))
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    expect(output).toBe('')
  })
})

describe('help', () => {
  test('the front page lists topics that have commands, and nothing twice', async () => {
    const { stdout } = await home.run(['--help'])
    const [, topics = '', commands = ''] = /^TOPICS\n([^]*?)\n\nCOMMANDS\n([^]*)$/m.exec(stdout) ?? []
    const names = (page: string) => [...page.matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name)
    expect(names(topics)).toEqual(['cel', 'crd', 'hub', 'placement', 'synctarget'])
    expect(names(commands)).toContain('get')
    expect(names(commands).filter((name) => names(topics).includes(name))).toEqual([])
  })

  test('shows examples before flags', async () => {
    const { code, stdout, stderr } = await home.run(['synctarget', 'register', '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.indexOf('EXAMPLES')).toBeGreaterThan(0)
    expect(stdout.indexOf('EXAMPLES')).toBeLessThan(stdout.indexOf('FLAGS'))
  })

  test('of a topic lists its commands, by any of its names', async () => {
    const [long, short, word] = await Promise.all([
      home.run(['synctarget', '--help']),
      home.run(['st', '--help']),
      home.run(['help', 'synctargets']),
    ])
    expect(long.stdout).toContain('synctarget register')
    expect(short).toEqual(long)
    expect(word).toEqual(long)
  })

  test('names kubectl when it was called as its plugin', async () => {
    const link = home.path('bin', 'kubectl-tmc')
    mkdirSync(home.path('bin'))
    writeFileSync(
      link,
      `#!/bin/sh\nexec "${process.execPath}" "${program.replace(/run\.js$/, 'kubectl-tmc')}" "$@"\n`,
      { mode: 0o755 },
    )
    const { stdout } = await shell(`"${link}" version --help`)
    expect(stdout).toContain('$ kubectl tmc version')
  })
})

describe('the version', () => {
  test('is one line', async () => {
    expect(await home.run(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^tmcctl \d+\.\d+\.\d+\n$/) as string,
    })
  })
})

describe('hubs', () => {
  test('are chosen by --hub, then $TMCCTL_HUB, then hub use, then the default', async () => {
    const own = new Home()
    const directory = async (args: string[] = [], env: { [name: string]: string } = {}) =>
      (await own.run(['hub', 'show', '-o', 'jsonpath={.hubs[0].directory}', ...args], { env })).stdout
    expect(await directory()).toBe(own.path('.local/share/tmcctl/hub'))
    expect((await own.run(['hub', 'use', 'local:chosen'])).code).toBe(0)
    expect(await directory()).toBe(own.path('chosen'))
    expect(await directory([], { TMCCTL_HUB: 'local:/tmp/variable' })).toBe('/tmp/variable')
    expect(await directory(['--hub', 'local:~/flag'], { TMCCTL_HUB: 'local:/tmp/variable' })).toBe(own.path('flag'))
    const list = await own.run(['hub', 'list', '-o', 'name'])
    expect(list.stdout.split('\n')).toContain(`hub/local:${own.path('chosen')}`)
    own.remove()
  })

  test('a configuration that cannot be written is no fault of the program', async () => {
    const own = new Home()
    writeFileSync(own.path('file'), '')
    const { code, stdout, stderr } = await own.run(['hub', 'use', 'local'], {
      env: { XDG_CONFIG_HOME: own.path('file') },
    })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^error: not a directory, .*\n$/)
    own.remove()
  })

  test('are found from a directory that does not exist any more', async () => {
    const leave = 'mkdir gone && cd gone && rmdir ../gone'
    expect(await shell(`${leave} && tmcctl hub show -o name`)).toMatchObject({
      code: 0,
      stdout: `hub/local:${home.path('.local/share/tmcctl/hub')}\n`,
    })
    expect(await shell(`${leave} && tmcctl hub show --hub local:here`)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('error: the working directory does not exist any more\n') as string,
    })
  })

  test('a configuration that is broken is reported with its file', async () => {
    const own = new Home()
    mkdirSync(own.path('.config/tmcctl'), { recursive: true })
    writeFileSync(own.path('.config/tmcctl/config.json'), '{ "current": 3 }')
    const { code, stderr } = await own.run(['hub', 'show'])
    expect(code).toBe(2)
    expect(stderr).toContain('.config/tmcctl/config.json: expected')
    own.remove()
  })
})
