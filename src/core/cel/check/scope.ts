import { type LibraryTable, rootsOf } from '../declarations.ts'
import type { CelType } from '../types.ts'

/** The names an expression may use. */
export type Scope = {
  readonly variables: ReadonlyMap<string, CelType>
  readonly table: LibraryTable
  /** What qualified names of variables, constants and functions begin with: `math` of `math.pi`. */
  readonly roots: ReadonlySet<string>
  /** Prefixes under which relative names are looked up, longest first: `a.b.`, `a.`, ``. */
  readonly prefixes: readonly string[]
  readonly allowsMixedLiterals: boolean
  readonly allowsOptionals: boolean
  /** Types are not enforced: what does not fit fails when it is evaluated. */
  readonly isDynamic: boolean
  /** Kubernetes: a literal that cannot be converted is found before anything runs. */
  readonly refusesBadConversions: boolean
}

/** What qualified names begin with that are declared here. */
export function declaredRoots({ variables, table }: Pick<Scope, 'variables' | 'table'>): ReadonlySet<string> {
  const own = rootsOf(variables.keys())
  return own.size === 0 ? table.roots : new Set([...table.roots, ...own])
}

/** The namespace that relative names are looked up in, as messages name it. */
export function containerOf({ prefixes }: Scope): string {
  return prefixes[0]?.slice(0, -1) ?? ''
}
