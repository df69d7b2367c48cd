import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../../scripts/build.mjs'

const made = join(root, 'build', 'package')
const folder = mkdtempSync(join(tmpdir(), 'tmcctl-package-'))
const installed = join(folder, 'node_modules', 'tmcctl')

type Published = { exports: { [subpath: string]: string | { types: string; default: string } }; dependencies?: object }
const published = JSON.parse(readFileSync(join(made, 'package.json'), 'utf8')) as Published
const subpaths = Object.keys(published.exports).filter((subpath) => subpath !== './package.json')
const specifiers = subpaths.map((subpath) => `tmcctl${subpath.slice(1)}`)

function run(program: string, args: readonly string[], cwd = folder) {
  // No network: whatever would be fetched fails.
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    npm_config_registry: 'http://127.0.0.1:9',
    npm_config_offline: 'true',
  }
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env })
  return { status, stdout, stderr }
}

beforeAll(() => {
  const packed = run('npm', ['pack', made, '--pack-destination', folder, '--ignore-scripts'])
  expect(packed, packed.stderr).toMatchObject({ status: 0 })
  writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n')
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? ''
  const install = run('npm', [
    'install',
    '--offline',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    join(folder, tarball),
  ])
  expect(install, install.stderr).toMatchObject({ status: 0 })
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the published package', () => {
  test('leaves nothing to install', () => {
    expect(published.dependencies).toBeUndefined()
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['tmcctl'])
  })

  test('is at most 5 MB unpacked', () => {
    const sizes = readdirSync(installed, { recursive: true, encoding: 'utf8' }).map((file) => {
      const stat = statSync(join(installed, file))
      return stat.isFile() ? stat.size : 0
    })
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(5_000_000)
  })

  test('carries its licence and the notices of every package that is bundled', () => {
    expect(readFileSync(join(installed, 'LICENSE'), 'utf8')).toMatch(/Apache License\s+Version 2\.0/)
    const notices = readFileSync(join(installed, 'THIRD_PARTY_NOTICES.txt'), 'utf8')
    for (const name of ['@oclif/core', 'chalk', 'inquirer', 'yaml', 're2js'])
      expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'))
  })

  test('names no package it does not carry', () => {
    const foreign = new Set<string>()
    for (const file of readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.js')) continue
      const text = readFileSync(join(installed, 'dist', file), 'utf8')
      for (const [, name = ''] of text.matchAll(/^import\s*(?:[^'"]*?from\s*)?["']([^."'][^"']*)["']/gm))
        if (!name.startsWith('node:') && !process.getBuiltinModule(name)) foreign.add(name)
    }
    expect([...foreign]).toEqual([])
  })

  test('runs: --version, a simulation of the sample it carries, threads, help', () => {
    const bin = join(folder, 'node_modules', '.bin', 'tmcctl')
    expect(run(bin, ['--version'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^tmcctl \d+\.\d+\.\d+\n$/) as string,
    })
    const shop = join(installed, 'examples', 'workloads', 'shop.yaml')
    const fleet = join(installed, 'examples', 'fleet')
    const simulated = run(bin, ['placement', 'simulate', '--no-hub', '-f', fleet, '-f', shop, '-o', 'json'])
    expect(simulated.status, simulated.stderr).toBe(0)
    expect(JSON.parse(simulated.stdout)).toMatchObject({ kind: 'PlacementReport', summary: { targets: 12, placed: 7 } })
    const orders = ['placement', 'simulate', '--no-hub', '-f', fleet, '-f', shop, '--orderings', '6', '--jobs']
    const threads = run(bin, [...orders, '2'])
    expect(threads, threads.stderr).toEqual(run(bin, [...orders, '1']))
    expect(threads).toMatchObject({ status: 0, stderr: expect.stringContaining('6 orders') as string })
    expect(run(bin, ['--help'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('COMMANDS') as string,
      stderr: '',
    })
  })

  test.each(specifiers)('%s can be imported', (specifier) => {
    const script = `const room = await import(${JSON.stringify(specifier)}); if (Object.keys(room).length === 0) process.exit(3)`
    const imported = run(process.execPath, ['--input-type=module', '-e', script])
    expect(imported, imported.stderr).toMatchObject({ status: 0, stdout: '', stderr: '' })
  })

  test('tmcctl/cel reads its own room and little else, and the engine of patterns when a pattern needs it', () => {
    const files = new Set<string>()
    const follow = (file: string): void => {
      if (files.has(file)) return
      files.add(file)
      for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(
        /^(?:import|export|\})(?: ?\{[^}]*\})?(?: ?from)? ?"(\.[^"]+)";$/gm,
      ))
        follow(join(dirname(file), path))
    }
    follow(join(installed, 'dist', 'core', 'cel', 'index.js'))
    // Every file more takes an import a third of a millisecond.
    expect(files.size).toBe(2)
    expect([...files].reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(260_000)
    const script = `
      const { environment } = await import('tmcctl/cel')
      console.log(environment().compile("'aabcd'.matches('a+(b|c)*d')").evaluate({}))`
    expect(run(process.execPath, ['--input-type=module', '-e', script])).toMatchObject({ status: 0, stdout: 'true\n' })
  })

  test('says in the stack of an error which functions it comes from', () => {
    const script = `
      const { environment } = await import('tmcctl/cel')
      const { Quantity } = await import('tmcctl/apimachinery')
      console.log(Quantity.name)
      try { environment().compile(')') } catch (error) { console.log(error.stack) }`
    const shown = run(process.execPath, ['--input-type=module', '-e', script])
    expect(shown.stdout).toMatch(/^Quantity\nTmcError: 1:1: /)
    expect(shown.stdout).toMatch(/^ +at invalidExpression \(.*:\d+:\d{1,3}\)$/m)
  })

  test('has types for every entry point that stand on their own', () => {
    const consumer = join(folder, 'consumer')
    mkdirSync(consumer)
    const lines = specifiers.map(
      (specifier, index) =>
        `import * as room${index} from '${specifier}'\nexport type Room${index} = typeof room${index}`,
    )
    writeFileSync(join(consumer, 'index.ts'), `${lines.join('\n')}\n`)
    const options = {
      module: 'nodenext',
      target: 'es2022',
      lib: ['es2023', 'dom'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      types: [],
      skipLibCheck: false,
    }
    writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['index.ts'] }))
    const checked = run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', consumer])
    expect(checked.stdout).toBe('')
    expect(checked.status).toBe(0)
  })

  test('does what the README shows of the library', () => {
    const example = join(folder, 'example')
    mkdirSync(example)
    const [, code = ''] = /^```ts\n([^]*?)^```$/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
    expect(code).toContain("from 'tmcctl'")
    writeFileSync(join(example, 'index.ts'), code)
    const typeRoots = [join(root, 'node_modules', '@types')]
    const options = {
      module: 'nodenext',
      target: 'es2022',
      strict: true,
      types: ['node'],
      typeRoots,
      skipLibCheck: true,
    }
    writeFileSync(join(example, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['index.ts'] }))
    writeFileSync(join(example, 'package.json'), '{ "type": "module" }')
    const compiled = run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', example])
    expect(compiled.stdout).toBe('')
    const fleet = readFileSync(join(installed, 'examples', 'fleet', 'eu-west-4.yaml'), 'utf8')
    const shop = readFileSync(join(installed, 'examples', 'workloads', 'shop.yaml'), 'utf8')
    writeFileSync(join(example, 'everything.yaml'), `${fleet}---\n${shop}`)
    const ran = run(process.execPath, ['index.js'], example)
    expect(ran.stderr).toBe('')
    expect(ran.stdout).toMatch(/^web Placed \[ 'eu-west-4=\d+' \]$/m)
  })

  test('is what publint and arethetypeswrong would publish', () => {
    const publint = run(process.execPath, [
      join(root, 'node_modules/.bin/publint'),
      '--strict',
      '--pack',
      'false',
      made,
    ])
    expect(publint, publint.stdout + publint.stderr).toMatchObject({ status: 0 })
    const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? ''
    const attw = run(process.execPath, [
      join(root, 'node_modules/.bin/attw'),
      '--profile',
      'esm-only',
      '--format',
      'ascii',
      join(folder, tarball),
    ])
    expect(attw, attw.stdout + attw.stderr).toMatchObject({ status: 0 })
  })

  test('has every file its package.json names', () => {
    for (const target of Object.values(published.exports))
      for (const file of typeof target === 'string' ? [target] : Object.values(target))
        expect(existsSync(join(installed, file)), file).toBe(true)
  })
})
