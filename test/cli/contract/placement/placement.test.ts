import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realData } from '../../../support/data.ts'
import { Home } from '../../support/run.ts'

const home = new Home()
beforeAll(() =>
  cpSync(fileURLToPath(new URL('../../../../examples', import.meta.url)), home.path('examples'), { recursive: true }),
)
afterAll(() => home.remove())

const world = ['-f', 'examples/fleet', '-f', 'examples/policies', '-f', 'examples/constraints']
const ask = (command: string, ...args: string[]) => home.run(['placement', command, ...args])

const pod = (cpu: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: { replicas: 2, template: { spec: { containers: [{ name: 'web', resources: { requests: { cpu } } }] } } },
      },
    ],
  })

describe('simulate', () => {
  test('a table on stdout, the sums on stderr, and exit code 7 because one replica finds no place', async () => {
    const { code, stdout, stderr } = await ask('simulate', ...world, '-f', 'examples/workloads')
    expect(code).toBe(7)
    expect(stdout.split('\n')[0]).toMatch(/^NAMESPACE {3}WORKLOAD +OUTCOME +POLICY +REPLICAS +TARGETS +WHY$/)
    expect(stdout).toMatch(/shop +Deployment\/web +Placed +front +9\/9 +/)
    expect(stdout).toMatch(/ml +Deployment\/assistant +Partial +gpu +1\/2 +eu-west-gpu=1 +1 left over/)
    expect(stderr).toContain('11 workloads on 12 targets: 10 placed, 1 partly; 38 replicas, 1 left over, 7 followers')
  })

  test('what kubectl prints goes in on stdin, and JSON comes out, complete also with exit code 7', async () => {
    const result = await home.run(['placement', 'simulate', ...world, '-f', '-', '-o', 'json'], { stdin: pod('500') })
    const report = JSON.parse(result.stdout) as {
      kind: string
      placements: { rejected: unknown[] }[]
      summary: { unplaced: number }
    }
    expect([result.code, report.kind, report.placements[0]?.rejected.length, report.summary.unplaced]).toEqual([
      7,
      'PlacementReport',
      12,
      1,
    ])
  })

  test('a wrong field of a workload is told with its place, and the others are decided', async () => {
    writeFileSync(home.path('half-wrong.yaml'), `${pod('1')}\n---\n${pod('much').replace('"web"', '"wrong"')}`)
    const { code, stdout } = await ask('simulate', ...world, '-f', 'half-wrong.yaml')
    expect(code).toBe(2)
    expect(stdout).toMatch(/Deployment\/web +Placed/)
    expect(stdout).toMatch(
      /Deployment\/wrong +Error .*half-wrong\.yaml:3:\d+: Deployment "wrong" is invalid: spec\.template/,
    )
    const json = await ask('simulate', ...world, '-f', 'half-wrong.yaml', '-o', 'jsonpath={.placements[1].error.line}')
    expect(json.stdout).toBe('3')
  })

  test('without a target, every line says so', async () => {
    const { code, stdout } = await ask('simulate', '--no-hub', '-f', 'examples/workloads')
    expect(code).toBe(7)
    expect(stdout).toMatch(/Deployment\/web +Unplaced +<default> +0\/9 +<none> +the fleet has no targets$/m)
    expect(stdout).toMatch(/Service\/web +Follows +<none> +nothing that it follows is placed: Deployment "web"$/m)
  })

  test('JSON lines are one object a line', async () => {
    const { stdout } = await home.run(['placement', 'simulate', ...world, '-f', '-', '-o', 'jsonl'], {
      stdin: pod('1'),
    })
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { kind: string }).kind),
    ).toEqual(['Placement', 'PlacementSummary'])
  })

  test('a mistake is told with its place, and nothing is decided', async () => {
    writeFileSync(
      home.path('wrong.yaml'),
      readFileSync(home.path('examples/policies/boutique.yaml'), 'utf8').replace('priority: 100', 'priority: many'),
    )
    const { code, stdout, stderr } = await ask('simulate', '--no-hub', '-f', 'wrong.yaml')
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/wrong\.yaml:8:3: .*spec\.priority/)
  })

  test('an unknown name is an error with the nearest one', async () => {
    const { code, stderr } = await ask('simulate', ...world, '-f', 'examples/workloads', '--why-not', 'us-east-9')
    expect([code, stderr]).toEqual([2, expect.stringContaining('did you mean us-east-1?')])
  })

  test('why not, and what if', async () => {
    const shop = [...world, '-f', 'examples/workloads/shop.yaml']
    const why = await ask('simulate', ...shop, '--why-not', 'ap-south-2')
    expect(why.stdout).toMatch(/shop\/Deployment\/web \(policy front\)\n {2}Health\/NotReady: /)
    const lost = await ask('simulate', ...shop, '--lose', '1', '--each', 'region', '-o', 'json')
    expect((JSON.parse(lost.stdout) as { combinations: number }).combinations).toBe(3)
  })
})

