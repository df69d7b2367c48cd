import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { comparedRuns, formatHtml, formatSvg, pageModel } from '../../src/core/simulation/index.ts'
import { deployment, policy, regions } from '../placement/support/objects.ts'
import { scenarioOf } from './support/scenarios.ts'

const hostile = '</script><img src=x onerror=alert(1)>"\'`&\u2028<!--'
const base = scenarioOf({
  targets: regions({ eu: 2, us: 1 }, { labels: { 'topology.kubernetes.io/region': hostile } }),
  workloads: [deployment('web', { replicas: 6 }), deployment(hostile, { replicas: 99, cpu: '99' })],
  policies: [policy('spread', { strategy: 'Spread' })],
})
const head = scenarioOf({ ...base.inputs, targets: base.inputs.targets.slice(0, 2) })
const { run, before } = comparedRuns(head, base)
const model = pageModel(head, run, before, hostile)

test('what is not placed stands first, and every target of both sides has a column', () => {
  expect(model.rows.map(({ outcome }) => outcome)).toEqual(['Unplaced', 'Placed'])
  expect(model.targets.map(({ name, total, before: was }) => [name, total, was])).toEqual([
    ['eu-1', 3, 2],
    ['eu-2', 3, 2],
    ['us-1', 0, 2],
  ])
  expect(model.rows[1]?.cells.map(({ now, before: was }) => [now, was])).toEqual([
    [3, 2],
    [3, 2],
    [0, 2],
  ])
  expect(model.rows[1]?.cells[2]?.reasons).toEqual(['it is not in the fleet any more'])
})

test('no text becomes markup or script, wherever it stands', () => {
  const html = formatHtml(model)
  expect(html).not.toContain('<img')
  expect(html.match(/<script/g)).toHaveLength(2)
  expect(html.match(/<\/script>/g)).toHaveLength(2)
  const [, json = ''] = /<script type="application\/json" id="reasons">(.*?)<\/script>/s.exec(html) ?? []
  expect(json).not.toMatch(/[<\u2028]/)
  const { texts, rows } = JSON.parse(json) as { texts: string[]; rows: { cells: [number[], number[][]][] }[] }
  expect(rows.map(({ cells }) => cells.length)).toEqual([3, 3])
  expect(rows[1]?.cells[2]?.[0].map((index) => texts[index])).toEqual(['it is not in the fleet any more'])
  expect(new Set(texts).size).toBe(texts.length)
  expect(formatSvg(model)).not.toMatch(/<img|<script/)
})

test('the page asks nothing of a network and lets nothing run but its own script, known by its hash', () => {
  const html = formatHtml(model)
  const hashOf = (element: string) => {
    const [, text = ''] = new RegExp(`<${element}>(.*?)</${element}>`, 's').exec(html) ?? []
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  }
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? []
  expect(policy).toBe(
    `default-src 'none'; script-src ${hashOf('script')}; style-src ${hashOf('style')}; base-uri 'none'; form-action 'none'`,
  )
  expect(html).not.toContain(' style=')
  expect(html).not.toMatch(/(?:src|href)=["'](?!#)|@import|url\(|https?:/)
})

test('the map can be walked by keyboard and read aloud', () => {
  const html = formatHtml(model)
  expect(html.match(/class="c" tabindex="0"/g)).toHaveLength(1)
  expect(html.match(/class="c" tabindex="-1"/g)).toHaveLength(5)
  expect(html.match(/role="grid"/g)).toHaveLength(1)
  expect(html).toContain('aria-label="shop/Deployment/web on us-1: none, before 2"')
  expect(html).toContain('<section id="why" aria-labelledby="why-head" tabindex="-1" hidden>')
})

test('a cell carries its trace, on a page of thousands of cells its first reasons alone', () => {
  const cell = model.rows[1]?.cells[0]
  expect(cell?.reasons).toEqual(['divided over all targets that can take some'])
  expect(cell?.trace.map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      'Resources/cpu: Passed (requested 1, free 10, capacity 10, fits 10)',
      'Ranking/choice: Chosen (replicas 3, weight 1): divided over all targets that can take some',
    ]),
  )
  const many = scenarioOf({
    ...base.inputs,
    targets: regions({ eu: 60 }),
    workloads: Array.from({ length: 100 }, (_, index) => deployment(`w${index}`)),
  })
  const large = pageModel(many, comparedRuns(many, undefined).run)
  expect(large.rows.flatMap(({ cells }) => cells.flatMap(({ trace }) => trace))).toEqual([])
  expect(large.rows.every(({ cells }) => cells.every(({ reasons }) => reasons.length > 0))).toBe(true)
})

test('a picture has a box for every workload and target', () => {
  const svg = formatSvg(model)
  expect(svg.match(/<rect /g)).toHaveLength(6)
  expect(svg.match(/<title>/g)).toHaveLength(6)
  expect(svg).toMatch(/class="bad"[^>]*>[^<]* \(Unplaced\)<\/text>/)
})
