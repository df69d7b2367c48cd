import { contentPolicy } from './content-policy.ts'
import { escapeMarkup } from './escape.ts'
import type { PageCell, PageModel, PageRow } from './model.ts'
import { script } from './script.ts'
import { heatSteps, style } from './style.ts'

/**
 * The page of a run: one HTML document that needs nothing else, no network, no fonts, no frameworks. A heat map of workloads
 * against targets; a click, or Enter on a cell reached by arrow keys, opens its trace, and Escape goes back to the cell.
 * Without script it is a table that says where workloads are, not why. A content policy forbids everything but the one
 * script and the one style of the page, both named by their hashes.
 */
export function formatHtml(model: PageModel): string {
  const { title, now, seed, rows, targets, hidden, followers, totals } = model
  const isDiff = totals !== undefined
  const most = Math.max(1, ...rows.flatMap((row) => row.cells.map((cell) => Math.max(cell.now, cell.before ?? 0))))
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">`,
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<a class="skip" href="#map">Skip to the map</a>',
    '<header>',
    `<h1>${escapeMarkup(title)}</h1>`,
    `<p class="facts">${facts(now, seed)}</p>`,
    '</header>',
    '<main>',
    figures(model),
    isDiff ? views() : '',
    '<div class="tools"><label for="filter">Show workloads with</label> <input id="filter" type="search" autocomplete="off" placeholder="a name, a policy, an outcome"><span id="count" role="status"></span></div>',
    '<div class="scroll" tabindex="0" role="region" aria-label="Map of workloads and targets">',
    '<table id="map" role="grid" aria-describedby="how">',
    `<caption>Replicas by workload and target${isDiff ? '<span id="view">, after the change</span>' : ''}</caption>`,
    ...regionHeads(targets),
    `<tr><th scope="col">Workload</th><th scope="col">Policy</th><th scope="col">Replicas</th>${targets
      .map(({ name }) => `<th scope="col" class="t"><span>${escapeMarkup(name)}</span></th>`)
      .join('')}</tr>`,
    '</thead>',
    '<tbody>',
    ...rows.map((row, index) => rowHtml(row, index, targets, most)),
    '</tbody>',
    '<tfoot>',
    `<tr><th scope="row" colspan="3">In all</th>${targets
      .map(
        ({ total, before }) =>
          `<td>${total}${before === undefined || before === total ? '' : `<small> was ${before}</small>`}</td>`,
      )
      .join('')}</tr>`,
    '</tfoot>',
    '</table>',
    '</div>',
    `<p id="how">Arrow keys move over the map, Enter or a click shows why, Escape goes back.${isDiff ? ' ▲ marks more than before, ▼ fewer.' : ''}${hidden > 0 ? ` ${hidden} more workloads are not shown.` : ''}${followers > 0 ? ` ${followers} objects follow these workloads.` : ''}</p>`,
    '<noscript><p>Why workloads are where they are takes script to show.</p></noscript>',
    '<section id="why" aria-labelledby="why-head" tabindex="-1" hidden><button type="button" id="close">Close (Esc)</button><h2 id="why-head">Why</h2><div id="answer"></div></section>',
    '</main>',
    `<script type="application/json" id="reasons">${jsonForScript(rows)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

function facts(now: string | null, seed: string): string {
  const parts = [now === null ? 'judged at no particular time' : `judged at ${escapeMarkup(now)}`]
  if (seed !== '') parts.push(`seed ${escapeMarkup(seed)}`)
  return parts.join(', ')
}

function figures({ summary, totals }: PageModel): string {
  const { workloads, placed, partial, unplaced, targets, replicas, overflow } = summary
  const list: (readonly [string, number, boolean?])[] = [
    ['workloads', workloads],
    ['placed', placed],
    ['partly placed', partial, true],
    ['not placed', unplaced, true],
    ['targets', targets],
    ['replicas', replicas],
    ['replicas left over', overflow, true],
  ]
  if (totals !== undefined)
    list.push(['replicas moved', totals.moved], ['added', totals.added], ['removed', totals.removed])
  return `<dl class="figures">${list
    .map(
      ([name, value, isBad = false]) =>
        `<div${isBad && value > 0 ? ' class="bad"' : ''}><dt>${name}</dt><dd>${value}</dd></div>`,
    )
    .join('')}</dl>`
}

function views(): string {
  const options = [
    ['after', 'After', true],
    ['before', 'Before', false],
    ['change', 'Change', false],
  ] as const
  return `<fieldset class="views"><legend>Show</legend>${options
    .map(
      ([value, text, isOn]) =>
        `<label><input type="radio" name="view" value="${value}"${isOn ? ' checked' : ''}> ${text}</label>`,
    )
    .join('')}</fieldset>`
}

/** The groups of columns: what a workload is, then a region each; and over them the names of the regions. */
function regionHeads(targets: PageModel['targets']): string[] {
  const spans: { region: string; count: number }[] = []
  for (const { region } of targets) {
    const last = spans.at(-1)
    if (last?.region === region) last.count++
    else spans.push({ region, count: 1 })
  }
  return [
    `<colgroup span="3"></colgroup>${spans.map(({ count }) => `<colgroup span="${count}"></colgroup>`).join('')}`,
    '<thead>',
    `<tr><td colspan="3"></td>${spans
      .map(({ region, count }) => `<th scope="colgroup" class="r" colspan="${count}">${escapeMarkup(region)}</th>`)
      .join('')}</tr>`,
  ]
}

function rowHtml(row: PageRow, index: number, targets: PageModel['targets'], most: number): string {
  const { label, outcome, policy, requested, overflow } = row
  const isBad = outcome !== 'Placed'
  const replicas = requested === null ? '' : `${requested - (overflow ?? 0)}/${requested}`
  const cells = row.cells.map((cell, column) => cellHtml(cell, index, column, label, targets[column]?.name ?? '', most))
  return `<tr data-text="${escapeMarkup(`${label} ${policy ?? ''} ${outcome}`.toLowerCase())}"><th scope="row">${escapeMarkup(label).replaceAll('/', '/<wbr>')}${isBad ? ` <strong class="o">${outcome}</strong>` : ''}</th><td>${escapeMarkup(policy ?? '')}</td><td>${replicas}</td>${cells.join('')}</tr>`
}

function cellHtml(cell: PageCell, row: number, column: number, label: string, target: string, most: number): string {
  const { now, before = now } = cell
  const said = `${label} on ${target}: ${replicasText(now)}${before === now ? '' : `, before ${replicasText(before)}`}`
  const heat = now === 0 ? '' : ` data-h="${Math.ceil((heatSteps * now) / most)}"`
  return `<td class="c" tabindex="${row === 0 && column === 0 ? 0 : -1}" aria-selected="false" data-now="${now}" data-before="${before}"${heat} aria-label="${escapeMarkup(said)}">${now === 0 ? '' : now}</td>`
}

function replicasText(count: number): string {
  return count === 0 ? 'none' : String(count)
}

/** Every text once, and for each cell which texts say why; `<` is written so that no text can end the script element. */
function jsonForScript(rows: readonly PageRow[]): string {
  const texts = new Map<string, number>()
  const at = (text: string) => {
    const known = texts.get(text) ?? texts.size
    texts.set(text, known)
    return known
  }
  const told = rows.map((row) => ({
    facts: factsOf(row),
    cells: row.cells.map(({ reasons, trace }) => [
      reasons.map(at),
      trace.map(({ text, parts }) => [text, ...parts].map(at)),
    ]),
  }))
  return JSON.stringify({ texts: [...texts.keys()], rows: told })
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}

function factsOf({ outcome, policy, requested, overflow }: PageRow): string {
  const count = requested === null ? '' : `, ${requested - (overflow ?? 0)} of ${requested} replicas`
  return `${outcome}${policy === null ? '' : ` by policy ${policy}`}${count}`
}