describe('questions together', () => {
  const all = ['--no-hub', ...world, '-f', 'examples/workloads']

  test('what is lost is lost from what is left', async () => {
    const { code, stdout } = await ask(
      'simulate',
      ...all,
      '--without',
      'region=us-east',
      '--lose',
      '1',
      '--each',
      'region',
      '-o',
      'json',
    )
    const { losses } = JSON.parse(stdout) as { losses: { without: string[] }[] }
    expect([code, losses.map(({ without }) => without[0]).sort()]).toEqual([7, ['region=ap-south', 'region=eu-west']])
  })

  test('why is asked of the placement that simulate shows, moved as little as possible', async () => {
    const without = [...all, '--without', 'region=us-east']
    const shown = await ask('simulate', ...without, '-o', 'json')
    const why = await ask('simulate', ...without, '--why', 'ap-south-1', '-o', 'json')
    type Clusters = { clusterName: string; replicas: number | null }[]
    const { placements } = JSON.parse(shown.stdout) as {
      placements: { outcome: string; workload: { name: string }; clusters: Clusters }[]
    }
    const { answers } = JSON.parse(why.stdout) as { answers: { workload: { name: string }; runsOn: Clusters }[] }
    const expected = placements
      .filter(
        ({ outcome, clusters }) =>
          outcome !== 'Follows' && clusters.some(({ clusterName }) => clusterName === 'ap-south-1'),
      )
      .map(({ workload, clusters }) => [
        workload.name,
        clusters.map(({ clusterName, replicas }) => [clusterName, replicas]),
      ])
    expect(expected.length).toBeGreaterThan(3)
    expect(
      answers.map(({ workload, runsOn }) => [
        workload.name,
        runsOn.map(({ clusterName, replicas }) => [clusterName, replicas]),
      ]),
    ).toEqual(expected)
  })

  test('suggestions are data where the report is', async () => {
    const { code, stdout } = await ask('simulate', ...all, '--suggest', '-o', 'json')
    const { suggestions } = JSON.parse(stdout) as {
      suggestions: { workload: { name: string }; edits: { edit: string }[] }[]
    }
    expect([code, suggestions.map(({ workload }) => workload.name)]).toEqual([7, ['assistant']])
    expect(suggestions[0]?.edits.map(({ edit }) => edit)).toContain('run 1 replica instead of 2')
  })

  test.each([
    ['--lose', '1', '--orderings', '3'],
    ['--silent', 'us-east-1', '--orderings', '3'],
    ['--why', 'us-east-1', '--lose', '1'],
    ['--why', 'us-east-1', '--why-not', 'us-east-1'],
    ['--suggest', '--why-not', 'us-east-1'],
    ['--explain', '--silent', 'us-east-1'],
    ['--each', 'zone'],
    ['--lasts', '5m'],
  ])('%s %s %s %s is refused: no flag is passed over in silence', async (...flags) => {
    const { code, stdout } = await ask('simulate', ...all, ...flags.filter((flag) => flag !== undefined))
    expect([code, stdout]).toEqual([2, ''])
  })
})

test('explain frames three matrices and lists every reason', async () => {
  const { code, stdout } = await ask('explain', 'web', ...world, '-f', 'examples/workloads/shop.yaml')
  expect(code).toBe(0)
  expect(stdout.match(/┌/g)).toHaveLength(3)
  expect(stdout).toContain('us-east-2: Schedulable/Cordoned: it is cordoned')
})

