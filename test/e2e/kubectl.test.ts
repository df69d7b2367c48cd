import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { root } from '../../scripts/build.mjs'
import { allKinds } from '../../src/core/api/index.ts'
import { isJsonObject, type JsonObject, parseJson } from '../../src/core/apimachinery/index.ts'
import { Home, type Result } from '../cli/support/run.ts'
import { ApiServer } from './support/api-server.ts'
import { installKinds, pathOf } from './support/custom-resources.ts'

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0
if (!hasKubectl)
  process.stderr.write('\n*** NO KUBECTL: output formats and words are NOT compared with it. Install kubectl. ***\n\n')

const server = new ApiServer(inject('apiServerUrl'), inject('apiServerToken'))
const home = new Home()
afterAll(() => home.remove())

const policy = `apiVersion: placement.kcp.io/v1alpha1
kind: PlacementPolicy
metadata: { name: everywhere, namespace: shop, labels: { team: a } }
spec: { priority: 100, strategy: Spread, rules: [{ name: eu, effect: Prefer, celExpression: 'target.hasLabel("data-residency", "eu")' }] }
`

/** The sample fleet and a policy, the same on the server and in a local hub; without what others left there before. */
beforeAll(async () => {
  if (!hasKubectl) return
  const kinds = allKinds.filter(({ kind }) => /^(?:SyncTarget|ClusterRegistration|PlacementPolicy)$/.test(kind))
  await installKinds(server, allKinds)
  for (const kind of kinds) await server.request('DELETE', pathOf(kind).replace('/namespaces/default', ''))
  writeFileSync(home.path('policy.yaml'), policy)
  writeFileSync(
    home.path('config'),
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'e2e', cluster: { server: server.url, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'e2e', user: { token: server.token } }],
      contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'e2e' } }],
      'current-context': 'e2e',
    }),
  )
  expect(await home.run(['init', '--with-sample'])).toMatchObject({ code: 0 })
  expect(await home.run(['apply', '-f', 'policy.yaml'])).toMatchObject({ code: 0 })
  await server.request('POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop' },
  })
  for (const kind of kinds) {
    const { stdout } = await home.run(['get', kind.plural, '-A', '-o', 'json'])
    const list = parseJson(stdout)
    for (const object of isJsonObject(list) && Array.isArray(list['items']) ? list['items'] : [])
      await put(object as JsonObject)
  }

  async function put({ metadata, status, ...object }: JsonObject): Promise<void> {
    const { name, namespace, labels } = metadata as { name: string; namespace?: string; labels?: JsonObject }
    const kind = kinds.find((one) => one.kind === object['kind'])
    if (kind === undefined) throw new Error(`no kind ${JSON.stringify(object['kind'])}`)
    const named = {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
    }
    await server.create(pathOf(kind, namespace), { ...object, metadata: named })
    if (status === undefined) return
    const path = `${pathOf(kind, namespace)}/${name}/status`
    expect(await server.request('PATCH', path, { status }, 'application/merge-patch+json')).toMatchObject({
      status: 200,
    })
  }
})

function kubectl(args: readonly string[]): Result {
  const env = { PATH: process.env['PATH'] ?? '', HOME: home.directory, KUBECONFIG: home.path('config') }
  const { status, stdout, stderr } = spawnSync('kubectl', args, { cwd: home.directory, encoding: 'utf8', env })
  return { code: status, stdout, stderr: stderr.replace(/^WARNING: version difference .*\n/gm, '') }
}

