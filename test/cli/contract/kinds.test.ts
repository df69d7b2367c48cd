import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from '../../../scripts/build.mjs'
import { Home } from '../support/run.ts'

const home = new Home()
afterAll(() => home.remove())

describe('crd', () => {
  test('list names every kind that has a generated CRD', async () => {
    const { code, stdout } = await home.run(['crd', 'list', '-o', 'name'])
    expect(code).toBe(0)
    const listed = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^customresourcedefinition\.apiextensions\.k8s\.io\/(\w+)\.(.*)$/, '$2_$1.yaml'))
    expect(listed.sort()).toEqual(readdirSync(join(root, 'config', 'crds')).sort())
  })

  test('export prints the generated CRD of a kind', async () => {
    const { code, stdout, stderr } = await home.run(['crd', 'export', 'st'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const generated = readFileSync(join(root, 'config', 'crds', 'workload.kcp.io_synctargets.yaml'), 'utf8')
    expect(generated.replace(/^(?:#.*\n|---\n)+/, '')).toBe(stdout)
  })

  test('export prints all kinds as documents, or as a List', async () => {
    const [documents, list, kcp] = await Promise.all([
      home.run(['crd', 'export']),
      home.run(['crd', 'export', '-o', 'json']),
      home.run(['crd', 'export', 'plp', '--api-resource-schemas', 'v1', '-o', 'jsonpath={.metadata.name}']),
    ])
    expect(documents.stdout.split(/^---$/m)).toHaveLength(12)
    expect((JSON.parse(list.stdout) as { items: unknown[] }).items).toHaveLength(12)
    expect(kcp.stdout).toContain('placementpolicies.placement.kcp.io')
  })

  test('export of a word that is no kind is wrong usage', async () => {
    expect(await home.run(['crd', 'export', 'deployments'])).toMatchObject({ code: 2, stdout: '' })
  })
})

describe('explain', () => {
  test.each([
    ['a kind by its short name', ['explain', 'plp'], /^KIND: +PlacementPolicy$/m],
    ['a field', ['explain', 'plp.spec.rules.weight'], /^FIELD: weight <integer>\n[^]*default: 50\n[^]*at most 100/m],
    ['the words of an enumeration', ['explain', 'st.spec.evictionStrategy'], /one of: Graceful, Immediate/],
    ['a tree of fields', ['explain', 'st.spec', '--recursive'], /^ {4}labels\t<map\[string\]string>$/m],
  ])('shows %s', async (_, args, text) => {
    const { code, stdout, stderr } = await home.run(args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(text)
  })

  test('as JSON is data', async () => {
    const { stdout } = await home.run(['explain', 'st.spec.clusterRef', '-o', 'json'])
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'Explanation', field: { name: 'clusterRef', isRequired: true } })
  })

  test('of a field that does not exist lists those that do', async () => {
    const { code, stdout, stderr } = await home.run(['explain', 'st.spec.clusterReff'])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain('clusterRef')
  })
})
