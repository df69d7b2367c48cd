import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { allKinds, type AnyResource } from '../../src/core/api/index.ts'
import { directoryStore, type DirectoryStore, initDirectory } from '../../src/core/store/index.ts'
import {
  clusterRegistrations,
  contents,
  countedSources,
  loneHost,
  placementPolicies,
  policy,
  registration,
  syncTargets,
  target,
} from './support/fixtures.ts'
import { type Names, SimulatedDisk } from './support/simulated-disk.ts'

const folder = '/hub/workload.kcp.io/synctargets'

/** A hub with the target `eu-1` and the policy `shop/web`, on a disk of one of the two kinds. */
async function hub(names: Names): Promise<{ disk: SimulatedDisk; open: () => DirectoryStore }> {
  const disk = new SimulatedDisk(names)
  await initDirectory('/hub', disk)
  const sources = countedSources()
  const open = () => directoryStore('/hub', { files: disk, host: loneHost(1), sources })
  await open().create(syncTargets, target('eu-1'))
  await open().create(placementPolicies, policy('web', 'shop'))
  return { disk, open }
}

/** Puts a file where it is, with the folders above it. */
function put(disk: SimulatedDisk, path: string, text: string): void {
  const makeFolders = (one: string): void => {
    if (disk.stat(one) !== undefined) return
    makeFolders(dirname(one))
    disk.makeFolder(one)
  }
  makeFolders(dirname(path))
  disk.write(path, text)
}

const textOf = (object: object): string => JSON.stringify(object)

describe.each<Names>(['Exact', 'Folded'])('where names are compared %s', (names) => {
  const wrong: readonly { name: string; change: (disk: SimulatedDisk) => void; says: string }[] = [
    {
      name: 'a manifest that was given capitals',
      change: (disk) => {
        const text = disk.read(`${folder}/eu-1.json`)
        disk.remove(`${folder}/eu-1.json`)
        disk.write(`${folder}/EU-1.json`, text)
      },
      says: `${folder}/EU-1.json:5:5: metadata.name: SyncTarget "eu-1" belongs into workload.kcp.io/synctargets/eu-1.json`,
    },
    {
      name: 'a new manifest with capitals in its ending',
      change: (disk) => put(disk, `${folder}/eu-2.JSON`, textOf(target('eu-2'))),
      says: `${folder}/eu-2.JSON: the names of manifests end in .json, in small letters`,
    },
    {
      name: 'a name with an accent',
      change: (disk) => put(disk, `${folder}/caf\u00e9.json`, textOf(target('caf\u00e9'))),
      says: 'SyncTarget "caf\u00e9" is invalid: metadata.name: Invalid value',
    },
    {
      name: 'a file whose name has an accent, of an object whose name has none',
      change: (disk) => put(disk, `${folder}/caf\u00e9.json`, textOf(target('cafe'))),
      says: 'metadata.name: SyncTarget "cafe" belongs into workload.kcp.io/synctargets/cafe.json',
    },
    {
      name: 'the folder of a namespace with capitals',
      change: (disk) =>
        put(disk, '/hub/placement.kcp.io/placementpolicies/Other/web.json', textOf(policy('web', 'other'))),
      says: '/hub/placement.kcp.io/placementpolicies/Other: "Other" is not the name of a namespace',
    },
    {
      name: 'the folder of a kind with capitals',
      change: (disk) => put(disk, '/hub/workload.kcp.io/ClusterRegistrations/a.json', '{}'),
      says: '/hub/workload.kcp.io/ClusterRegistrations: no kind of workload.kcp.io is called "ClusterRegistrations"',
    },
    {
      name: 'the folder of a group with capitals',
      change: (disk) => put(disk, '/hub/ApiResource.kcp.io/apidiscoveries/a.json', '{}'),
      says: '/hub/ApiResource.kcp.io: the folder of this group is called apiresource.kcp.io',
    },
  ]

  test.each(wrong)('$name is told, and nothing is written', async ({ change, says }) => {
    const { disk, open } = await hub(names)
    change(disk)
    expect((await open().problems()).map(({ message }) => message)).toContainEqual(expect.stringContaining(says))
    const before = disk.operations
    await expect(open().create(syncTargets, target('eu-3'))).rejects.toMatchObject({ code: 'BrokenStore' })
    expect(disk.operations).toBe(before)
  })

  const awkward = ['con', 'nul', 'aux.eu', 'com1', 'lpt9.x', 'console', 'a'.repeat(253), `${'a'.repeat(249)}.con`]

  test('every name an object may have is a file of its own that Windows takes too', async () => {
    const { disk, open } = await hub(names)
    for (const name of awkward) {
      await open().create(clusterRegistrations, registration(name))
      if (name.length < 64 && !name.includes('.')) await open().create(placementPolicies, policy('nul', name))
    }
    const found = await contents(open())
    for (const name of awkward) expect(found).toContain(JSON.stringify(name))
    expect(await open().problems()).toEqual([])
    const paths = pathsIn(disk, '/hub')
    for (const part of paths.flatMap((path) => path.split('/').slice(2))) {
      expect(part).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)|[. ]$|[<>:"\\|?*]/i)
      expect(part.length).toBeLessThanOrEqual(255)
    }
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length)
  })
})

test('two files that differ in case only are one too many', async () => {
  const { disk, open } = await hub('Exact')
  put(disk, `${folder}/EU-1.json`, textOf(target('eu-1', { location: 'elsewhere' })))
  expect((await open().problems()).map(({ message }) => message)).toEqual([
    expect.stringMatching(/EU-1\.json:1:\d+: metadata\.name: SyncTarget "eu-1" belongs into .*\/eu-1\.json$/),
  ])
})

test('no group, kind or folder of the hub needs more than lower-case letters, digits and dots', () => {
  const parts = allKinds.flatMap(({ group, plural }: AnyResource) => [group, plural])
  expect(parts.filter((part) => !/^[a-z0-9]+(\.[a-z0-9]+)*$/.test(part))).toEqual([])
})

/** All files below a folder. */
function pathsIn(disk: SimulatedDisk, path: string): string[] {
  return disk
    .list(path)
    .flatMap(({ name, type }) => (type === 'folder' ? pathsIn(disk, `${path}/${name}`) : [`${path}/${name}`]))
}