/** Output without what is of one object alone: when it was made, as which version, with which uid. */
function comparable({ stdout, ...result }: Result): Result {
  const text = stdout
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
    .replace(/(creationTimestamp"?: ")[^"]+"/g, '$1TIME"')
    .replace(/(resourceVersion"?: ")\d+"/g, '$1VERSION"')
    .replace(/(?<= )\d+(?:s|m|m\d+s)(?= |\n|$)/g, 'AGE')
    .replace(/ +(?=AGE)/g, ' ')
    .replace(/AGE +/g, 'AGE ')
  return { ...result, stdout: text }
}

describe.runIf(hasKubectl)('what kubectl prints', () => {
  test.each(
    [
      ['get', 'st'],
      ['get', 'st', '-o', 'wide'],
      ['get', 'st', 'eu-west-2'],
      ['get', 'SyncTarget', 'eu-west-2', 'eu-west-3'],
      ['get', 'synctargets.v1alpha1.workload.kcp.io', 'eu-west-2', '-o', 'name'],
      ['get', 'st.workload.kcp.io', '--no-headers'],
      ['get', 'st/eu-west-2', 'creg/eu-west-3'],
      ['get', 'st,creg', '-l', 'tier!=gold'],
      ['get', 'st,creg', '-A'],
      ['get', 'st', '-n', 'shop', '-o', 'name'],
      ['get', 'plp'],
      ['get', 'plp', '-n', 'shop'],
      ['get', 'plp', '-A'],
      ['get', 'plp', '-n', 'elsewhere', '-A', '-o', 'name'],
      ['get', 'plp', 'everywhere', '-n', 'shop', '-o', 'yaml'],
      ['get', 'plp', '-A', '-l', 'no=where'],
      ['get', 'plp', '-A', '-l', 'no=where', '-o', 'name'],
      ['get', 'plp', '-n', 'empty', '-o', 'json'],
      ['get', 'plp', '-n', 'empty', '-o', 'yaml'],
      ['get', 'plp', '-n', 'empty', '-o', 'custom-columns=A:.metadata.name'],
      ['get', 'plp', '-n', 'empty', '-o', 'custom-columns=A:.metadata.name', '--no-headers'],
      ['get', 'plp', '-n', 'empty', '-o', 'jsonpath={.items[*].metadata.name}'],
      ['get', 'plp', '-n', 'empty', '--sort-by=.metadata.name'],
      ['get', 'st', 'nope', '--ignore-not-found'],
      ['get', 'st', 'eu-west-2', 'nope', '--ignore-not-found', '-o', 'name'],
      ['get', 'st', 'eu-west-2', '-o', 'json'],
      ['get', 'st', 'eu-west-2', '-o', 'yaml'],
      ['get', 'st', '-o', 'json'],
      ['get', 'st', '-o', 'yaml'],
      ['get', 'creg,st', '-o', 'yaml'],
      ['get', 'st', '--show-labels'],
      ['get', 'st', '-L', 'tier,provider'],
      ['get', 'st', '-L', 'tier', '-L', 'provider', '--show-labels'],
      ['get', 'st', '-l', 'tier in (gold),provider!=aws', '-o', 'name'],
      ['get', 'st', '-l', 'tier notin (gold)', '-o', 'name'],
      ['get', 'st', '-l', '!tier', '-o', 'name'],
      ['get', 'st', '--field-selector', 'metadata.name=eu-west-2'],
      ['get', 'st', '--field-selector', 'metadata.name!=eu-west-2', '-o', 'name'],
      ['get', 'st', '--sort-by=.spec.location'],
      ['get', 'st', '--sort-by', '{.metadata.labels.tier}', '-o', 'name'],
      ['get', 'st', '--sort-by', '.spec.cells[0].capacity.cpu', '-o', 'name'],
      ['get', 'st', '--sort-by', '.spec.location', '-o', 'json'],
      [
        'get',
        'st',
        '-o',
        'custom-columns=A:.metadata.name,B:.spec.cells[*].capacity.cpu,C:.spec.cells[*].capacity,D:.nope',
      ],
      ['get', 'st', '-o', 'custom-columns=A:.metadata.name,B:.status.conditions', '--no-headers'],
      ['get', 'st', '-o', 'custom-columns=:.metadata.name'],
      ['get', 'st', '-o', 'jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}'],
      ['get', 'st', '-o', String.raw`jsonpath={range .items[*]}{.metadata.name}{"\t"}{.spec.location}{"\n"}{end}`],
      ['get', 'st', '-o', 'jsonpath={.items[0].spec}'],
      ['get', 'st', 'eu-west-2', '-o', String.raw`jsonpath={.metadata.labels.topology\.kubernetes\.io/region}`],
      ['get', 'st', '-o', 'jsonpath=.items[*].metadata.name'],
      ['get', 'st', '-o', 'jsonpath={.items[0].nope}'],
    ].map((args) => [args.join(' '), args] as const),
  )('is what we print: %s', async (_, args) => {
    const theirs = comparable(kubectl(args))
    expect(comparable(await home.run(args))).toEqual(theirs)
    expect(theirs.code).toBe(0)
  })

  /** What is wrong ends with our exit code and `error:`; what is said behind it is kubectl's. */
  test.each(
    [
      { args: ['get', 'st', 'nope'], code: 3 },
      { args: ['get', 'plp', 'everywhere'], code: 3 },
      { args: ['get', 'st', 'nope', 'neither'], code: 3 },
      { args: ['get', 'st', '-o', 'custom-columns=A'], code: 2 },
      { args: ['get', 'st', '-o', 'jsonpath={.items[*'], code: 2 },
      { args: ['get', 'st', '-w', '-o', 'name', 'nope'], code: 3 },
    ].map((row) => ({ ...row, line: row.args.join(' ') })),
  )('is said when something is wrong: $line', async ({ args, code }) => {
    const theirs = kubectl(args)
    const ours = await home.run(args)
    const said = ({ stderr }: Result) =>
      stderr
        .split('\n')
        .filter((line) => /^error/i.test(line))
        .map((line) => line.replace(/^error: |^Error from server \(NotFound\): /, ''))
    expect(said(theirs).length).toBeGreaterThan(0)
    expect(said(ours)).toEqual(said(theirs))
    expect([ours.code, ours.stdout]).toEqual([code, theirs.stdout])
  })

  test('changes nothing when it is applied again, whoever printed it', async () => {
    const bare = ({ stdout }: Result) =>
      stdout.replace(/^ +(?:uid|resourceVersion|creationTimestamp|generation): .*\n/gm, '')
    writeFileSync(home.path('ours.yaml'), bare(await home.run(['get', 'plp', '-A', '-o', 'yaml'])))
    writeFileSync(home.path('theirs.yaml'), bare(kubectl(['get', 'plp', '-A', '-o', 'yaml'])))
    expect(await home.run(['apply', '-f', 'theirs.yaml'])).toMatchObject({ code: 0 })
    expect(kubectl(['apply', '--server-side', '-f', 'ours.yaml'])).toMatchObject({ code: 0 })
    const generation = ['get', 'plp', 'everywhere', '-n', 'shop', '-o', 'jsonpath={.metadata.generation}']
    expect([(await home.run(generation)).stdout, kubectl(generation).stdout]).toEqual(['1', '1'])
  })

  test('is taught the kinds by what `crd export` prints', async () => {
    writeFileSync(home.path('crds.yaml'), (await home.run(['crd', 'export'])).stdout)
    const { code, stdout } = kubectl(['apply', '--server-side', '--dry-run=server', '-f', 'crds.yaml'])
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n')).toHaveLength(allKinds.length)
  })

  test('completes `kubectl tmc` through the plugin', () => {
    const bin = join(root, 'bin')
    writeFileSync(home.path('kubectl-tmc'), `#!/bin/sh\nexec "${process.execPath}" "${bin}/kubectl-tmc" "$@"\n`, {
      mode: 0o755,
    })
    const env = { PATH: `${home.directory}:${process.env['PATH'] ?? ''}`, HOME: home.directory }
    const { stdout } = spawnSync('kubectl', ['tmc', 'version', '-o', 'jsonpath={.kind}'], { encoding: 'utf8', env })
    expect(stdout).toBe('Version')
  })
})
