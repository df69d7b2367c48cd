import type { Constant, FunctionDeclaration, KubernetesRange, Library, Macro, Overload } from './library/declaration.ts'
import type { MacroTable } from './syntax/parser.ts'
import { type CelType, typeType } from './types.ts'
import { isGeneric } from './unification.ts'
import { TypeValue, type Value } from './values.ts'

/** An overload, with what is worked out once. */
export type OverloadEntry = {
  readonly overload: Overload
  readonly name: string
  /** Whether its types have parameters. */
  readonly isGeneric: boolean
}

/** All overloads of one name. */
export type FunctionEntry = {
  readonly name: string
  readonly global: OverloadEntry[]
  readonly member: OverloadEntry[]
}

/** A name with a value known beforehand: a constant, or a type used as a value. */
export type NamedValue = { readonly name: string; readonly type: CelType; readonly value: Value }

/** A Kubernetes minor version: `1.30` is 30. Undefined stands for "everything there is". */
export type Minor = number | undefined

/** What a set of libraries offers in one Kubernetes version. Built once for each and shared. */
export class LibraryTable {
  readonly functions = new Map<string, FunctionEntry>()
  readonly constants = new Map<string, NamedValue>()
  readonly macros: MacroTable
  /** Names that exist, but not in this version: what to say of them. */
  readonly withheld = new Map<string, string>()
  /** What qualified names of functions and constants begin with: `math` of `math.pi`. */
  readonly roots: ReadonlySet<string>
  readonly #minor: Minor

  constructor(libraries: readonly Library[], minor: Minor, base?: LibraryTable) {
    this.#minor = minor
    const global = new Map(base?.macros.global)
    const member = new Map(base?.macros.member)
    this.macros = { global, member }
    if (base !== undefined) {
      for (const [name, entry] of base.functions) this.functions.set(name, { ...entry })
      for (const [name, constant] of base.constants) this.constants.set(name, constant)
      for (const [name, since] of base.withheld) this.withheld.set(name, since)
    }
    for (const library of libraries) this.#add(library, global, member)
    for (const name of this.functions.keys()) this.withheld.delete(name)
    this.roots = rootsOf([...this.functions.keys(), ...this.constants.keys()])
  }

  #add(library: Library, global: Map<string, Macro>, member: Map<string, Macro>): void {
    for (const declaration of library.functions ?? []) this.#addFunction(declaration, library)
    for (const macro of library.macros ?? []) {
      if (!this.#offers(macro.kubernetes ?? library.kubernetes, macro.name, library)) continue
      const key = macro.arity === 'any' ? macro.name : `${macro.name}/${macro.arity}`
      const table = macro.isMember ? member : global
      const before = table.get(key)
      // Two libraries may define one macro on different receivers; each declines what is not its own.
      table.set(key, before === undefined ? macro : either(before, macro))
    }
    for (const constant of library.constants ?? [])
      if (this.#offers(library.kubernetes, constant.name, library)) this.#addConstant(constant)
    for (const type of library.types ?? []) {
      const name = type.kind === 'opaque' ? type.name : type.kind
      if (this.#offers(library.kubernetes, name, library))
        this.#addConstant({ name, type: typeType(type), value: new TypeValue(name) })
    }
  }

  #addConstant(constant: Constant): void {
    this.constants.set(constant.name, constant)
  }

  #addFunction(declaration: FunctionDeclaration, library: Library): void {
    const { name } = declaration
    for (const overload of declaration.overloads) {
      if (!this.#offers(overload.kubernetes ?? declaration.kubernetes ?? library.kubernetes, name, library)) continue
      const before = this.functions.get(name)
      const entry = { overload, name, isGeneric: overload.parameters.some(isGeneric) || isGeneric(overload.result) }
      const list = overload.isMember === true ? (before?.member ?? []) : (before?.global ?? [])
      // A later declaration of the same overload replaces the earlier one.
      const next = [...list.filter((one) => one.overload.id !== overload.id), entry]
      this.functions.set(
        name,
        overload.isMember === true
          ? { name, global: before?.global ?? [], member: next }
          : { name, global: next, member: before?.member ?? [] },
      )
    }
  }

  /** Whether this version has something; notes the name when it has not. */
  #offers(range: KubernetesRange | undefined, name: string, library: Library): boolean {
    if (this.#minor === undefined || library.kubernetes === unbounded) return true
    if (range !== undefined && minorOf(range.since) <= this.#minor && this.#minor < minorOf(range.until)) return true
    this.withheld.set(
      name,
      range === undefined
        ? `${name} is not in Kubernetes' environment`
        : this.#minor < minorOf(range.since)
          ? `${name} needs Kubernetes ${range.since}`
          : `${name} is gone since Kubernetes ${range.until ?? range.since}`,
    )
    return false
  }
}

/** The first parts of those names that have more than one. */
export function rootsOf(names: Iterable<string>): Set<string> {
  const roots = new Set<string>()
  for (const name of names) {
    const dot = name.indexOf('.')
    if (dot > 0) roots.add(name.slice(0, dot))
  }
  return roots
}

/** The range of a library that belongs to tmcctl itself and is offered beside every Kubernetes version. */
export const unbounded: KubernetesRange = { since: '1.0' }

function either(first: Macro, second: Macro): Macro {
  return {
    ...first,
    expand: (build, target, args) => first.expand(build, target, args) ?? second.expand(build, target, args),
  }
}

function minorOf(version: string | undefined): number {
  return version === undefined ? Infinity : Number(version.slice(2))
}
