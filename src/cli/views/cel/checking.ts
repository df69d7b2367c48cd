import { environment, type EnvironmentOptions, formatType, versionsAccepting } from '../../../core/cel/index.ts'

/** What `cel check` says of an expression. */
export type CheckReport = {
  readonly type: string
  /** `max` is null when something it walks through has no bound. */
  readonly cost: { readonly min: number; readonly max: number | null }
  readonly reads: readonly string[]
  readonly kubernetes: readonly string[]
}

/** @throws TmcError `InvalidExpression` with every problem */
export function checkExpression(text: string, options: EnvironmentOptions): CheckReport {
  const { type, cost, reads } = environment(options).compile(text)
  const { kubernetes: _version, ...common } = options
  return {
    type: formatType(type),
    cost: { min: cost.min, max: Number.isFinite(cost.max) ? cost.max : null },
    reads: reads.paths.map(formatPath),
    kubernetes: versionsAccepting(text, common),
  }
}

/** The report as lines of text. */
export function formatCheck({ type, cost, reads, kubernetes }: CheckReport): string {
  const lines: [string, string][] = [
    ['Type', type],
    ['Cost', `${cost.min} to ${cost.max ?? 'no bound'}`],
    ['Reads', reads.length === 0 ? '<none>' : reads.join(', ')],
    ['Kubernetes', versionsText(kubernetes)],
  ]
  return lines.map(([name, value]) => `${`${name}:`.padEnd(13)}${value}\n`).join('')
}

/** Versions that follow each other, as a range. */
function versionsText(versions: readonly string[]): string {
  const [first] = versions
  const last = versions.at(-1)
  if (first === undefined || last === undefined) return '<none>'
  const isRange = Number(last.slice(2)) - Number(first.slice(2)) === versions.length - 1
  return isRange ? (first === last ? first : `${first} to ${last}`) : versions.join(', ')
}

function formatPath(path: readonly string[]): string {
  return path
    .map((part, index) => {
      if (index === 0) return part
      if (part === '[*]') return part
      return /^[A-Za-z_]\w*$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`
    })
    .join('')
}
