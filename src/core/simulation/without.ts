import { nearestName, own, Quantity, TmcError } from '../apimachinery/index.ts'
import type { SyncTarget } from '../api/index.ts'
import { decideAll, type OnDecision } from './decide-all.ts'
import type { ReportOptions } from './report.ts'
import { regionKey, zoneKey } from './diff.ts'
import type { Scenario } from './scenario.ts'

/** A part of the fleet that is taken away: a target by name, or all that carries a label. */
export type Removal =
  | { readonly text: string; readonly target: string }
  | { readonly text: string; readonly key: string; readonly value: string }

/** What is left of a fleet. */
export type Reduced = {
  readonly scenario: Scenario
  /** Targets that are gone, in name order. */
  readonly targets: readonly string[]
  /** Cells that are gone from targets that are still there, as `target/cell`, in order. */
  readonly cells: readonly string[]
}

/**
 * Reads `TARGET`, `zone=Z`, `region=R`, or any label as `KEY=VALUE`.
 *
 * @throws TmcError `Usage` when there is neither a name nor a key
 */
export function parseRemoval(text: string): Removal {
  const equals = text.indexOf('=')
  if (text === '' || equals === 0)
    throw new TmcError('Usage', `${JSON.stringify(text)} is no part of a fleet`, {
      hint: 'name a target, or write zone=Z, region=R or KEY=VALUE',
    })
  if (equals < 0) return { text, target: text }
  const key = text.slice(0, equals)
  const value = text.slice(equals + 1)
  return { text, key: key === 'zone' ? zoneKey : key === 'region' ? regionKey : key, value }
}

/**
 * Takes parts of a fleet away: targets that are named or carry the label; of other targets, cells that carry it, and the
 * target when no cell is left. What remains of a target has its free and used resources in proportion to the capacity of
 * the cells left.
 *
 * @throws TmcError `UnknownReference` when a removal matches nothing, naming the nearest
 */
export function withoutParts(scenario: Scenario, removals: readonly Removal[]): Reduced {
  const gone: string[] = []
  const cells: string[] = []
  const matched = new Set<Removal>()
  const left = scenario.inputs.targets.flatMap((target): SyncTarget[] => {
    const { name } = target.metadata
    const whole = removals.filter((removal) => takesWhole(removal, target))
    whole.forEach((removal) => matched.add(removal))
    const stays = (target.spec.cells ?? []).filter(({ labels }) => {
      const taking = removals.filter((removal) => 'key' in removal && own(labels ?? {}, removal.key) === removal.value)
      taking.forEach((removal) => matched.add(removal))
      return taking.length === 0
    })
    const before = target.spec.cells?.length ?? 0
    if (whole.length > 0 || (before > 0 && stays.length === 0)) {
      gone.push(name)
      return []
    }
    if (stays.length === before) return [target]
    for (const cell of target.spec.cells ?? []) if (!stays.includes(cell)) cells.push(`${name}/${cell.name}`)
    return [shrunk(target, stays)]
  })
  for (const removal of removals) if (!matched.has(removal)) throw unmatched(removal, scenario.inputs.targets)
  return {
    targets: gone.sort(),
    cells: cells.sort(),
    scenario: {
      ...scenario,
      inputs: {
        ...scenario.inputs,
        targets: left,
        absentTargets: [...(scenario.inputs.absentTargets ?? []), ...gone],
      },
    },
  }
}

/**
 * Takes parts of a fleet away, and says how the report of what is left is to be made: from the decisions before, moving as
 * little as possible. Nothing to take away leaves everything as it is.
 *
 * @param texts as {@link parseRemoval} reads them
 */
export function reduceScenario(
  scenario: Scenario,
  texts: readonly string[],
  onDecision?: OnDecision,
): { scenario: Scenario; options: Pick<ReportOptions, 'previous' | 'without'> } {
  if (texts.length === 0) return { scenario, options: {} }
  const { scenario: left, targets, cells } = withoutParts(scenario, texts.map(parseRemoval))
  const { decisions } = decideAll(scenario.inputs, { onDecision })
  return { scenario: left, options: { previous: decisions, without: [...targets, ...cells] } }
}

function takesWhole(removal: Removal, { metadata }: SyncTarget): boolean {
  return 'target' in removal
    ? removal.target === metadata.name
    : own(metadata.labels ?? {}, removal.key) === removal.value
}

function unmatched(removal: Removal, targets: readonly SyncTarget[]): TmcError {
  if ('target' in removal) {
    const close = nearestName(
      removal.target,
      targets.map(({ metadata }) => metadata.name),
    )
    return new TmcError('UnknownReference', `the fleet has no target ${JSON.stringify(removal.target)}`, {
      hint: removal.target.includes(',')
        ? 'one name at a time: give the flag once for each'
        : close === undefined
          ? 'name a target, or write zone=Z, region=R or KEY=VALUE'
          : `did you mean ${close}?`,
    })
  }
  const { key, value } = removal
  const values = new Set<string>()
  for (const { metadata, spec } of targets)
    for (const labels of [metadata.labels, ...(spec.cells ?? []).map((cell) => cell.labels)]) {
      const found = own(labels ?? {}, key)
      if (found !== undefined) values.add(found)
    }
  const close = nearestName(value, values)
  const known = [...values].sort().slice(0, 8).join(', ')
  const more = values.size > 8 ? ` and ${values.size - 8} more` : ''
  return new TmcError('UnknownReference', `nothing in the fleet has ${key}=${value}`, {
    hint:
      close !== undefined
        ? `did you mean ${close}?`
        : values.size === 0
          ? `no target has ${key}`
          : `values are ${known}${more}`,
  })
}

type Cells = NonNullable<SyncTarget['spec']['cells']>
type Amounts = { readonly [resource: string]: string | number }

/** A target with fewer cells. What it uses and has free is taken to lie evenly in its cells. */
function shrunk(target: SyncTarget, cells: Cells): SyncTarget {
  const whole = capacityOf(target.spec.cells ?? [])
  const part = capacityOf(cells)
  const { status } = target
  const scaled = (amounts: Amounts | undefined) => scale(amounts, part, whole)
  const allocated = scaled(status?.allocatedResources)
  const available = scaled(status?.availableResources)
  return {
    ...target,
    spec: { ...target.spec, cells },
    ...(status === undefined
      ? {}
      : {
          status: {
            ...status,
            ...(allocated === undefined ? {} : { allocatedResources: allocated }),
            ...(available === undefined ? {} : { availableResources: available }),
          },
        }),
  }
}

function capacityOf(cells: Cells): Map<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const { capacity } of cells)
    for (const [resource, text] of Object.entries(capacity ?? {}))
      sums.set(resource, (sums.get(resource) ?? 0n) + Quantity.parse(text).nanos)
  return sums
}

/** Amounts × part ÷ whole, rounded down; amounts of what no cell states stay. */
function scale(
  amounts: Amounts | undefined,
  part: ReadonlyMap<string, bigint>,
  whole: ReadonlyMap<string, bigint>,
): { [resource: string]: string } | undefined {
  if (amounts === undefined) return undefined
  return Object.fromEntries(
    Object.entries(amounts).map(([resource, text]) => {
      const amount = Quantity.parse(text)
      const all = whole.get(resource) ?? 0n
      if (all === 0n) return [resource, String(text)]
      const nanos = (amount.nanos * (part.get(resource) ?? 0n)) / all
      // Below a thousandth nothing is counted, and odd billionths would only be hard to read.
      return [resource, new Quantity((nanos / 1_000_000n) * 1_000_000n, amount.format).toString()]
    }),
  )
}
