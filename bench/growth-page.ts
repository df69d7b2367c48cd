// The page and the plot of how deciding grows, out of what was measured.

/** What was measured of one size of fleet and workloads. */
export type GrowthCell = {
  readonly targets: number
  readonly workloads: number
  /** Times it was measured; the middle one counts. */
  readonly rounds: number
  /** Milliseconds of processor for the index of the fleet, once a run. */
  readonly indexMs: number
  /** Seconds of processor for deciding all workloads, the index not included. */
  readonly seconds: number
  /** The most memory the process ever held, Node and the input objects included. */
  readonly peakMegabytes: number
}

export type GrowthData = { readonly node: string; readonly processor: string; readonly cells: readonly GrowthCell[] }

export const targetCounts = [10, 100, 1000, 10_000] as const
export const workloadCounts = [100, 1000, 10_000, 100_000] as const

/** A cell of the table: measured, or ten times its smaller neighbour and said to be so. */
type Value = { readonly text: string; readonly isEstimated: boolean }

/** The page, in Markdown. */
export function growthPage(data: GrowthData): string {
  const missing = targetCounts.flatMap((targets) =>
    workloadCounts
      .filter((workloads) => cellOf(data, targets, workloads) === undefined)
      .map((workloads) => [targets, workloads]),
  )
  const note =
    missing.length === 0
      ? ''
      : `\n~ marks what was not measured because the run takes too long: it is the cell to its left times ten.\n`
  return `# How deciding grows

Everything is in memory and nothing runs in parallel: the processor time it takes to decide every workload (the garbage collector's threads included), and the most memory the whole process held while it did, the objects of fleet and workloads included. A decision is dropped once it is made, as the streamed reports do.

![Seconds against workloads, a line for each size of fleet; both axes logarithmic. The table below has the same numbers.](placement-growth.svg)

## Seconds to decide all workloads

${table(data, (cell) => cell.seconds, figures)}

## Milliseconds a decision

${table(data, (cell) => (cell.seconds * 1000) / cell.workloads, figures, 1)}

## Megabytes at the most

${table(
  data,
  (cell) => cell.peakMegabytes,
  (value) => grouped(Math.round(value)),
)}

## Milliseconds to index the fleet

${table(data, (cell) => cell.indexMs, figures, 1)}
${note}
The fleet has ten regions, three providers, three tiers, three zones a target, and a taint on every twentieth target; a policy selects two tiers and spreads; the Deployments have 3 to 22 replicas and ask for CPU and memory. What does not fit any more is decided as well. Measured with Node ${data.node.slice(1)}; each cell in a process of its own, the middle of up to nine rounds for what is quick, one round for what is not. \`npm run bench placement-growth -- --write\` measures it again and makes this page; \`--cells 10000x1000\` measures one cell.
`
}

function table(
  data: GrowthData,
  value: (cell: GrowthCell) => number,
  format: (value: number) => string,
  growsBy = 10,
): string {
  const lines = [
    `| targets | ${workloadCounts.map((count) => `${grouped(count)} workloads`).join(' | ')} |`,
    `|--:|${workloadCounts.map(() => '--:').join('|')}|`,
  ]
  for (const targets of targetCounts) {
    const values: Value[] = []
    let last = NaN
    for (const workloads of workloadCounts) {
      const cell = cellOf(data, targets, workloads)
      last = cell === undefined ? last * growsBy : value(cell)
      values.push({ isEstimated: cell === undefined, text: Number.isNaN(last) ? '–' : format(last) })
    }
    lines.push(
      `| ${grouped(targets)} | ${values.map(({ text, isEstimated }) => (isEstimated ? `~${text}` : text)).join(' | ')} |`,
    )
  }
  return lines.join('\n')
}

function cellOf(data: GrowthData, targets: number, workloads: number): GrowthCell | undefined {
  return data.cells.find((cell) => cell.targets === targets && cell.workloads === workloads)
}

/** Two figures, or all before the point. */
function figures(value: number): string {
  return value >= 10 ? grouped(Math.round(value)) : value.toPrecision(2)
}

