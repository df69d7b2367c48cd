import { formatTable, sanitize, type Table } from '../../printers/index.ts'
import { namedClusters, type PlacementRow } from './placement-row.ts'

/** Narrowest columns of targets and of reasons that still read well. */
const fewTargets = 22
const fewWords = 36
/** What stands between columns, and before a line that belongs to the row above. */
const gap = 3
const indent = '    '

/** A table as it fits a screen. */
export type FittedTable = {
  readonly text: string
  /** Whether targets or reasons were left out for it. */
  readonly isCut: boolean
}

/**
 * The table of placements for a screen that its longest line does not fit: cells of targets and reasons take several lines;
 * where there is no room for reasons beside the rest, those of what is not wholly placed stand under their row.
 *
 * @param width characters of a line
 */
export function fittedTable(rows: readonly PlacementRow[], width: number, noHeaders = false): FittedTable {
  const spaces = new Set(rows.map(({ namespace }) => namespace))
  const columns: Column[] = [
    { name: 'Namespace', text: ({ namespace }) => namespace },
    { name: 'Workload', text: ({ workload }) => workload },
    { name: 'Outcome', text: ({ outcome }) => outcome },
    { name: 'Policy', text: ({ policy }) => policy },
    { name: 'Replicas', text: ({ replicas }) => replicas },
  ]
  const room = () => width - columns.reduce((sum, column) => sum + widthOf(column, rows) + gap, 0)
  const leaveOut = (name: string) => {
    const index = columns.findIndex((column) => column.name === name)
    if (index >= 0 && room() < fewTargets) columns.splice(index, 1)
  }
  let [targets, words] = [room(), 0]
  if (targets >= fewTargets + gap + fewWords) {
    const wanted = rows.reduce((widest, { clusters }) => Math.max(widest, clusters.join(' ').length), 0)
    targets = Math.max(fewTargets, Math.min(wanted, Math.floor((targets - gap) * 0.4)))
    words = room() - gap - targets
  } else {
    leaveOut('Policy')
    if (spaces.size === 1) leaveOut('Namespace')
    targets = Math.max(fewTargets, room())
  }
  const lines: string[][] = []
  /** Lines that belong to the row above, by the line they come before. */
  const below = new Map<number, string[]>()
  let isCut = false
  for (const row of rows) {
    const named = wrappedClusters(row.clusters, targets)
    const why = wrapped(row.why, words === 0 ? width - indent.length : words)
    const cells = [...columns.map(({ text }) => [text(row)]), named.lines, ...(words === 0 ? [] : [why])]
    for (let line = 0; line < Math.max(...cells.map(({ length }) => length)); line++)
      lines.push(cells.map((cell) => cell[line] ?? ''))
    isCut ||= named.isCut
    if (words > 0 || row.why === '') continue
    if (isTroubled(row)) below.set(lines.length, why)
    else isCut = true
  }
  const heads = [
    ...columns.map(({ name }) => ({ name })),
    { name: 'Targets' },
    ...(words === 0 ? [] : [{ name: 'Why' }]),
  ]
  const table: Table = { columns: heads, rows: lines }
  const printed = formatTable(table, { noHeaders }).split('\n')
  const text = printed.flatMap((line, index) => {
    const behind = below.get(index + (noHeaders ? 1 : 0)) ?? []
    return [line.trimEnd(), ...behind.map((one) => `${indent}${one}`)]
  })
  return { text: text.join('\n'), isCut }
}

type Column = { readonly name: string; readonly text: (row: PlacementRow) => string }

function widthOf({ name, text }: Column, rows: readonly PlacementRow[]): number {
  return rows.reduce((widest, row) => Math.max(widest, text(row).length), name.length)
}

/** Whether a row asks for its reason: not all of it has a place. */
function isTroubled({ outcome, clusters }: PlacementRow): boolean {
  return clusters.length === 0 || outcome === 'Partial' || outcome === 'Error'
}

/** Targets on two lines, and how many there are more. */
function wrappedClusters(clusters: readonly string[], width: number): { lines: string[]; isCut: boolean } {
  for (let most = clusters.length; most > 1; most--) {
    const lines = wrapped(namedClusters(clusters, most), width)
    if (lines.length <= 2) return { lines, isCut: most < clusters.length }
    // Not one by one through a thousand: what two lines hold is short.
    most = Math.min(most, width)
  }
  return { lines: wrapped(namedClusters(clusters, 1), width), isCut: clusters.length > 1 }
}

/** Lines of words; a word longer than a line is broken. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of sanitize(text.replace(/\s+/g, ' ')).split(' ')) {
    if (line !== '' && line.length + 1 + word.length <= width) {
      line += ` ${word}`
      continue
    }
    if (line !== '') lines.push(line)
    let rest = word
    for (; rest.length > width; rest = rest.slice(width)) lines.push(rest.slice(0, width))
    line = rest
  }
  if (line !== '') lines.push(line)
  return lines
}
