import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { environment, Home, program } from '../support/run.ts'

const home = new Home()
afterAll(() => home.remove())
beforeAll(async () => {
  expect(await home.run(['init', '--with-sample'])).toMatchObject({ code: 0 })
})

const policy = `apiVersion: placement.kcp.io/v1alpha1
kind: PlacementPolicy
metadata: { name: spread, namespace: shop }
spec:
  priority: 100
  strategy: Spread
  rules:
    - { name: eu, effect: Prefer, celExpression: "target.hasLabel('data-residency', 'eu')" }
`

type List = { kind: string; items: { kind: string; metadata: { name: string } }[] }

async function names(args: readonly string[]): Promise<string[]> {
  const { code, stdout } = await home.run([...args, '-o', 'json'])
  expect(code).toBe(0)
  return (JSON.parse(stdout) as List).items.map(({ metadata }) => metadata.name)
}

describe('init', () => {
  test('makes a hub once and fills it once', async () => {
    const { code, stdout } = await home.run(['init', '--with-sample'])
    expect(code).toBe(0)
    expect(stdout).toContain('exists already\n')
    expect(stdout).toContain('12 synctargets unchanged\n')
  })

  test('elsewhere says that commands still work on another hub', async () => {
    const { code, stdout, stderr } = await home.run(['init', '--hub', 'local:other'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: `hub/local:${home.path('other')} created\n` })
    expect(stderr).toContain(`hub use local:${home.path('other')}`)
  })

  test('commands without a hub say how to make one', async () => {
    const { code, stdout, stderr } = await home.run(['get', 'st', '--hub', 'local:nowhere'])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(/^error: .*nowhere/)
    expect(stderr).toMatch(/^hint: .*init/m)
  })

  test.each([
    ['a file', 'place', 'place is a file, not a'],
    ['what lies inside a file', 'place/hub', 'place is a file; '],
    ['a link to nothing', 'link', 'link is a link to what does not exist'],
  ])('%s can be no hub, and no init is proposed for it', async (_, hub, says) => {
    writeFileSync(home.path('place'), 'x')
    if (hub === 'link') symlinkSync('nowhere', home.path('link'))
    for (const args of [
      ['get', 'st', '--hub', `local:${hub}`],
      ['init', '--hub', `local:${hub}`],
    ]) {
      const { code, stdout, stderr } = await home.run(args)
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
      expect(stderr).toContain(`error: ${home.directory}/${says}`)
      expect(stderr).toMatch(/^hint: a hub is a directory: name another path with --hub local:DIR$/m)
    }
  })

  test('what a message proposes can be typed, whatever the path has in it', async () => {
    const { stderr } = await home.run(['get', 'st', '--hub', "local:it's here"])
    expect(stderr).toContain(`hint: make one with: tmcctl init --hub 'local:${home.directory}/it'\\''s here'\n`)
  })

  test('a file is not remembered as a hub, and only a hub is said to exist', async () => {
    writeFileSync(home.path('place'), 'x')
    mkdirSync(home.path('empty'))
    expect(await home.run(['hub', 'use', 'local:place'])).toMatchObject({ code: 3, stdout: '' })
    const exists = async (hub: string) =>
      (await home.run(['hub', 'show', '--hub', hub, '-o', 'jsonpath={.hubs[0].exists}'])).stdout
    expect([await exists('local'), await exists('local:empty'), await exists('local:place')]).toEqual([
      'true',
      'false',
      'false',
    ])
  })
})