describe('diff', () => {
  const common = ['-f', 'examples/fleet', '-f', 'examples/constraints', '-f', 'examples/workloads/shop.yaml']

  test('the same on both sides is exit code 0, a change 1, and a condition decides instead when there is one', async () => {
    const text = readFileSync(home.path('examples/policies/shop.yaml'), 'utf8')
    writeFileSync(
      home.path('head.yaml'),
      text.replaceAll('target.hasLabel("environment", "staging")', 'target.metadata.name.startsWith("us")'),
    )
    const sides = (head: string) => ['--base', 'examples/policies/shop.yaml', '--head', head, ...common]
    expect((await ask('diff', ...sides('examples/policies/shop.yaml'))).code).toBe(0)
    const changed = await ask('diff', ...sides('head.yaml'), '-o', 'markdown')
    expect(changed.code).toBe(1)
    expect(changed.stdout).toContain('| workload | change | moved | added | removed | targets | why |')
    expect((await ask('diff', ...sides('head.yaml'), '--fail-on', 'moved>99%')).code).toBe(0)
    expect((await ask('diff', ...sides('head.yaml'), '--fail-on', 'moved>1%')).code).toBe(1)
  })

  test('a side is joined of several sources, and a side without targets is told', async () => {
    const hub = `local:${home.path('joined')}`
    expect((await home.run(['init', '--hub', hub])).code).toBe(0)
    const objects = ['examples/fleet', 'examples/policies/shop.yaml', 'examples/constraints'].flatMap((path) => [
      '-f',
      path,
    ])
    expect((await home.run(['apply', '--hub', hub, ...objects])).code).toBe(0)
    const given = ['--base', hub, '-f', 'examples/workloads/shop.yaml', '-o', 'json']
    const joined = await ask('diff', ...given, '--head', hub, '--head', 'head.yaml')
    const { totals } = JSON.parse(joined.stdout) as { totals: { moved: number; removed: number } }
    expect([joined.code, totals.moved > 0, totals.removed]).toEqual([1, true, 0])
    const alone = await ask('diff', ...given, '--head', 'head.yaml')
    expect(alone.stderr).toContain('note: the head has no targets: name the fleet with --head or -f')
    const twice = await ask('diff', ...given, '--head', hub, '--head', hub)
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining('two hubs on one side')])
  })

  test('a git revision is read without touching the working tree', async () => {
    const git = (...args: string[]) =>
      spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
        cwd: home.path('examples'),
        encoding: 'utf8',
      })
    git('init', '-q')
    git('add', 'policies')
    git('commit', '-q', '-m', 'policies')
    const { code, stdout } = await home.run(
      [
        'placement',
        'diff',
        '--base',
        'git:HEAD:policies/shop.yaml',
        '--head',
        'policies/shop.yaml',
        '-f',
        'fleet',
        '-f',
        'workloads/shop.yaml',
        '-o',
        'json',
      ],
      { cwd: home.path('examples') },
    )
    expect([code, (JSON.parse(stdout) as { totals: { changed: number } }).totals.changed]).toEqual([0, 0])
    const missing = await home.run(['placement', 'diff', '--base', 'git:nowhere', '--head', 'policies'], {
      cwd: home.path('examples'),
    })
    expect([missing.code, missing.stderr]).toEqual([3, expect.stringContaining('git:nowhere')])
  })
})

test('the suites of the examples hold, and one that does not says why', async () => {
  const good = await ask('test', 'examples/tests', '--junit', 'results.xml')
  expect([good.code, good.stdout.split('\n').at(-2)]).toEqual([0, '12 passed, 0 failed'])
  expect(readFileSync(home.path('results.xml'), 'utf8')).toContain(
    '<testsuites name="placement" tests="12" failures="0" errors="0">',
  )
  writeFileSync(
    home.path('examples/bad.yaml'),
    readFileSync(home.path('examples/tests/shop.yaml'), 'utf8')
      .replaceAll('../', '')
      .replace('max: 4 }\n', 'max: 1 }\n'),
  )
  const bad = await ask('test', 'examples/bad.yaml')
  expect(bad.code).toBe(1)
  expect(bad.stdout).toMatch(
    /✗ the web front is even.*\n {6}replicas\.perTarget: 2 replicas on ap-south-1, not 1\n[^+]*\+ ap-south-1: /,
  )
})

test('a suite without tests and laws is refused, as it would never fail', async () => {
  const suite = 'apiVersion: tmcctl.kcp.io/v1alpha1\nkind: PlacementTest\nmetadata: {name: t}\nspec: {tests: []}\n'
  writeFileSync(home.path('none.yaml'), suite)
  expect(await ask('test', 'none.yaml')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: none\.yaml:4:1: .*neither tests nor laws/) as string,
  })
  expect((await ask('test', 'none.yaml', '--law', 'SumAndBounds')).code).toBe(0)
})

test('lint ends with 1 when something is as bad as asked for', async () => {
  const args = ['--no-hub', ...world, '-f', 'examples/workloads/shop.yaml']
  expect((await ask('lint', ...args, '--fail-on', 'info')).code).toBe(1)
})

test('headroom and report', async () => {
  const args = ['--no-hub', ...world, '-f', 'examples/workloads/shop.yaml']
  const room = await ask('headroom', 'web', ...args)
  expect([room.code, room.stderr]).toEqual([0, expect.stringContaining('maxReplicas binds first')])
  expect((await ask('report', ...args, '--out', 'page.html')).code).toBe(0)
  expect(readFileSync(home.path('page.html'), 'utf8')).toMatch(/^<!doctype html>/)
  // Before: the hub with its own policies; the base has policies alone.
  const hub = ['--hub', `local:${home.path('paged')}`]
  await home.run(['init', ...hub])
  await home.run(['apply', ...hub, ...world])
  const based = ['-f', 'examples/workloads/shop.yaml', '--base', 'examples/policies/shop.yaml', '--out', '-']
  const same = await ask('report', ...hub, ...based)
  expect([same.code, same.stdout]).toEqual([
    0,
    expect.stringMatching(/<dt>replicas moved<\/dt><dd>0<\/dd>.*<dt>added<\/dt><dd>0<\/dd>/),
  ])
})

