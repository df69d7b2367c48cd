import type { LibraryTable } from '../declarations.ts'
import type { CelType } from '../types.ts'

/** The names an expression may use. */
export type Scope = {
  readonly variables: ReadonlyMap<string, CelType>
  readonly table: LibraryTable
  /** Prefixes under which relative names are looked up, longest first: `a.b.`, `a.`, ``. */
  readonly prefixes: readonly string[]
  readonly allowsMixedLiterals: boolean
  readonly allowsOptionals: boolean
  /** Types are not enforced: what does not fit fails when it is evaluated. */
  readonly isDynamic: boolean
  /** Kubernetes: a literal that cannot be converted is found before anything runs. */
  readonly refusesBadConversions: boolean
}

/** The namespace that relative names are looked up in, as messages name it. */
export function containerOf({ prefixes }: Scope): string {
  return prefixes[0]?.slice(0, -1) ?? ''
}