describe('get', () => {
  test('prints a table as kubectl does', async () => {
    const { code, stdout, stderr } = await home.run(['get', 'st'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = stdout.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^NAME {2,}LOCATION {2,}READY {2,}SYNCING {2,}AGE$/)
    expect(lines).toHaveLength(13)
    expect(lines[1]).toMatch(/^ap-south-1 +mumbai +True +True +\S+$/)
  })

  test.each([
    ['a name', ['get', 'st', 'eu-west-4', '-o', 'name'], 'synctarget.workload.kcp.io/eu-west-4\n'],
    ['KIND/NAME', ['get', 'synctarget/eu-west-4', '-o', 'name'], 'synctarget.workload.kcp.io/eu-west-4\n'],
    ['a kind in any case', ['get', 'SyncTarget', 'eu-west-4', '-o', 'name'], 'synctarget.workload.kcp.io/eu-west-4\n'],
    ['a jsonpath', ['get', 'st', 'eu-west-4', '-o', 'jsonpath={.spec.location}'], 'dublin'],
    ['custom columns', ['get', 'st', 'eu-west-4', '-o', 'custom-columns=WHERE:.spec.location'], 'WHERE\ndublin\n'],
    ['no heads', ['get', 'st', 'eu-west-4', '--no-headers', '-o', 'custom-columns=WHERE:.spec.location'], 'dublin\n'],
    [
      'a selector',
      [
        'get',
        'st',
        '-l',
        'topology.kubernetes.io/region=eu-west,tier=gold',
        '-o',
        'jsonpath={.items[*].metadata.name}',
      ],
      'eu-west-2 eu-west-4 eu-west-gpu',
    ],
    [
      'a field selector',
      ['get', 'st', '--field-selector', 'spec.location=dublin', '-o', 'name'],
      'synctarget.workload.kcp.io/eu-west-4\n',
    ],
    [
      'an order',
      [
        'get',
        'st',
        '-l',
        'topology.kubernetes.io/region=eu-west',
        '--sort-by',
        '.spec.location',
        '-o',
        'jsonpath={.items[0].spec.location}',
      ],
      'dublin',
    ],
  ])('takes %s', async (_, args, expected) => {
    expect(await home.run(args)).toEqual({ code: 0, stdout: expected, stderr: '' })
  })

  test('prints one object as itself, several as a List, many as lines', async () => {
    const [one, several, lines, yaml] = await Promise.all([
      home.run(['get', 'st', 'eu-west-4', '-o', 'json']),
      home.run(['get', 'st', 'eu-west-4', 'eu-west-2', '-o', 'json']),
      home.run(['get', 'st', '-o', 'jsonl']),
      home.run(['get', 'st', 'eu-west-4', '-o', 'yaml']),
    ])
    expect(JSON.parse(one.stdout)).toMatchObject({ kind: 'SyncTarget', metadata: { name: 'eu-west-4' } })
    expect(JSON.parse(several.stdout)).toMatchObject({ kind: 'List', items: [{}, {}] })
    expect(
      lines.stdout
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { kind: string }).kind),
    ).toEqual(Array.from({ length: 12 }, () => 'SyncTarget'))
    expect(yaml.stdout).toMatch(/^apiVersion: workload\.kcp\.io\/v1alpha1\nkind: SyncTarget\n/)
  })

  test('what is printed as YAML is applied as unchanged', async () => {
    const { stdout } = await home.run(['get', 'st', '-o', 'yaml'])
    const applied = await home.run(['apply', '-f', '-', '--dry-run=client'], { stdin: stdout })
    expect(applied.code).toBe(0)
    expect(applied.stdout.trimEnd().split('\n')).toHaveLength(12)
  })

  test.each([
    ['in a namespace', ['get', 'plp', '-n', 'empty'], 'No resources found in empty namespace.\n'],
    ['in all namespaces', ['get', 'plp', '-A', '-l', 'no=where'], 'No resources found\n'],
    ['outside of namespaces', ['get', 'st', '-l', 'no=where'], 'No resources found\n'],
    ['to describe', ['describe', 'plp', '-n', 'empty'], 'No resources found in empty namespace.\n'],
    ['for a script', ['get', 'plp', '-n', 'empty', '-o', 'name'], ''],
    ['by a name that may be missing', ['get', 'st', 'nope', '--ignore-not-found'], ''],
  ])('of nothing %s says so on stderr, as kubectl does', async (_, args, stderr) => {
    expect(await home.run(args)).toEqual({ code: 0, stdout: '', stderr })
  })

  test('leaves out what is missing when told to', async () => {
    const args = ['get', 'st', 'eu-west-4', 'nope', '--ignore-not-found', '-o', 'name']
    expect(await home.run(args)).toEqual({ code: 0, stdout: 'synctarget.workload.kcp.io/eu-west-4\n', stderr: '' })
  })

  test.each([
    [
      'a name that does not exist',
      ['get', 'st', 'eu-wst-4'],
      3,
      'error: synctargets.workload.kcp.io "eu-wst-4" not found',
      'did you mean eu-west-4?',
    ],
    ['one name of several', ['get', 'st', 'eu-west-4', 'nope'], 3, '"nope" not found', ''],
    [
      'a kind that does not exist',
      ['get', 'synctragets'],
      2,
      'error: no kind is called "synctragets"',
      'did you mean synctargets?',
    ],
    ['a selector that is none', ['get', 'st', '-l', 'a=(b'], 2, 'error: ', ''],
    [
      'names and a selector',
      ['get', 'st', 'eu-west-4', '-l', 'a=b'],
      2,
      'error: names and selectors exclude each other',
      '',
    ],
    ['a jsonpath that is none', ['get', 'st', '-o', 'jsonpath={.a'], 2, 'error: ', ''],
    ['a name to watch that does not exist', ['get', 'st', 'eu-wst-4', '-w'], 3, '"eu-wst-4" not found', 'eu-west-4?'],
    ['one object in all namespaces', ['get', 'plp', 'spread', '-A'], 2, 'error: an object is named in one', 'use -n'],
    ['a flag kubectl has in one letter', ['get', '-k', '.'], 2, 'error: unknown flag -k', 'see `tmcctl get --help`'],
    ['a template that is not there', ['get', 'st', '-o', 'jsonpath-file=none'], 3, 'none does not exist', ''],
  ])('%s is an error, with nothing on stdout', async (_, args, code, error, hint) => {
    const result = await home.run(args)
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toContain(error)
    expect(result.stderr).toContain(hint)
  })

  test('-o json also makes the error JSON', async () => {
    const { code, stderr } = await home.run(['get', 'st', 'nope', '-o', 'json'])
    expect(code).toBe(3)
    expect(JSON.parse(stderr)).toMatchObject({ kind: 'Error', code: 'TMC3001', exitCode: 3 })
  })
})

