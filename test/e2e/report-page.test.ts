import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { existsSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { comparedRuns, formatHtml, pageModel } from '../../src/core/simulation/index.ts'
import { deployment, policy, regions } from '../placement/support/objects.ts'
import { scenarioOf } from '../simulation/support/scenarios.ts'

/** The system's own browser; $CHROME names another. */
const browser = [
  process.env['CHROME'] ?? '',
  ...['chromium', 'chromium-browser', 'google-chrome', 'chrome'].flatMap((name) =>
    (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)),
  ),
].find((path) => path !== '' && existsSync(path))
if (browser === undefined)
  console.warn('\n*** NO BROWSER: the report page is NOT checked. Install chromium, or name one in $CHROME. ***\n')

const folder = mkdtempSync(join(tmpdir(), 'tmcctl-page-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const hostile = '<img src=x onerror="document.title=1">'
const base = scenarioOf({
  targets: regions({ eu: 2, us: 1 }),
  workloads: [deployment('web', { replicas: 6 }), deployment(hostile, { cpu: '99' })],
  policies: [policy('spread', { strategy: 'Spread' })],
})
const { run, before } = comparedRuns(scenarioOf({ ...base.inputs, targets: base.inputs.targets.slice(0, 2) }), base)
const page = formatHtml(pageModel(base, run, before, 'Page under test'))

/** What a person does, written into the page as a script; what comes of it is left in an element to read. */
const steps = `
var cell = function () { return document.activeElement }
var press = function (key) { cell().dispatchEvent(new KeyboardEvent('keydown', { key: key, bubbles: true, cancelable: true })) }
var seen = {}
document.querySelector('td.c[tabindex="0"]').focus()
press('ArrowDown'); press('ArrowRight'); press('ArrowLeft'); press('End')
seen.walked = cell().getAttribute('aria-label')
press('Enter')
seen.why = document.getElementById('answer').textContent
seen.selected = document.querySelectorAll('[aria-selected=true]').length
press('Home'); cell().click()
seen.clicked = document.getElementById('answer').textContent
var text = function () { return Array.from(document.querySelectorAll('tbody tr')).map(function (row) { return Array.from(row.querySelectorAll('td.c')).map(function (one) { return one.textContent }).join('|') }) }
seen.after = text()
document.querySelector('input[value=before]').click(); seen.before = text()
document.querySelector('input[value=change]').click(); seen.change = text()
var filter = document.getElementById('filter'); filter.value = 'deployment/web'; filter.dispatchEvent(new Event('input'))
seen.shown = document.querySelectorAll('tbody tr:not([hidden])').length
seen.title = document.title
seen.images = document.images.length
seen.requests = performance.getEntriesByType('resource').length
seen.background = getComputedStyle(document.body).backgroundColor
var out = document.createElement('pre'); out.id = 'seen'; out.textContent = JSON.stringify(seen); document.body.appendChild(out)
`

type Seen = {
  walked: string
  why: string
  selected: number
  clicked: string
  after: string[]
  before: string[]
  change: string[]
  shown: number
  title: string
  images: number
  requests: number
  background: string
}

function open(): Seen {
  const file = join(folder, 'page.html')
  writeFileSync(file, page.replace('</body>', `<script>${steps}</script></body>`))
  const args = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    `--user-data-dir=${join(folder, 'profile')}`,
    '--virtual-time-budget=2000',
    '--dump-dom',
    `file://${file}`,
  ]
  const { stdout } = spawnSync(browser ?? '', args, { encoding: 'utf8', timeout: 90_000 })
  const [, json = ''] = /<pre id="seen">(.*?)<\/pre>/s.exec(stdout) ?? []
  return JSON.parse(json.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')) as Seen
}

test.runIf(browser !== undefined)(
  'the page works in a real browser: keys, clicks, before and after, and no text becomes markup',
  () => {
    const seen = open()
    expect(seen.walked).toBe('shop/Deployment/web on us-1: none, before 2')
    expect(seen.why).toContain('it is not in the fleet any more')
    expect(seen.selected).toBe(1)
    expect(seen.clicked).toContain('shop/Deployment/web on eu-1: 3, before 2')
    expect([seen.after[1], seen.before[1], seen.change[1]]).toEqual(['3|3|', '2|2|2', '+1|+1|-2'])
    expect(seen.shown).toBe(1)
    expect([seen.title, seen.images, seen.requests]).toEqual(['Page under test', 0, 0])
    expect(seen.background).toBe('rgb(255, 255, 255)')
  },
  120_000,
)