test('apply writes nothing when a workload cannot be decided, and says why', async () => {
  writeFileSync(home.path('one-wrong.yaml'), `${pod('1')}\n---\n${pod('much').replace('"web"', '"wrong"')}`)
  expect((await home.run(['init', '--hub', 'local:careful', '--with-sample'])).code).toBe(0)
  const args = ['-f', 'examples/policies', '-f', 'one-wrong.yaml', '--hub', 'local:careful']
  const { code, stdout, stderr } = await ask('apply', ...args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^error: one-wrong\.yaml:3:\d+: Deployment "wrong" is invalid: .*$/m)
  expect((await ask('list', '-A', '-o', 'name', '--hub', 'local:careful')).stdout).toBe('')
})

test('apply of nothing says so, and removes nothing', async () => {
  const hub = ['--hub', `local:${home.path('kept')}`]
  await home.run(['init', ...hub])
  await home.run(['apply', ...hub, ...world])
  expect((await ask('apply', ...hub, '-f', 'examples/workloads/edge.yaml')).code).toBe(0)
  const nothing = await ask('apply', ...hub, '-f', 'examples/policies')
  expect([nothing.code, nothing.stderr]).toEqual([0, expect.stringContaining('note: there are no workloads')])
  const pruned = await ask('apply', ...hub, '--prune', '--yes')
  expect([pruned.code, pruned.stderr]).toEqual([
    2,
    expect.stringMatching(/^error: --prune without any workload would remove every decision$/m),
  ])
  expect((await ask('list', ...hub, '-A', '-o', 'name')).stdout.trim().split('\n')).toHaveLength(2)
})

test('apply writes decisions to the hub, again changes nothing, and moving one needs a yes', async () => {
  await home.run(['init'])
  await home.run(['apply', '-f', 'examples/fleet', '-f', 'examples/policies', '-f', 'examples/constraints'])
  const first = await ask('apply', '-f', 'examples/workloads/shop.yaml')
  expect([first.code, first.stdout.match(/ created\n/g)?.length]).toEqual([0, 7])
  const again = await ask('apply', '-f', 'examples/workloads/shop.yaml')
  expect([again.code, again.stdout.match(/ (?:created|deleted)\n/g)]).toEqual([0, null])
  const moving = await ask('apply', '-f', 'examples/workloads/shop.yaml', '--policy', 'gpu', '--fresh')
  expect([moving.code, moving.stderr]).toEqual([2, expect.stringContaining('add --yes')])
  expect((await ask('list', '-n', 'shop')).stdout).toMatch(
    /web-[0-9a-z]{8} +Deployment\/web +front +(?:[a-z0-9-]+=\d+ )+ +True/,
  )
})

test.runIf(realData('workloads/kube-prometheus') !== undefined)(
  'real manifests are all placed, followed or said to be no workloads',
  async () => {
    const { code, stdout } = await ask(
      'simulate',
      '--no-hub',
      ...world,
      '-f',
      realData('workloads/kube-prometheus') ?? '',
      '-f',
      realData('workloads/online-boutique.yaml') ?? '',
      '-o',
      'json',
    )
    const { placements, summary } = JSON.parse(stdout) as {
      placements: { outcome: string }[]
      summary: { unplaced: number; partial: number }
    }
    expect([code, summary.unplaced, summary.partial]).toEqual([0, 0, 0])
    expect(new Set(placements.map(({ outcome }) => outcome))).toEqual(new Set(['Placed', 'Follows', 'Ignored']))
  },
)

describe('threads', () => {
  test.each([
    ['losses', ['simulate', ...world, '-f', 'examples/workloads', '--lose', '2', '-o', 'json']],
    ['orders', ['simulate', ...world, '-f', 'examples/workloads', '--orderings', '12', '-o', 'json']],
    ['edits', ['simulate', ...world, '-f', 'examples/workloads', '--suggest']],
    ['suites', ['test', 'examples/tests', '--law', 'SumAndBounds', '-o', 'json']],
  ])('%s are the same with three threads as with one', async (_what, [command = '', ...args]) => {
    const [one, three] = [await ask(command, ...args, '--jobs', '1'), await ask(command, ...args, '--jobs', '3')]
    expect(three).toEqual(one)
    expect(one.stdout).not.toBe('')
  })
})
