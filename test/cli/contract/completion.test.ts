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
const has = (shell: string) => run(shell, ['-c', 'exit 0']).status === 0

describe('completion scripts', () => {
  test.each([
    ['a command', 'tmcctl vers', 'version'],
    ['a command of a topic', 'tmcctl hub sh', 'show'],
    ['a flag', 'tmcctl version --out', '--output'],
    ['a value after =', 'tmcctl version --color=ne', 'never'],
    ['a kind', 'tmcctl get placementp', 'placementpolicies'],
    ['a hub, behind its colon', 'tmcctl --hub local:', `${home.path('.local/share/tmcctl/hub')}`],
  ])('complete %s in bash', (_, line, expected) => {
    const script = `source <(tmcctl completion bash)\nCOMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}; _tmcctl; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = run('bash', ['-c', script])
    expect(stderr).toBe('')
    expect(stdout.split('\n')).toContain(expected)
  })

  test.runIf(has('zsh'))('define a function in zsh that offers commands', () => {
    const script = `compdef() { :; }; _describe() { print -l -- $candidates; }; _files() { :; }; source <(tmcctl completion zsh); words=(tmcctl vers); CURRENT=2; _tmcctl`
    expect(run('zsh', ['-f', '-c', script]).stdout).toContain('version:')
  })

  test.runIf(has('fish'))('offer commands in fish', () => {
    expect(run('fish', ['-c', 'tmcctl completion fish | source; complete -C "tmcctl vers"']).stdout).toContain(
      'version',
    )
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
