import { expect, test } from 'vitest'
import { diffPlacements } from '../../../src/core/simulation/index.ts'
import { diffSummary, diffView, formatDiffMarkdown } from '../../../src/cli/views/placement/diff-view.ts'
import { deployment, policy, regions } from '../../placement/support/objects.ts'
import { scenarioOf } from '../../simulation/support/scenarios.ts'

const targets = regions({ eu: 2, us: 1 })
const base = scenarioOf({
  targets,
  workloads: [deployment('web', { replicas: 6 }), deployment('old', { replicas: 3 })],
  policies: [policy('spread', { strategy: 'Spread' })],
})
const head = scenarioOf({
  ...base.inputs,
  targets: targets.slice(0, 2),
  workloads: [deployment('web', { replicas: 8 }), deployment('new', { replicas: 2 })],
})
const diff = diffPlacements(base, head)

test('a workload shows what moves, comes and goes, in the table and in Markdown alike', () => {
  const [workloads] = diffView.tables(diff)
  expect(workloads?.columns.map(({ name }) => name)).toEqual([
    ...['Workload', 'Change', 'Moved', 'Added', 'Removed', 'Targets', 'Why'],
  ])
  const counts = workloads?.rows.map((cells) => cells.slice(0, 5).join(' ')).sort()
  expect(counts).toEqual([
    'shop/Deployment/new Added 0 2 0',
    'shop/Deployment/old Removed 0 0 3',
    'shop/Deployment/web Moved 2 2 0',
  ])
  const markdown = formatDiffMarkdown(diff)
  expect(markdown).toContain('| workload | change | moved | added | removed | targets | why |')
  expect(markdown).toContain('| shop/Deployment/web | Moved | 2 | 2 | 0 |')
})

test('Markdown tells targets from domains', () => {
  const markdown = formatDiffMarkdown(diff)
  expect(markdown).toContain('| target | us-1 | 3 | 0 | -3 |')
  expect(markdown).toContain('| region | us | 3 | 0 | -3 |')
})

test('a comparison of no workloads does not pass for one without changes', () => {
  const nothing = scenarioOf({ ...base.inputs, workloads: [] })
  expect(diffSummary(diffPlacements(nothing, nothing))).toBe('nothing to compare: there are no workloads')
  expect(diffSummary(diffPlacements(base, base))).toBe('nothing changes: 2 workloads, 9 replicas')
  const one = (count: number, replicas = 1) =>
    scenarioOf({ targets: targets.slice(0, count), workloads: [deployment('web', { replicas })] })
  expect(diffSummary(diffPlacements(one(2), one(2)))).toBe('nothing changes: 1 workload, 1 replica')
  expect(diffSummary(diffPlacements(one(2), one(0)))).toMatch(/^1 of 1 workload changes: 0 replicas move/)
})
