import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { comparedRuns, formatHtml, formatJUnit, formatSvg, pageModel } from '../../src/core/simulation/index.ts'
import { deployment, policy, regions } from '../placement/support/objects.ts'
import { scenarioOf } from '../simulation/support/scenarios.ts'
import { Browser, browserPath, type Tab } from './support/browser.ts'

if (browserPath === undefined)
  console.warn('\n*** NO BROWSER: the report page is NOT checked. Install chromium, or name one in $CHROME. ***\n')

const folder = mkdtempSync(join(tmpdir(), 'tmcctl-page-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every way out of an element, an attribute or a script that these texts could take. */
const hostile = [
  '<img src=x onerror="document.title=1">',
  '</script><script>document.title=2</script>',
  '"><svg onload=document.title=3>',
  '<!--<script>',
  '\u2028document.title=4\u2029',
  "' autofocus onfocus='document.title=5",
].join(' ')
const long = 'a-workload-whose-name-takes-all-the-room-that-kubernetes-grants-it'
const rule = { name: hostile, effect: 'Prefer' as const, weight: 50, celExpression: "target.metadata.name != 'x'" }
const base = scenarioOf({
  targets: regions({ eu: 2, us: 1 }, { capacity: { cpu: '40', memory: '40Gi', pods: '110' } }),
  workloads: [
    deployment('web', { replicas: 6 }),
    deployment(hostile, { cpu: '99' }),
    deployment(long, { replicas: 2 }),
    ...Array.from({ length: 14 }, (_, index) => deployment(`more-${index}`)),
  ],
  policies: [policy('spread', { strategy: 'Spread', rules: [rule] })],
  seed: hostile,
})
const { run, before } = comparedRuns(scenarioOf({ ...base.inputs, targets: base.inputs.targets.slice(0, 2) }), base)
const model = pageModel(base, run, before, `Page under test ${hostile}`)
const page = join(folder, 'page.html')
const picture = join(folder, 'picture.svg')
writeFileSync(page, formatHtml(model))
writeFileSync(picture, formatSvg(model))

describe.runIf(browserPath !== undefined)('the report page in a real browser', () => {
  let browser: Browser
  let tab: Tab
  beforeAll(() => {
    browser = new Browser(browserPath ?? '')
  })
  afterAll(async () => await browser.close())

  beforeEach(async () => {
    tab = await browser.open(pathToFileURL(page).href)
    await tab.resize(1280, 800)
    return async () => await tab.close()
  })

  const focused = () =>
    tab.value<string>(
      `(function () { var one = document.activeElement; return one === document.body ? 'body' : one.getAttribute('aria-label') || one.id || one.value || one.className })()`,
    )
  const isOpen = () => tab.value<boolean>(`!document.getElementById('why').hidden`)
  const answer = () => tab.value<string>(`document.getElementById('answer').textContent`)
  const texts = () =>
    tab.value<string[]>(
      `Array.from(document.querySelectorAll('tbody tr')).map(function (row) { return Array.from(row.querySelectorAll('td.c')).map(function (one) { return one.textContent }).join('|') })`,
    )

  test('Tab goes over the parts of the page, one stop for the whole map, and back', async () => {
    const stops: string[] = []
    for (let stop = 0; stop < 5; stop++) {
      await tab.press('Tab')
      stops.push(await focused())
    }
    expect(stops).toEqual([
      'skip',
      'after',
      'filter',
      'Map of workloads and targets',
      `${model.rows[0]?.label} on eu-1: none`,
    ])
    await tab.press('Shift+Tab', 'Shift+Tab')
    expect(await focused()).toBe('filter')
  })

  test('the skip link leads to the map', async () => {
    await tab.press('Tab', 'Enter', 'Tab')
    expect(await focused()).toBe(`${model.rows[0]?.label} on eu-1: none`)
  })

  test.each([
    { keys: ['ArrowRight'], to: 'eu-2', row: 0 },
    { keys: ['ArrowRight', 'ArrowLeft'], to: 'eu-1', row: 0 },
    { keys: ['ArrowLeft', 'ArrowUp'], to: 'eu-1', row: 0 },
    { keys: ['End'], to: 'us-1', row: 0 },
    { keys: ['End', 'ArrowRight'], to: 'us-1', row: 0 },
    { keys: ['ArrowDown', 'End', 'Home'], to: 'eu-1', row: 1 },
    { keys: ['PageDown'], to: 'eu-1', row: 10 },
    { keys: ['Control+End'], to: 'us-1', row: 16 },
    { keys: ['Control+End', 'ArrowDown'], to: 'us-1', row: 16 },
    { keys: ['Control+End', 'PageUp'], to: 'us-1', row: 6 },
    { keys: ['Control+End', 'Control+Home'], to: 'eu-1', row: 0 },
  ])('keys $keys lead from the first cell to $to in row $row, in full view', async ({ keys, to, row }) => {
    await tab.value(`document.querySelector('td.c').focus()`)
    await tab.press(...keys)
    expect(await focused()).toContain(`${model.rows[row]?.label} on ${to}: `)
    expect(await tab.value(`document.querySelectorAll('td.c[tabindex="0"]').length`)).toBe(1)
    const seen = `(function () { var box = document.activeElement.getBoundingClientRect(); return document.elementFromPoint(box.x + 2, box.y + 2) === document.activeElement && document.elementFromPoint(box.right - 2, box.bottom - 2) === document.activeElement })()`
    expect(await tab.value(seen)).toBe(true)
  })

  test.each(['Enter', ' '])('%j on a cell opens its trace, Escape closes it and goes back to the cell', async (key) => {
    await tab.value(`document.querySelector('td.c').focus()`)
    expect(await isOpen()).toBe(false)
    await tab.press('ArrowDown', key)
    expect([await isOpen(), await focused()]).toEqual([true, 'why'])
    expect(await answer()).toContain(`${model.rows[1]?.label} on eu-1: `)
    expect(await answer()).toMatch(/Placed by policy spread, \d of \d replicas?/)
    expect(await answer()).toContain('Resources/cpu: Passed (requested ')
    expect(await answer()).toContain("target.metadata.name != 'x' = true")
    expect(await tab.value(`document.querySelectorAll('[aria-selected=true]').length`)).toBe(1)
    await tab.press('Tab')
    expect(await focused()).toBe('close')
    await tab.press('Escape')
    expect([await isOpen(), await focused()]).toEqual([
      false,
      expect.stringContaining(`${model.rows[1]?.label} on eu-1: `),
    ])
    expect(await tab.value(`document.querySelectorAll('[aria-selected=true]').length`)).toBe(0)
  })

  test('a click opens, the button closes, and a target that is gone says so', async () => {
    await tab.click('tbody tr:nth-child(2) td.c:last-of-type')
    expect([await isOpen(), await answer()]).toEqual([true, expect.stringContaining('it is not in the fleet any more')])
    await tab.press('Tab', 'Enter')
    expect([await isOpen(), await focused()]).toEqual([false, expect.stringContaining('on us-1: none')])
  })

  test('the views show after, before and change, in numbers and signs, and the caption names them', async () => {
    const caption = () => tab.value<string>(`document.querySelector('caption').textContent`)
    const web = model.rows.findIndex(({ label }) => label.endsWith('/web'))
    expect([(await texts())[web], await caption()]).toEqual([
      '3▲|3▲|0▼',
      'Replicas by workload and target, after the change',
    ])
    await tab.value(`document.querySelector('input[name=view]').focus()`)
    await tab.press('ArrowRight')
    expect([(await texts())[web], await caption()]).toEqual([
      '2|2|2',
      'Replicas by workload and target, before the change',
    ])
    await tab.press('ArrowRight')
    expect((await texts())[web]).toBe('+1|+1|−2')
  })

  test('the filter keeps the map in reach of Tab, and says how much is left', async () => {
    await tab.value(`document.getElementById('filter').focus()`)
    await tab.send('Input.insertText', { text: 'deployment/web' })
    expect(await tab.value(`document.querySelectorAll('tbody tr:not([hidden])').length`)).toBe(1)
    expect(await tab.value(`document.getElementById('count').textContent`)).toBe('1 of 17')
    await tab.press('Tab', 'Tab')
    expect(await focused()).toBe('shop/Deployment/web on eu-1: 3, before 2')
    await tab.press('ArrowDown')
    expect(await focused()).toBe('shop/Deployment/web on eu-1: 3, before 2')
  })

  test('a screen reader finds a named grid with headers and a name for everything that can be used', async () => {
    await tab.value(`document.querySelector('td.c').focus()`)
    await tab.press('Enter')
    const nodes = await tab.accessibleNodes()
    const roles = (...wanted: string[]) => nodes.filter(({ role }) => wanted.includes(role))
    const usable = roles('link', 'button', 'radio', 'searchbox', 'textbox', 'grid', 'gridcell', 'region', 'group')
    const tools = nodes.filter(({ states }) => states.get('focusable') === true && states.get('hidden') !== true)
    for (const node of [...usable, ...tools].filter(({ role }) => role !== 'gridcell' && role !== 'RootWebArea'))
      expect(node.name, node.role).not.toBe('')
    expect(tools.map(({ role }) => role)).toEqual(
      expect.arrayContaining(['link', 'radio', 'searchbox', 'region', 'gridcell', 'button']),
    )
    expect(roles('grid').map(({ name }) => name)).toEqual(['Replicas by workload and target, after the change'])
    expect(roles('columnheader').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Workload', 'Policy', 'Replicas', 'eu', 'us', 'eu-1', 'eu-2', 'us-1']),
    )
    expect(roles('rowheader')).toHaveLength(18)
    const cells = nodes.filter(({ role, states }) => role === 'gridcell' && states.get('focusable') === true)
    expect(cells).toHaveLength(51)
    expect(cells.every(({ name }) => name.includes(' on '))).toBe(true)
    expect(cells.filter(({ states }) => states.get('selected') === true)).toHaveLength(1)
    expect(roles('region').map(({ name }) => name)).toEqual(['Map of workloads and targets', 'Why'])
    expect(nodes.find(({ role }) => role === 'RootWebArea')?.name).toContain('Page under test')
    expect(roles('status')).toHaveLength(1)
    expect(roles('banner', 'main')).toHaveLength(2)
  })

  test.each(['light', 'dark'])('text and focus stand out in the %s theme', async (theme) => {
    await tab.prefer({ 'prefers-color-scheme': theme, 'prefers-reduced-motion': 'reduce' })
    await tab.value(`document.querySelector('td.c[data-h="10"]').focus()`)
    await tab.press('ArrowRight', 'ArrowLeft')
    const { text, ring, background } = await tab.value<{ text: string[]; ring: number; background: string }>(contrasts)
    expect(text).toEqual([])
    expect(ring).toBeGreaterThanOrEqual(3)
    expect(background).toBe(theme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)')
  })

  test('nothing moves for a reader who asked for less motion', async () => {
    const duration = () => tab.value<string>(`getComputedStyle(document.querySelector('td.c')).transitionDuration`)
    await tab.prefer({ 'prefers-reduced-motion': 'no-preference' })
    expect(await duration()).toBe('0.15s')
    await tab.prefer({ 'prefers-reduced-motion': 'reduce' })
    expect(await duration()).toBe('0s')
  })

  test.each([
    { name: 'a window of 400 pixels', width: 400, height: 800, zoom: 1 },
    { name: '200 %', width: 1280, height: 800, zoom: 2 },
    { name: '400 %', width: 1280, height: 1024, zoom: 4 },
  ])(
    'at $name only the map scrolls sideways, no text is cut, and every cell is reached',
    async ({ width, height, zoom }) => {
      await tab.resize(width, height, zoom)
      await tab.click('tbody tr:nth-child(2) td.c')
      const cut = `Array.from(document.querySelectorAll('h1,h2,p,dt,dd,li,caption,th,label,button')).filter(function (one) { return one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible' }).map(function (one) { return one.textContent })`
      expect(await tab.value(`document.documentElement.scrollWidth - document.documentElement.clientWidth`)).toBe(0)
      expect(await tab.value(cut)).toEqual([])
      await tab.press('Escape', 'Control+End')
      const seen = `(function () { var box = document.activeElement.getBoundingClientRect(); return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === document.activeElement })()`
      expect(await tab.value(seen)).toBe(true)
      await tab.press('Home')
      expect(await tab.value(seen)).toBe(true)
    },
  )

  test('on paper the map is whole, light, and without tools', async () => {
    await tab.prefer({ 'prefers-color-scheme': 'dark' }, 'print')
    const { background, tools, height, whole } = await tab.value<{ [name: string]: unknown }>(
      `(function () { var scroll = document.querySelector('.scroll'); return { background: getComputedStyle(document.body).backgroundColor, tools: Array.from(document.querySelectorAll('.tools,.views,.skip')).filter(function (one) { return one.getClientRects().length > 0 }).length, height: getComputedStyle(scroll).maxHeight, whole: scroll.scrollHeight === scroll.clientHeight } })()`,
    )
    expect({ background, tools, height, whole }).toEqual({
      background: 'rgb(255, 255, 255)',
      tools: 0,
      height: 'none',
      whole: true,
    })
    const { data } = await tab.send('Page.printToPDF', { preferCSSPageSize: true })
    expect(Buffer.from(String(data), 'base64').toString('latin1')).toMatch(/^%PDF-/)
  })

  test('hostile names and messages stay text, and nothing is asked of a network', async () => {
    await tab.value(`document.querySelectorAll('td.c').forEach(function (one) { one.click() })`)
    expect(await tab.value(`document.title`)).toBe(`Page under test ${hostile}`)
    expect(
      await tab.value(`document.querySelectorAll('img,svg,iframe,object,[onerror],[onload],[onfocus]').length`),
    ).toBe(0)
    expect(await tab.value(`document.scripts.length`)).toBe(2)
    await tab.value(`document.querySelector('tbody tr:nth-child(2) td.c').click()`)
    expect(await answer()).toContain(hostile)
    const asked = tab.told('Network.requestWillBeSent').map(({ request }) => (request as { url: string }).url)
    expect(asked).toEqual([pathToFileURL(page).href])
    expect(tab.told('Log.entryAdded')).toEqual([])
    expect(tab.told('Runtime.exceptionThrown')).toEqual([])
  })

  test('a script that found its way in would not run, nor a style, nor a picture be loaded', async () => {
    await tab.value(
      `(function () { window.refused = []; document.addEventListener('securitypolicyviolation', function (event) { window.refused.push(event.effectiveDirective) }); document.body.insertAdjacentHTML('beforeend', '<img src="https://example.com/x.png" onerror="window.ran = 1"><style>body{display:none}</style>'); var one = document.createElement('script'); one.textContent = 'window.ran = 2'; document.body.appendChild(one) })()`,
    )
    await tab.value(`new Promise(function (done) { setTimeout(done, 0) })`)
    expect(await tab.value(`window.refused.sort()`)).toEqual([
      'img-src',
      'script-src-attr',
      'script-src-elem',
      'style-src-elem',
    ])
    expect(await tab.value(`String(window.ran)`)).toBe('undefined')
    expect(await tab.value(`getComputedStyle(document.body).display`)).toBe('block')
  })

  test('JUnit reads the same to a parser of XML, whatever stands in names and messages', async () => {
    const message = `${hostile} ]]> &amp; \u0000\u001b[31m\n\t\ud800`
    const xml = formatJUnit([
      {
        apiVersion: 'tmcctl.kcp.io/v1alpha1',
        kind: 'PlacementTestResult',
        suite: hostile,
        file: 'a.yaml',
        passed: 0,
        failed: 1,
        results: [
          {
            name: message,
            kind: 'Test',
            workload: 'web',
            outcome: 'Failed',
            failures: [{ assertion: 'neverOn', message }],
            trace: [],
          },
        ],
      },
    ])
    const read = `(function () { var page = new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml'); var one = page.querySelector('failure'); return { errors: page.querySelectorAll('parsererror').length, elements: Array.from(page.querySelectorAll('*')).map(function (one) { return one.localName }), name: one.parentNode.getAttribute('name'), text: one.textContent } })()`
    const kept = message.replace(/[\u0000\u001b\ud800]/g, ' ')
    expect(await tab.value(read)).toEqual({
      errors: 0,
      elements: ['testsuites', 'testsuite', 'testcase', 'failure'],
      name: kept,
      text: `neverOn: ${kept}`,
    })
  })

  test('the picture is well formed, has a name, and no text of it becomes markup', async () => {
    await tab.close()
    tab = await browser.open(pathToFileURL(picture).href)
    expect(
      await tab.value(`document.documentElement.localName + ' ' + document.getElementsByTagName('parsererror').length`),
    ).toBe('svg 0')
    expect(await tab.value(`document.documentElement.getAttribute('aria-label')`)).toBe(model.title)
    expect(await tab.value(`document.querySelectorAll('script,img,foreignObject,[onload]').length`)).toBe(0)
    expect(await tab.value(`document.querySelectorAll('rect').length`)).toBe(51)
  })
})

/** What stands out too little: texts below 4.5 to 1, and the ratio of the ring of focus against what is under it. */
const contrasts = `(function () {
  function parse(text) { return text.match(/[\\d.]+/g).map(Number) }
  function light(rgb) { return rgb.slice(0, 3).map(function (v) { v /= 255; return v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4) }).reduce(function (sum, v, i) { return sum + v * [0.2126, 0.7152, 0.0722][i] }, 0) }
  function ratio(a, b) { var x = light(a), y = light(b); return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05) }
  function ground(one) {
    var style = getComputedStyle(one)
    var over = style.backgroundImage === 'none' ? [0, 0, 0, 0] : parse(style.backgroundImage.match(/rgba?\\([^)]*\\)/)[0])
    var own = parse(style.backgroundColor)
    var under = own.length === 4 && own[3] === 0 ? (one.parentElement ? ground(one.parentElement) : [255, 255, 255]) : own
    var share = over.length > 3 ? over[3] : 1
    return [0, 1, 2].map(function (i) { return over[i] * share + under[i] * (1 - share) })
  }
  var low = []
  document.querySelectorAll('h1,p,dt,dd,legend,label,caption,th,td,small,strong,button').forEach(function (one) {
    if (one.getClientRects().length === 0 || one.textContent.trim() === '') return
    if (ratio(parse(getComputedStyle(one).color), ground(one)) < 4.5) low.push(one.textContent)
  })
  var cell = document.activeElement
  var style = getComputedStyle(cell)
  return { text: low, ring: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2 ? ratio(parse(style.outlineColor), parse(style.backgroundColor)) : 0, background: getComputedStyle(document.body).backgroundColor }
})()`
