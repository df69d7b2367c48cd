import { escapeMarkup } from './escape.ts'
import type { PageModel } from './model.ts'

const cell = 26
const left = 260
const top = 150

/**
 * The heat map as an SVG of its own, for embedding: rows are workloads, columns targets, darker cells hold more replicas.
 * It follows the light or dark theme of whoever looks, and carries no script.
 */
export function formatSvg(model: PageModel): string {
  const { rows, targets, title } = model
  const most = Math.max(1, ...rows.flatMap((row) => row.cells.map(({ now }) => now)))
  const width = left + targets.length * cell + 90
  const height = top + rows.length * cell + 20
  const heads = targets.map(({ name }, column) => {
    const x = left + column * cell + cell / 2 + 4
    return `<text transform="translate(${x} ${top - 8}) rotate(-60)">${escapeMarkup(cut(name, 24))}</text>`
  })
  const lines = rows.map((row, index) => {
    const y = top + index * cell
    const boxes = row.cells.map(({ now, reasons }, column) => {
      const x = left + column * cell
      const target = targets[column]?.name ?? ''
      const tip = `${row.label} on ${target}: ${now} ${reasons.join('; ')}`
      const share = now === 0 ? 0 : 0.25 + (0.75 * now) / most
      const text = now === 0 ? '' : `<text class="n" x="${x + cell / 2}" y="${y + cell / 2 + 4}">${now}</text>`
      return `<g><title>${escapeMarkup(tip)}</title><rect class="${now === 0 ? 'e' : 'f'}" x="${x + 1}" y="${y + 1}" width="${cell - 2}" height="${cell - 2}" rx="3"${now === 0 ? '' : ` fill-opacity="${Number(share.toFixed(2))}"`}/>${text}</g>`
    })
    const isPlaced = row.outcome === 'Placed'
    const mark = isPlaced ? '' : ' class="bad"'
    const label = isPlaced ? cut(row.label, 38) : `${cut(row.label, 25)} (${row.outcome})`
    return `<text${mark} x="${left - 8}" y="${y + cell / 2 + 4}" text-anchor="end">${escapeMarkup(label)}</text>${boxes.join('')}`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeMarkup(title)}">`,
    '<style>text{font:12px system-ui,sans-serif;fill:#1c2128}.n{text-anchor:middle;font-weight:600}.bad{fill:#b3261e;font-weight:600}.e{fill:#8c959f;fill-opacity:.15}.f{fill:#5aa5ec}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.bad{fill:#ff8a80}.f{fill:#1f5fa8}}</style>',
    ...heads,
    ...lines,
    '</svg>',
    '',
  ].join('\n')
}

function cut(text: string, length: number): string {
  const signs = [...text]
  return signs.length <= length ? text : `${signs.slice(0, length - 1).join('')}…`
}
