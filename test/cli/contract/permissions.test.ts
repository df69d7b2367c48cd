import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Home, type Result, run, type RunOptions } from '../support/run.ts'

/** A user whom permissions hold back: root is held back by none, so that root's runs are somebody else's. */
const isRoot = process.getuid?.() === 0
const nobody = isRoot ? { uid: 65_534 } : {}
/** A user the system does not know, and so without a home directory. */
const stranger = { uid: 4_056_789 }

/** Whether another user can start the program at all; where it lies in a folder of root's, nobody can. */
async function canStart(options: RunOptions): Promise<boolean> {
  const works = await run(['version'], options).then(
    ({ code }) => code === 0,
    () => false,
  )
  if (!works) process.stderr.write('NOT CHECKED: no other user can run the program here, permissions were not tried\n')
  return works
}

const canBeNobody = await canStart(nobody)
const canBeStranger = isRoot && (await canStart(stranger))

describe.runIf(canBeNobody)('where a permission is missing', () => {
  const home = new Home()
  const hub = home.path('.local/share/tmcctl/hub')
  const targets = `${hub}/workload.kcp.io/synctargets`
  /** Every change of a mode is undone, so that the folder can be removed. */
  const closed: string[] = []

  beforeAll(async () => {
    expect(await home.run(['init'])).toMatchObject({ code: 0 })
    expect(await home.run(['synctarget', 'register', 'eu-1', '--capacity', 'cpu=4'])).toMatchObject({ code: 0 })
    writeFileSync(home.path('secret.yaml'), 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n')
    writeFileSync(home.path('columns'), 'NAME\n.metadata.name\n')
    mkdirSync(home.path('closed'))
    chmodSync(home.directory, 0o755)
  })
  afterAll(() => {
    for (const path of closed) chmodSync(path, 0o755)
    home.remove()
  })

  async function without(mode: number, path: string, args: readonly string[]): Promise<Result> {
    closed.push(path)
    chmodSync(path, mode)
    const result = await home.run(args, nobody)
    chmodSync(path, 0o755)
    return result
  }

  test.each([
    ['a hub', hub, ['get', 'st']],
    ['a hub, for a simulation', hub, ['placement', 'simulate', '-f', 'secret.yaml']],
    ['one kind of a hub', targets, ['get', 'st']],
    ['one object of a hub', `${targets}/eu-1.json`, ['get', 'st']],
    ['one object of a hub that is changed', `${targets}/eu-1.json`, ['synctarget', 'cordon', 'eu-1']],
    ['a manifest', 'secret.yaml', ['apply', '-f', 'secret.yaml']],
    ['a directory of manifests', 'closed', ['apply', '-f', 'closed']],
    ['a template', 'columns', ['get', 'st', '-o', 'custom-columns-file=columns']],
  ])('%s that may not be read is forbidden, exit 4', async (_, path, args) => {
    const { code, stdout, stderr } = await without(0o000, home.path(path.replace(`${home.directory}/`, '')), args)
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
    expect(stderr).toMatch(/^error: .*permission denied.*\n(?:hint: .*\n)?$/)
  })

  test('a hub that may not be written is read, and tried out, and says so when it would be changed', async () => {
    const cordon = ['synctarget', 'cordon', 'eu-1']
    const state = `${hub}/.tmcctl`
    chmodSync(state, 0o555)
    closed.push(state)
    const [read, tried, written, made] = [
      await without(0o555, hub, ['get', 'st', '-o', 'name']),
      await without(0o555, hub, [...cordon, '--dry-run=client', '-o', 'jsonpath={.spec.unschedulable}']),
      await without(0o555, hub, cordon),
      await without(0o555, hub, ['init', '--with-sample']),
    ]
    expect(read).toMatchObject({ code: 0, stdout: 'synctarget.workload.kcp.io/eu-1\n', stderr: '' })
    expect(tried).toMatchObject({ code: 0, stdout: 'true' })
    for (const refused of [written, made]) {
      expect(refused).toMatchObject({ code: 4, stdout: '' })
      expect(refused.stderr).toMatch(/^error: .*permission denied; the hub cannot be written\nhint: /)
    }
    expect(readdirSync(targets)).toEqual(['eu-1.json'])
  })

  test('a home that may not be written keeps no configuration, and takes a hub elsewhere', async () => {
    const elsewhere = new Home()
    rmSync(elsewhere.directory, { recursive: true })
    mkdirSync(elsewhere.directory, { mode: 0o777 })
    chmodSync(elsewhere.directory, 0o777)
    const chosen = await without(0o555, home.directory, ['hub', 'use', `local:${elsewhere.directory}`])
    const made = await without(0o555, home.directory, ['init', '--hub', `local:${elsewhere.directory}/hub`])
    expect(chosen).toMatchObject({ code: 4, stdout: '' })
    expect(chosen.stderr).toContain(`permission denied, mkdir '${home.path('.config')}'`)
    expect(made).toMatchObject({ code: 0 })
    elsewhere.remove()
  })
})

describe.runIf(canBeStranger)('without a home directory', () => {
  test('a hub has to be named, and works when it is', async () => {
    const place = new Home()
    chmodSync(place.directory, 0o777)
    const missing = await run(['get', 'st'], { ...stranger, cwd: place.directory })
    expect(missing).toMatchObject({ code: 3, stdout: '' })
    expect(missing.stderr).toMatch(/^error: there is no home directory: .*\nhint: set HOME, or name a hub/)
    const hub = ['--hub', 'local:hub']
    const made = await run(['init', ...hub], { ...stranger, cwd: place.directory })
    expect(made).toMatchObject({ code: 0, stdout: `hub/local:${place.path('hub')} created\n` })
    expect(made.stderr).toContain('$TMCCTL_HUB')
    const listed = await run(['get', 'st'], {
      ...stranger,
      cwd: place.directory,
      env: { TMCCTL_HUB: `local:${place.path('hub')}` },
    })
    expect(listed).toMatchObject({ code: 0, stdout: '', stderr: 'No resources found\n' })
    place.remove()
  })
})
