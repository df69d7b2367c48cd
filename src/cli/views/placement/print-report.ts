import {
  headOf,
  type PlacementSummary,
  type ReportedPlacement,
  reportAsJson,
  reportAsLines,
  reportAsYaml,
  type ReportStream,
  tailOf,
} from '../../../core/simulation/index.ts'
import { turnTaking } from '../../turns.ts'
import { type Output, type OutputFormat, printReport } from '../../printers/index.ts'
import { PlacementRows, reasonsText } from './report-table.ts'

/** How a report is printed. */
export type PrintOptions = {
  readonly format: OutputFormat
  readonly noHeaders: boolean
  /** Whether every reason follows the table. */
  readonly explain?: boolean
  /** Characters of the screen a table is read on. */
  readonly width?: number | undefined
  /** Told when the screen is too narrow for all that the table says. */
  readonly onCut?: () => void
}

/**
 * Prints a report while it is made: JSON, JSON lines and YAML without ever holding more than one placement. Between
 * placements signals have their turn.
 *
 * @param onPlacement told of each placement
 */
export async function printPlacements(
  output: Output,
  report: ReportStream,
  { format, noHeaders, explain = false, width, onCut }: PrintOptions,
  onPlacement: (placement: ReportedPlacement) => void,
): Promise<PlacementSummary> {
  const takeTurn = turnTaking()
  const observed = { ...report, placements: () => observe(report, onPlacement) }
  const writePieces = streamed[format.kind]
  if (writePieces !== undefined) {
    const pieces = writePieces(observed)
    let next = pieces.next()
    for (; next.done !== true; next = pieces.next()) {
      await output.write(next.value)
      await takeTurn()
    }
    await output.flush()
    return next.value
  }
  if (format.kind === 'table') {
    const rows = new PlacementRows()
    const reasons: string[] = []
    const summary = await drain(observed, (placement) => {
      rows.add(placement)
      if (explain) reasons.push(reasonsText(placement))
    })
    const { text, isCut } = rows.format({ wide: format.wide, noHeaders, width })
    if (isCut) onCut?.()
    await output.write(text)
    for (const text of reasons) await output.write(text)
    await output.flush()
    return summary
  }
  const placements: ReportedPlacement[] = []
  const summary = await drain(observed, (placement) => placements.push(placement))
  await printReport(
    output,
    { ...headOf(report), placements, ...tailOf(report, summary) },
    {
      tables: () => [],
      lines: () => placements,
      names: () => placements.map(({ workload }) => `${workload.kind.toLowerCase()}/${workload.name}`),
    },
    { format, noHeaders },
  )
  return summary
}

/** Formats that are written while decisions are made. */
const streamed: {
  readonly [F in OutputFormat['kind']]?: (report: ReportStream) => Generator<string, PlacementSummary, void>
} = { json: reportAsJson, jsonl: reportAsLines, yaml: reportAsYaml }

function* observe(
  report: ReportStream,
  onPlacement: (placement: ReportedPlacement) => void,
): Generator<ReportedPlacement, PlacementSummary, void> {
  const placements = report.placements()
  let next = placements.next()
  for (; next.done !== true; next = placements.next()) {
    onPlacement(next.value)
    yield next.value
  }
  return next.value
}

async function drain(report: ReportStream, take: (placement: ReportedPlacement) => void): Promise<PlacementSummary> {
  const placements = report.placements()
  const takeTurn = turnTaking()
  let next = placements.next()
  for (; next.done !== true; next = placements.next()) {
    take(next.value)
    await takeTurn()
  }
  return next.value
}
