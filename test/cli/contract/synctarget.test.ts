import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Home } from '../support/run.ts'

const home = new Home()
afterAll(() => home.remove())
beforeAll(async () => {
  expect(await home.run(['init'])).toMatchObject({ code: 0 })
})

const st = (name: string) => `synctarget.workload.kcp.io/${name}`
const creg = (name: string) => `clusterregistration.workload.kcp.io/${name}`

const folder = (plural: string) => home.path('.local/share/tmcctl/hub/workload.kcp.io', plural)

/** What the hub keeps of a target; its directory is quicker to ask than the program. */
function spec(name: string): { [field: string]: unknown } {
  const text = readFileSync(join(folder('synctargets'), `${name}.json`), 'utf8')
  return (JSON.parse(text) as { spec: { [field: string]: unknown } }).spec
}

describe('register', () => {
  test('writes both objects, says so, and says which hub', async () => {
    const { code, stdout, stderr } = await home.run(
      'synctarget register eu-1 --label region=eu --capacity cpu=64,memory=256Gi --taint gpu=true:NoSchedule'.split(
        ' ',
      ),
    )
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${creg('eu-1')} created\n${st('eu-1')} created\n` })
    expect(stderr).toBe(`hub local:${home.path('.local/share/tmcctl/hub')}\n`)
  })

  test('again with fewer flags removes nothing', async () => {
    const before = spec('eu-1')
    const again = await home.run(['synctarget', 'register', 'eu-1'])
    expect(again.stdout).toBe(`${creg('eu-1')} unchanged\n${st('eu-1')} unchanged\n`)
    expect(spec('eu-1')).toEqual(before)
  })

  test('again with more flags adds', async () => {
    const more = await home.run(['synctarget', 'register', 'eu-1', '--capacity', 'cpu=96', '--location', 'dublin'])
    expect(more.stdout).toBe(`${creg('eu-1')} configured\n${st('eu-1')} configured\n`)
    expect(spec('eu-1')).toMatchObject({
      location: 'dublin',
      cells: [{ name: 'default', capacity: { cpu: '96', memory: '256Gi' } }],
      taints: [{ key: 'gpu', value: 'true', effect: 'NoSchedule' }],
    })
  })

  test('with --dry-run=client prints the objects and writes nothing', async () => {
    const { code, stdout, stderr } = await home.run([
      'synctarget',
      'register',
      'eu-2',
      '--dry-run=client',
      '-o',
      'yaml',
    ])
    expect(code).toBe(0)
    expect(stdout).toContain('kind: ClusterRegistration')
    expect(stdout).toContain('kind: SyncTarget')
    expect(stderr).toContain('nothing was written')
    expect(await home.run(['get', 'st', 'eu-2'])).toMatchObject({ code: 3 })
  })

  test.each([
    ['upper case', 'EU-1'],
    ['an underscore', 'eu_1'],
    ['a dot', 'eu.1'],
    ['a dash at its end', 'eu-'],
    ['64 characters', 'a'.repeat(64)],
  ])('refuses a name with %s', async (_, name) => {
    const { code, stdout, stderr } = await home.run(['synctarget', 'register', name])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('metadata.name')
    expect(readdirSync(folder('clusterregistrations'))).toEqual(['eu-1.json'])
  })

  test.each([
    ['a quantity that is none', ['--capacity', 'cpu=lots'], '--capacity'],
    ['a label that cannot be one', ['--label', 'a b=c'], 'metadata.labels'],
    ['a taint without effect', ['--taint', 'gpu'], '--taint'],
    ['more syncers than five', ['--syncer-replicas', '9'], 'spec.syncerConfig.replicas: Invalid value: 9'],
    [
      'a heartbeat slower than the resync',
      ['--heartbeat-interval', '20m'],
      'heartbeatInterval must be shorter than resyncPeriod',
    ],
    ['a server that is no URL', ['--server-url', 'eu-1:6443'], '--server-url'],
    ['credentials in a URL', ['--server-url', 'https://me:secret@eu-1'], '--credentials-secret'],
  ])('refuses %s, and writes nothing', async (_, flags, text) => {
    const { code, stdout, stderr } = await home.run(['synctarget', 'register', 'eu-3', ...flags])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(text)
    expect(stderr).not.toContain('secret@')
    expect(readdirSync(folder('clusterregistrations'))).not.toContain('eu-3.json')
  })

  test('refuses one cluster under two names', async () => {
    expect(await home.run(['synctarget', 'register', 'x', '--cluster-uid', 'u-1'])).toMatchObject({ code: 0 })
    const again = await home.run(['synctarget', 'register', 'y', '--cluster-uid', 'u-1'])
    expect(again).toMatchObject({ code: 5, stdout: '' })
    expect(again.stderr).toContain('"x"')
  })

  test('without a name and without a terminal names what is missing', async () => {
    expect(await home.run(['synctarget', 'register'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('missing NAME') as string,
    })
  })
})

describe('taking targets out of service', () => {
  test('cordon and uncordon, twice each', async () => {
    const run = async (verb: string) => (await home.run(['synctarget', verb, 'x'])).stdout
    expect(await run('cordon')).toBe(`${st('x')} cordoned\n`)
    expect(await run('cordon')).toBe(`${st('x')} already cordoned\n`)
    expect(spec('x')).toMatchObject({ unschedulable: true })
    expect(await run('uncordon')).toBe(`${st('x')} uncordoned\n`)
    expect(await run('uncordon')).toBe(`${st('x')} already uncordoned\n`)
    expect(spec('x')).not.toHaveProperty('unschedulable')
  })

  test('drain needs a yes, cordons, and sets when workloads leave', async () => {
    expect(await home.run(['synctarget', 'drain', 'x'])).toMatchObject({ code: 2, stdout: '' })
    const { stdout } = await home.run(['synctarget', 'drain', 'x', '--after', '30m', '-y'])
    expect(stdout).toMatch(/^synctarget\.workload\.kcp\.io\/x draining from \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$/)
    expect(spec('x')).toMatchObject({ unschedulable: true, evictAfter: expect.any(String) as string })
  })

  test('taints come and go', async () => {
    const taint = (...words: string[]) => home.run(['synctarget', 'taint', ...words])
    expect(await taint('x', 'a=b:NoSchedule', 'c:NoExecute')).toMatchObject({ code: 0, stdout: `${st('x')} tainted\n` })
    expect(spec('x')).toMatchObject({
      taints: [
        { key: 'a', value: 'b', effect: 'NoSchedule' },
        { key: 'c', effect: 'NoExecute', timeAdded: expect.any(String) as string },
      ],
    })
    expect(await taint('x', 'a-', 'c:NoExecute-')).toMatchObject({ code: 0, stdout: `${st('x')} untainted\n` })
    expect(await taint('x', 'a-')).toMatchObject({ code: 3, stdout: '' })
    expect(await taint('x')).toMatchObject({ code: 2, stdout: '' })
  })

  test.each(['cordon', 'taint', 'drain'])('%s of a target that does not exist changes none', async (verb) => {
    const words = verb === 'taint' ? ['a:NoSchedule'] : verb === 'drain' ? ['-y'] : []
    const before = spec('eu-1')
    expect(await home.run(['synctarget', verb, 'eu-1', 'nope', ...words])).toMatchObject({ code: 3, stdout: '' })
    expect(spec('eu-1')).toEqual(before)
  })

  test('unregister removes the target and its cluster', async () => {
    expect(await home.run(['synctarget', 'unregister', 'x'])).toMatchObject({ code: 2, stdout: '' })
    const { code, stdout } = await home.run(['synctarget', 'unregister', 'x', '--yes'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${st('x')} deleted\n${creg('x')} deleted\n` })
    expect(await home.run(['get', 'creg', 'x'])).toMatchObject({ code: 3 })
  })
})
