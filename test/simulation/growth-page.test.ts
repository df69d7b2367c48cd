import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type GrowthData, growthPage, growthPlot, targetCounts, workloadCounts } from '../../bench/growth-page.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const data = JSON.parse(read('bench/placement-growth.json')) as GrowthData

test.each([
  ['page', 'docs/placement-growth.md', growthPage(data)],
  ['plot', 'docs/placement-growth.svg', growthPlot(data)],
])('the committed %s of growth is what the measurements give', (_what, path, text) => {
  expect(read(path)).toBe(text)
})

test('every size was measured', () => {
  for (const targets of targetCounts)
    for (const workloads of workloadCounts)
      expect(
        data.cells.find((cell) => cell.targets === targets && cell.workloads === workloads)?.seconds,
      ).toBeGreaterThan(0)
})

test('a size that was not measured is said to be an estimate', () => {
  const cells = data.cells.filter(({ targets, workloads }) => targets < 10_000 || workloads < 100_000)
  const page = growthPage({ ...data, cells })
  expect(page).toMatch(/\| 10,000 \|.*\| ~\d+ \|/)
  expect(page).toContain('~ marks what was not measured')
})