describe('watching', () => {
  function watch(args: readonly string[]) {
    const env = environment({ HOME: home.directory })
    const child = spawn(process.execPath, [program, 'get', 'st', '-o', 'name', ...args], { env, cwd: home.directory })
    let stdout = ''
    const waiting: { count: number; resolve: () => void }[] = []
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      const lines = stdout.split('\n').length - 1
      for (const { count, resolve } of waiting) if (lines >= count) resolve()
    })
    const lines = (count: number) =>
      new Promise<void>((resolve) => {
        if (stdout.split('\n').length - 1 >= count) resolve()
        else waiting.push({ count, resolve })
      })
    const end = new Promise<number | null>((resolve) => child.on('close', resolve))
    return { child, lines, end, text: () => stdout }
  }

  test('prints what is there, then what changes, and ends on SIGINT with 130', async () => {
    const { child, lines, end, text } = watch(['-w'])
    await lines(12)
    await home.run(['synctarget', 'cordon', 'eu-west-3'])
    await lines(13)
    await home.run(['synctarget', 'uncordon', 'eu-west-3'])
    child.kill('SIGINT')
    expect(await end).toBe(130)
    expect(text().split('\n')[12]).toBe('synctarget.workload.kcp.io/eu-west-3')
  })
})

describe('apply', () => {
  test('creates, changes, and leaves alone, and names the hub on stderr', async () => {
    const apply = (stdin: string, ...more: string[]) => home.run(['apply', '-f', '-', ...more], { stdin })
    const name = 'placementpolicy.placement.kcp.io/spread'
    expect(await apply(policy, '--dry-run=client')).toMatchObject({ code: 0, stdout: `${name} created (dry run)\n` })
    expect(await names(['get', 'plp', '-n', 'shop'])).toEqual([])
    const created = await apply(policy)
    expect(created).toMatchObject({ code: 0, stdout: `${name} created\n` })
    expect(created.stderr).toBe(`hub local:${home.path('.local/share/tmcctl/hub')}\n`)
    expect(await apply(policy)).toMatchObject({ code: 0, stdout: `${name} unchanged\n` })
    expect(await apply(policy.replace('100', '200'))).toMatchObject({ code: 0, stdout: `${name} configured\n` })
    expect(await names(['get', 'plp', '-n', 'shop'])).toEqual(['spread'])
  })

  test('-A looks in all namespaces, whatever -n says', async () => {
    expect(await names(['get', 'plp', '-A', '-n', 'elsewhere'])).toContain('spread')
  })

  test('knows who applies: each removes what it set before, and takes nothing from the other', async () => {
    const own = new Home()
    await own.run(['init'])
    const apply = (stdin: string, ...more: string[]) => own.run(['apply', '-f', '-', ...more], { stdin })
    const labelled = (label: string, rest = '') =>
      policy.replace('namespace: shop', `namespace: shop, labels: { ${label} }`) + rest
    expect(await apply(labelled('a: b'))).toMatchObject({ code: 0 })
    expect(await apply(labelled('c: d'), '--field-manager=team')).toMatchObject({ code: 0 })
    expect(await apply(labelled('e: f'), '--field-manager', 'team')).toMatchObject({ code: 0 })
    const { stdout } = await own.run(['get', 'plp/spread', '-n', 'shop', '-o', 'jsonpath={.metadata.labels}'])
    expect(JSON.parse(stdout)).toEqual({ a: 'b', e: 'f' })
    const conflict = await apply(labelled('a: c'), '--field-manager=team')
    expect(conflict).toMatchObject({ code: 5, stdout: '' })
    expect(await apply(labelled('a: c'), '--field-manager=team', '--force-conflicts')).toMatchObject({ code: 0 })
    expect(await apply(policy, '--field-manager=')).toMatchObject({ code: 2, stdout: '' })
    own.remove()
  })

  test('reads a slow pipe to its end', async () => {
    const pieces = policy.replace('spread', 'slow').split(/(?<=\n)/)
    const { code, stdout } = await home.run(['apply', '-f', '-'], {
      stdin: [pieces.slice(0, 3).join(''), pieces.slice(3).join('')],
      pause: 150,
    })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'placementpolicy.placement.kcp.io/slow created\n' })
  })

  test('reads files, directories and, with -R, those below', async () => {
    mkdirSync(home.path('manifests', 'below'), { recursive: true })
    writeFileSync(home.path('manifests', 'a.yaml'), policy.replace('spread', 'from-a'))
    writeFileSync(home.path('manifests', 'below', 'b.yml'), policy.replace('spread', 'from-b'))
    writeFileSync(home.path('manifests', 'notes.txt'), 'not a manifest: [')
    const flat = await home.run(['apply', '-f', 'manifests', '--dry-run=client', '-o', 'name'])
    const deep = await home.run(['apply', '-R', '-f', 'manifests/', '--dry-run=client', '-o', 'name'])
    expect(flat.stdout).toBe('placementpolicy.placement.kcp.io/from-a\n')
    expect(deep.stdout).toBe('placementpolicy.placement.kcp.io/from-a\nplacementpolicy.placement.kcp.io/from-b\n')
  })

  test('takes several paths in one -f, with commas between them as in kubectl', async () => {
    for (const name of ['a', 'b', 'c', 'd,e'])
      writeFileSync(home.path(`${name}.yaml`), policy.replace('spread', name[0] ?? ''))
    const applied = await home.run(
      ['apply', '-f', 'a.yaml,-', '--filename=b.yaml,"d,e.yaml"', '--dry-run=client', '-o', 'name'],
      { stdin: policy.replace('spread', 'from-stdin') },
    )
    expect(applied).toMatchObject({
      code: 0,
      stdout: ['a', 'from-stdin', 'b', 'd'].map((name) => `placementpolicy.placement.kcp.io/${name}\n`).join(''),
    })
    const deleted = await home.run(['delete', '-f', 'a.yaml,b.yaml', '--yes', '--ignore-not-found'])
    expect(deleted).toMatchObject({ code: 0, stdout: '' })
    const deployment = (name: string) => `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name} }\n`
    for (const name of ['one', 'two']) writeFileSync(home.path(`${name}.yaml`), deployment(name))
    const jsonpath = 'jsonpath={.placements[*].workload.name}'
    const simulated = await home.run(['placement', 'simulate', '-f', 'one.yaml,two.yaml', '-o', jsonpath])
    expect(simulated.stdout.split(' ').sort()).toEqual(['one', 'two'])
    const twice = await home.run(['apply', '-f', '-,a.yaml', '-f', '-'], { stdin: policy })
    expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining('-f - is given twice') as string })
  })

  test.each([
    ['one of the paths does not exist', 'a.yaml,nowhere.yaml', 3, 'the path "nowhere.yaml" does not exist'],
    ['a path is empty', 'a.yaml,', 2, 'a path is empty'],
    ['a quote is out of place', 'a".yaml', 2, 'a quote is out of place'],
  ])('when %s, says so', async (_, paths, code, message) => {
    writeFileSync(home.path('a.yaml'), policy)
    const result = await home.run(['apply', '-f', paths])
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) as string })
  })

  test('tells every problem with file, line and column, and writes nothing', async () => {
    writeFileSync(
      home.path('bad.yaml'),
      `${policy.replace('spread', 'good')}---
apiVersion: placement.kcp.io/v1alpha1
kind: PlacementPolicy
metadata: { name: Bad_Name, namespace: shop }
spec:
  priority: 5000
  strategy: Sometimes
  rules: []
  strateggy: Spread
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
---
kind: PlacementPolicy
`,
    )
    const invalid = await home.run(['apply', '-f', 'bad.yaml'])
    expect(invalid).toMatchObject({ code: 2, stdout: '' })
    for (const problem of [
      /^error: bad\.yaml:12:\d+: PlacementPolicy "Bad_Name" is invalid: metadata\.name: /m,
      /^error: bad\.yaml:14:\d+: PlacementPolicy "Bad_Name" is invalid: spec\.priority: Invalid value: 5000: /m,
      /^error: bad\.yaml:15:\d+: PlacementPolicy "Bad_Name" is invalid: spec\.strategy: Unsupported value: "Sometimes": /m,
      /^error: bad\.yaml:17:\d+: .*spec\.strateggy.*\nhint: did you mean spec\.strategy\?$/m,
      /^error: bad\.yaml:20:\d+: Deployment "web": no kind of tmcctl is called Deployment in apps\/v1$/m,
      /^error: bad\.yaml:23:1: the object has no apiVersion, such as apps\/v1$/m,
    ])
      expect(invalid.stderr).toMatch(problem)
    expect(invalid.stderr.match(/^error: bad\.yaml:\d+/gm)).toEqual(
      [12, 14, 15, 17, 20, 23].map((line) => `error: bad.yaml:${line}`),
    )
    expect(await names(['get', 'plp', '-n', 'shop'])).not.toContain('good')
  })

  test.each([
    ['YAML that does not parse', 'a: [1,\nb: }', /^error: <stdin>:\d+:\d+: /],
    ['a document that is no object', '- 1\n- 2\n', /^error: <stdin>:1:1: /],
    ['a key that comes twice', `${policy}  priority: 3\n`, /^error: <stdin>:\d+:\d+: /],
  ])('refuses %s with its place', async (_, stdin, error) => {
    const result = await home.run(['apply', '-f', '-'], { stdin })
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toMatch(error)
  })

  test('a file that does not exist is not found', async () => {
    expect(await home.run(['apply', '-f', 'nowhere.yaml'])).toMatchObject({ code: 3, stdout: '' })
  })

  test('a hub with a broken file is reported with the file, and nothing is written', async () => {
    const own = new Home()
    await own.run(['init', '--hub', 'local:hub'])
    await own.run(['synctarget', 'register', 'a', '--hub', 'local:hub'])
    const file = own.path('hub', 'workload.kcp.io', 'synctargets', 'a.json')
    expect(existsSync(file)).toBe(true)
    writeFileSync(file, '{ "apiVersion": ')
    const listed = await own.run(['get', 'st', '--hub', 'local:hub'])
    const written = await own.run(['synctarget', 'register', 'b', '--hub', 'local:hub'])
    expect(listed).toMatchObject({ code: 2, stdout: '' })
    expect(written).toMatchObject({ code: 2, stdout: '' })
    expect(listed.stderr).toMatch(/a\.json:\d+:\d+/)
    expect(readdirSync(own.path('hub', 'workload.kcp.io', 'synctargets'))).toEqual(['a.json'])
    own.remove()
  })
})

