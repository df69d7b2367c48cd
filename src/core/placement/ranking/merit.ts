import type { RuleColumns } from '../policy/rules.ts'

/**
 * The levels of the ranking from the tier to the strategy's score as one number, so that most comparisons are one. Each
 * level is a whole number below its room, and so steps over all levels behind it; together they fill the 53 bits of a double.
 */
const strategyRoom = 2 ** 26
const ruleStep = 2 ** 27
const softStep = 2 ** 34
const taintStep = 2 ** 41
const tierStep = 2 ** 48
const softRoom = 128
const taintRoom = 128
const tierRoom = 32

/** A column of levels, and the largest of them. */
export type LevelColumn = { readonly levels: Uint16Array; readonly worst: number }

/** What of the merit does not change from decision to decision: no column where the levels do not fit. */
type Base = { readonly column: Float64Array | undefined }

/** Merits for the rules of a run. */
export class MeritBook {
  readonly #bases = new WeakMap<RuleColumns, Base>()

  /**
   * Fills the merit of `count` targets of `list`: the greater, the better.
   *
   * @param soft undefined where no target breaks anything softly
   * @param lowest a bound that no strategy's score is below; scores end at 100
   * @returns undefined where the levels do not fit; they are compared one by one then
   */
  fill(
    rules: RuleColumns,
    taints: LevelColumn,
    soft: Float64Array | undefined,
    strategy: Float64Array,
    lowest: number,
    list: Int32Array,
    count: number,
    into: Float64Array,
  ): Float64Array | undefined {
    if (lowest <= -strategyRoom) return undefined
    const base = this.#baseOf(rules, taints)
    if (base === undefined) return undefined
    for (let position = 0; position < count; position++) {
      const target = list[position] ?? 0
      into[target] = (base[target] ?? 0) + (strategy[target] ?? 0)
    }
    if (soft === undefined) return into
    for (let position = 0; position < count; position++) {
      const target = list[position] ?? 0
      const broken = soft[target] ?? 0
      if (broken >= softRoom || !Number.isInteger(broken)) return undefined
      into[target] = (into[target] ?? 0) - broken * softStep
    }
    return into
  }

  #baseOf(rules: RuleColumns, taints: LevelColumn): Float64Array | undefined {
    const known = this.#bases.get(rules)
    if (known !== undefined) return known.column
    const { tier, worstTier, ranked } = rules
    let column: Float64Array | undefined
    if (worstTier < tierRoom && taints.worst < taintRoom)
      column = Float64Array.from(
        tier,
        (one, target) => (ranked[target] ?? 0) * ruleStep - (taints.levels[target] ?? 0) * taintStep - one * tierStep,
      )
    this.#bases.set(rules, { column })
    return column
  }
}
