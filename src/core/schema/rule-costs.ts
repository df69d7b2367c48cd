import { type FieldError, forbidden } from './field-error.ts'
import type { SchemaPlace } from './structural-place.ts'

/**
 * Most cost units that a rule of a CRD may come to by its estimate on all values of its schema together, and all rules
 * of a version.
 *
 * @see apiextensions-apiserver, StaticEstimatedCostLimit and StaticEstimatedCRDCostLimit
 */
export const ruleCostLimits = { perRule: 10_000_000, perSchema: 100_000_000 } as const

/** How many of the costliest expressions a server names. */
const mostNamed = 4

/** Adds up what the rules of a schema cost, and remembers the costliest. */
export class RuleCosts {
  #total = 0
  #costliest: { readonly at: SchemaPlace; readonly cost: number }[] = []

  add(at: SchemaPlace, cost: number): void {
    this.#total += cost
    // What is less than a hundredth of the limit is not worth a word.
    if (cost < ruleCostLimits.perSchema / 100) return
    this.#costliest = [...this.#costliest, { at, cost }]
      .sort((one, other) => (one.cost === other.cost ? 0 : other.cost - one.cost))
      .slice(0, mostNamed)
  }

  /** What a server says when all rules together cost too much. */
  problems(schema: SchemaPlace): FieldError[] {
    if (this.#total <= ruleCostLimits.perSchema) return []
    const name = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema'
    return [
      ...this.#costliest.map(({ at }) =>
        forbidden(at, 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema'),
      ),
      forbidden(schema, tooCostly(name, this.#total, ruleCostLimits.perSchema)),
    ]
  }
}

/** A server's sentence about an estimate beyond its limit. */
export function tooCostly(name: string, cost: number, limit: number): string {
  const factor = cost / limit
  const text = factor > 100 ? 'more than 100' : factor < 1.5 ? fixed(factor, 6) : fixed(factor, 1)
  return `${name} exceeds budget by factor of ${text}x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`
}

/** A number with so many decimals, halves rounded to even as Go rounds them. */
function fixed(value: number, decimals: number): string {
  const exact = value.toFixed(100)
  const cut = exact.indexOf('.') + 1 + decimals
  const isHalf = /^50*$/.test(exact.slice(cut))
  return isHalf && Number(exact[cut - 1]) % 2 === 0 ? exact.slice(0, cut) : value.toFixed(decimals)
}
