import { spawnSync } from 'node:child_process'
import { writeFileSync, mkdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { environment, Home, program } from '../support/run.ts'

const home = new Home()
afterAll(() => home.remove())
beforeAll(() => {
  mkdirSync(home.path('bin'))
  writeFileSync(home.path('bin', 'tmcctl'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, {
    mode: 0o755,
  })
})

function run(shell: string, args: readonly string[]) {
  const env = environment({
    HOME: home.directory,
    PATH: `${home.path('bin')}:${process.env['PATH'] ?? ''}`,
    TERM: 'dumb',
  })
  return spawnSync(shell, args, { cwd: home.directory, encoding: 'utf8', env })
}
/** Whether a shell is installed; where it is not, that nothing was checked is said aloud. */
function has(shell: string): boolean {
  const isThere = run(shell, ['-c', 'exit 0']).status === 0
  if (!isThere) process.stderr.write(`NOT CHECKED: ${shell} is not installed here, its completion was not tried\n`)
  return isThere
}

describe('completion scripts', () => {
  test.each([
    ['a command', 'tmcctl vers', 'version'],
    ['a command of a topic', 'tmcctl hub sh', 'show'],
    ['a flag', 'tmcctl version --out', '--output'],
    ['a value after =', 'tmcctl version --color=ne', 'never'],
    ['a kind', 'tmcctl get placementp', 'placementpolicies'],
    ['a command of a topic under its other name', 'tmcctl st unc', 'uncordon'],
    ['a kind after a comma', 'tmcctl get st,placementp', 'st,placementpolicies'],
    ['a hub, behind its colon', 'tmcctl --hub local:', `${home.path('.local/share/tmcctl/hub')}`],
  ])('complete %s in bash', (_, line, expected) => {
    const script = `source <(tmcctl completion bash)\nCOMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}; _tmcctl; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = run('bash', ['-c', script])
    expect(stderr).toBe('')
    expect(stdout.split('\n')).toContain(expected)
  })

  test.runIf(has('zsh'))('work in zsh, sourced or found through fpath', () => {
    const offered = `_describe() { print -l -- $candidates; }; compadd() { print -l -- $open; }; _files() { print files; }`
    const script = [
      `${offered}; compdef() { print "$1 for $2"; }; source <(tmcctl completion zsh)`,
      'ask() { words=(tmcctl "$@"); CURRENT=$#words; _tmcctl; }',
      "ask vers; ask get st -o jsonp; ask apply -f ''; ask get stat",
      `mkdir f; tmcctl completion zsh > f/_tmcctl; unfunction _tmcctl; fpath=($PWD/f); autoload -Uz _tmcctl; ask hub sh`,
    ].join('\n')
    const { stdout, stderr } = run('zsh', ['-f', '-c', script])
    expect(stderr).toBe('')
    expect(stdout.split('\n')).toEqual([
      '_tmcctl for tmcctl',
      expect.stringMatching(/^version:Print/),
      'jsonpath=',
      'files',
      'statusaggregations',
      expect.stringMatching(/^show:/),
      '',
    ])
  })

  test.runIf(has('fish'))('work in fish', () => {
    const script = [
      'tmcctl completion fish | source',
      'complete -C "tmcctl vers"; complete -C "tmcctl get st -o jsonp"; complete -C "tmcctl st unc"',
      'complete -C "tmcctl apply -f ./bi"; complete -C "tmcctl --hub local:"; complete -C "tmcctl hub show bi"',
    ].join('\n')
    const { stdout, stderr } = run('fish', ['--no-config', '-c', script])
    expect(stderr).toBe('')
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual([
      'version',
      'jsonpath=',
      'uncordon',
      './bin/',
      `local:${home.path('.local/share/tmcctl/hub')}`,
      '',
    ])
  })

  test.each(['bash', 'zsh', 'fish', 'powershell'])('are printed for %s, and ask the program itself', (shell) => {
    const { status, stdout } = run('tmcctl', ['completion', shell])
    expect(status).toBe(0)
    expect(stdout).toContain('tmcctl __complete')
  })

  test('kubectl gets its answers from kubectl_complete-tmc', () => {
    const plugin = program.replace(/run\.js$/, 'kubectl_complete-tmc')
    const { stdout } = run(process.execPath, [plugin, 'hub', ''])
    expect(stdout).toMatch(/^list\t.*\nshow\t.*\nuse\t.*\n:4\n$/)
  })
})