describe('delete', () => {
  test('needs a yes when there is nobody to ask', async () => {
    const { code, stdout, stderr } = await home.run(['delete', 'st', 'us-east-edge'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('hint: add --yes')
  })

  test('refuses what others refer to, unless it goes too', async () => {
    const alone = await home.run(['delete', 'creg', 'us-east-edge', '--yes'])
    expect(alone).toMatchObject({ code: 5, stdout: '' })
    expect(alone.stderr).toContain('SyncTarget us-east-edge refers to it')
    const both = await home.run(['delete', 'creg/us-east-edge', 'st/us-east-edge', '--yes', '--dry-run=client'])
    expect(both.code).toBe(0)
    expect(both.stdout).toBe(
      'clusterregistration.workload.kcp.io/us-east-edge deleted (dry run)\nsynctarget.workload.kcp.io/us-east-edge deleted (dry run)\n',
    )
  })

  test('deletes nothing when one of the names does not exist', async () => {
    expect(await home.run(['delete', 'st', 'eu-west-4', 'nope', '--yes'])).toMatchObject({ code: 3, stdout: '' })
    expect(await names(['get', 'st'])).toContain('eu-west-4')
    const ignoring = await home.run(['delete', 'st', 'nope', '--yes', '--ignore-not-found'])
    expect(ignoring).toMatchObject({ code: 0, stdout: '' })
  })

  test('says which object it needs a yes for', async () => {
    const { stderr } = await home.run(['delete', 'st', 'us-east-edge'])
    const hub = `hub local:${home.path('.local/share/tmcctl/hub')}`
    expect(stderr).toBe(
      `warning: synctarget.workload.kcp.io/us-east-edge: status.syncerStatus.syncedResources: 38 objects are still synced to the target; drain it first\nerror: to delete synctarget.workload.kcp.io/us-east-edge of ${hub} needs a yes, and nobody can be asked for it\nhint: add --yes\n`,
    )
  })

  test('of manifests takes those that -l chooses', async () => {
    const labelled = (name: string, tier: string) =>
      policy.replace('name: spread', `name: ${name}, labels: { tier: ${tier} }`)
    writeFileSync(home.path('two.yaml'), `${labelled('one', 'gold')}---\n${labelled('two', 'silver')}`)
    expect(await home.run(['apply', '-f', 'two.yaml'])).toMatchObject({ code: 0 })
    const deleted = await home.run(['delete', '-f', 'two.yaml', '-l', 'tier=gold', '--yes'])
    expect(deleted).toMatchObject({ code: 0, stdout: 'placementpolicy.placement.kcp.io/one deleted\n' })
    expect(await home.run(['delete', '-f', 'two.yaml', '-l', 'tier=silver', '-n', '', '--yes'])).toMatchObject({
      code: 0,
    })
  })

  test.each([
    ['a selector that is empty', ['delete', 'st', '-l', '', '--yes'], 'the selector of -l is empty'],
    ['a selector that is empty', ['synctarget', 'drain', '-l', ' '], 'the selector of -l is empty'],
    ['names and all', ['delete', 'st', 'eu-west-4', '--all', '--yes'], '--all leaves nothing to choose'],
    ['manifests and all', ['delete', '-f', 'two.yaml', '--all', '--yes'], '--all leaves nothing to choose'],
    ['a selector and all', ['delete', 'st', '-l', 'a=b', '--all', '--yes'], '--all leaves nothing to choose'],
    ['an empty name', ['delete', 'st', '', '--yes'], 'a name is empty'],
    ['an empty name of a target', ['synctarget', 'cordon', ''], 'a name is empty'],
    ['no kind', ['get', ''], 'missing KIND'],
  ])('%s: %j is refused', async (_, args, message) => {
    const before = await names(['get', 'st'])
    const result = await home.run(args)
    expect(result).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) as string })
    expect(await names(['get', 'st'])).toEqual(before)
  })

  test('reaches into all namespaces with -A', async () => {
    const own = new Home()
    await own.run(['init'])
    const stdin = `${policy}---\n${policy.replace('shop', 'other')}`
    expect(await own.run(['apply', '-f', '-'], { stdin })).toMatchObject({ code: 0 })
    const line = 'placementpolicy.placement.kcp.io/spread deleted\n'
    expect(await own.run(['delete', 'plp', '-A', '--all', '-y'])).toMatchObject({ code: 0, stdout: line + line })
    own.remove()
  })

  test('with --wait stays until the finalizers are done, or the time is over', async () => {
    const own = new Home()
    await own.run(['init'])
    const held = (finalizers: string) =>
      policy.replace('namespace: shop', `namespace: shop, finalizers: [${finalizers}]`)
    const apply = (stdin: string) => own.run(['apply', '-f', '-'], { stdin })
    await apply(held('example.com/held'))
    const remove = ['delete', 'plp/spread', '-n', 'shop', '--yes', '--wait']
    const late = await own.run([...remove, '--timeout=50ms'])
    const name = 'placementpolicy.placement.kcp.io/spread'
    expect(late).toMatchObject({ code: 6, stdout: `${name} is being deleted; waits for example.com/held\n` })
    expect(late.stderr).toContain(`error: ${name} still waits for example.com/held after 50ms\n`)
    const env = environment({ HOME: own.directory })
    const waiting = spawn(process.execPath, [program, ...remove, '--timeout=1m'], { env })
    const end = new Promise<number | null>((resolve) => waiting.on('close', resolve))
    // What became of the object is said before the waiting begins.
    await new Promise((resolve) => waiting.stdout.once('data', resolve))
    await apply(held(''))
    expect(await end).toBe(0)
    expect(await own.run(['get', 'plp', '-A', '-o', 'name'])).toMatchObject({ code: 0, stdout: '' })
    expect(await own.run(['delete', 'plp/a', '--yes', '--timeout=1m'])).toMatchObject({ code: 2, stdout: '' })
    own.remove()
  })

  test.each([
    ['no name', ['delete', 'st', '--yes']],
    ['no kind', ['delete', '--yes']],
  ])('with %s is wrong usage', async (_, args) => {
    expect(await home.run(args)).toMatchObject({ code: 2, stdout: '' })
  })
})

describe('describe', () => {
  test('shows a target to read', async () => {
    const { code, stdout } = await home.run(['describe', 'st', 'eu-west-4'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Name: +eu-west-4\nLabels: +data-residency=eu\n/)
    expect(stdout).toMatch(/^ {2}cpu +96 +46 +50 *$/m)
    expect(stdout).toMatch(/^ {4}Ready +True +AllGood /m)
  })
})