/** `10,000`. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

const width = 760
const height = 480
const left = 84
const right = 150
const top = 64
const bottom = 60

/** A line for each size of fleet: seconds against workloads, both axes logarithmic. Told apart by dash and mark too. */
export function growthPlot(data: GrowthData): string {
  const measured = data.cells.map((cell) => cell.seconds)
  const low = Math.floor(Math.log10(Math.min(...measured)))
  const high = Math.ceil(Math.log10(Math.max(...measured)))
  const x = (workloads: number) => left + ((Math.log10(workloads) - 2) / 3) * (width - left - right)
  const y = (value: number) => top + ((high - Math.log10(value)) / (high - low)) * (height - top - bottom)
  const out: string[] = []
  for (let power = low; power <= high; power++) {
    const at = y(10 ** power).toFixed(1)
    out.push(`<path class="grid" d="M${left} ${at}H${width - right}"/>`)
    out.push(`<text x="${left - 10}" y="${at}" dy="4" text-anchor="end">${duration(power)}</text>`)
  }
  for (const workloads of workloadCounts) {
    const at = x(workloads).toFixed(1)
    out.push(`<path class="grid" d="M${at} ${top}V${height - bottom}"/>`)
    out.push(`<text x="${at}" y="${height - bottom + 20}" text-anchor="middle">${grouped(workloads)}</text>`)
  }
  const middle = ((left + width - right) / 2).toFixed(0)
  out.push(`<text x="${middle}" y="${height - 12}" text-anchor="middle">workloads</text>`)
  const ends = targetCounts.flatMap((targets, index) => {
    const points = data.cells.filter((cell) => cell.targets === targets)
    const last = points.at(-1)
    return last === undefined ? [] : [{ targets, index, points, at: y(last.seconds), x: x(last.workloads) }]
  })
  // Labels keep a line's height from each other, from the top down.
  let above = -Infinity
  for (const { targets, index, points, at, x: end } of ends.sort((one, other) => one.at - other.at)) {
    const label = Math.max(at, above + 18)
    above = label
    const path = points.map((cell) => `${x(cell.workloads).toFixed(1)} ${y(cell.seconds).toFixed(1)}`).join('L')
    out.push(`<g class="line line-${index}"><title>${grouped(targets)} targets</title><path d="M${path}"/>`)
    for (const cell of points) out.push(mark(index, x(cell.workloads), y(cell.seconds)))
    out.push(`<text x="${(end + 14).toFixed(1)}" y="${label.toFixed(1)}" dy="4">${grouped(targets)} targets</text></g>`)
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
<title id="title">Processor time to decide all workloads</title>
<desc id="description">${description(data)}</desc>
<style>${style}</style>
<rect class="ground" width="${width}" height="${height}"/>
<text class="head" x="${left}" y="30">Processor time to decide all workloads</text>
<text x="${left}" y="50">both axes logarithmic</text>
${out.join('\n')}
</svg>
`
}

/** The plot in words, for those who do not see it. */
function description(data: GrowthData): string {
  const parts = targetCounts.flatMap((targets) => {
    const points = data.cells.filter((cell) => cell.targets === targets)
    const [first, last] = [points[0], points.at(-1)]
    if (first === undefined || last === undefined) return []
    const say = (cell: GrowthCell) => `${figures(cell.seconds)} s for ${grouped(cell.workloads)} workloads`
    return [`on ${grouped(targets)} targets ${say(first)} and ${say(last)}`]
  })
  return `Every line is close to straight, which is growth in proportion: ${parts.join('; ')}.`
}

/** A power of ten of seconds: `10 ms`. */
function duration(power: number): string {
  if (power >= 0) return `${grouped(10 ** power)} s`
  return power >= -3 ? `${10 ** (power + 3)} ms` : `${10 ** (power + 6)} µs`
}

/** A circle, square, triangle or rhombus. */
function mark(index: number, x: number, y: number): string {
  const at = (dx: number, dy: number) => `${(x + dx).toFixed(1)} ${(y + dy).toFixed(1)}`
  switch (index) {
    case 0:
      return `<circle class="mark" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4.5"/>`
    case 1:
      return `<path class="mark" d="M${at(-4, -4)}h8v8h-8Z"/>`
    case 2:
      return `<path class="mark" d="M${at(0, -6)}L${at(5.5, 4)}L${at(-5.5, 4)}Z"/>`
    default:
      return `<path class="mark" d="M${at(0, -6)}L${at(6, 0)}L${at(0, 6)}L${at(-6, 0)}Z"/>`
  }
}

const style = `
text{font:14px system-ui,sans-serif;fill:#1f2328}.head{font-weight:600;font-size:16px}
.ground{fill:#fff}.grid{stroke:#d0d7de;fill:none}
.line path{fill:none;stroke-width:2;stroke:var(--ink)}.line .mark{fill:var(--ink);stroke:none}.line text{fill:var(--ink);font-weight:600}
.line-0{--ink:#0550ae}.line-1{--ink:#116329}.line-2{--ink:#8a4600}.line-3{--ink:#a40e26}
.line-1>path:first-of-type{stroke-dasharray:8 4}.line-2>path:first-of-type{stroke-dasharray:2 4}.line-3>path:first-of-type{stroke-dasharray:10 4 2 4}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.ground{fill:#0d1117}.grid{stroke:#3d444d}
.line-0{--ink:#79c0ff}.line-1{--ink:#7ee787}.line-2{--ink:#ffa657}.line-3{--ink:#ffa198}}
`
