import { formatJson, formatYaml } from '../apimachinery/index.ts'
import {
  headOf,
  type PlacementSummary,
  type ReportedPlacement,
  type ReportStream,
  reportVersion,
  tailOf,
} from './report.ts'

/** The report as one JSON document, in pieces: never more than one placement is held. Returns the summary. */
export function* reportAsJson(report: ReportStream, indent = 4): Generator<string, PlacementSummary, void> {
  const head = formatJson(headOf(report), indent)
  const one = ' '.repeat(indent)
  yield `${head.slice(0, head.lastIndexOf('\n}'))},\n${one}"placements": [`
  const entries = report.placements()
  let next = entries.next()
  let isFirst = true
  for (; next.done !== true; next = entries.next()) {
    yield `${isFirst ? '' : ','}\n${one}${one}${shifted(next.value, indent, 2)}`
    isFirst = false
  }
  const tail = formatJson(tailOf(report, next.value), indent)
  yield `${isFirst ? '' : `\n${one}`}],${tail.slice(1)}\n`
  return next.value
}

/** The report as one YAML document, in pieces: never more than one placement is held. Returns the summary. */
export function* reportAsYaml(report: ReportStream): Generator<string, PlacementSummary, void> {
  yield formatYaml(headOf(report))
  const entries = report.placements()
  let next = entries.next()
  // Lists stand under their key without indentation, so that an item reads the same alone.
  yield next.done === true ? 'placements: []\n' : 'placements:\n'
  for (; next.done !== true; next = entries.next()) yield formatYaml([next.value])
  yield formatYaml(tailOf(report, next.value))
  return next.value
}

/** The report as JSON lines: a placement each, then suggestions, the summary last, each with its kind. Returns the summary. */
export function* reportAsLines(report: ReportStream): Generator<string, PlacementSummary, void> {
  const entries = report.placements()
  let next = entries.next()
  for (; next.done !== true; next = entries.next()) yield `${formatJson(placementLine(next.value))}\n`
  for (const suggestions of report.suggestions ?? [])
    yield `${formatJson({ apiVersion: reportVersion, kind: 'PlacementSuggestions', ...suggestions })}\n`
  yield `${formatJson({ ...headOf(report), kind: 'PlacementSummary', ...next.value })}\n`
  return next.value
}

function placementLine(placement: ReportedPlacement) {
  return { apiVersion: reportVersion, kind: 'Placement', ...placement }
}

/** JSON that stands `levels` deep in a document. */
function shifted(value: unknown, indent: number, levels: number): string {
  // A line break inside a string is written as an escape, so every one here is between tokens.
  return formatJson(value, indent).replaceAll('\n', `\n${' '.repeat(indent * levels)}`)
}
