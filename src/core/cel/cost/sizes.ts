import type { Checked } from '../checker.ts'
import type { ArgumentEstimate, Range } from '../library/declaration.ts'
import { boundsOf } from '../schema-types.ts'
import type { Expr } from '../syntax/syntax.ts'
import { type CelType, dynType } from '../types.ts'
import { codePoints, isList, isMap, mapSize, type Value } from '../values.ts'
import { one, union, unknownSize } from './ranges.ts'

/** Where in the variables a value comes from: `['self', 'items', '@items']`; empty when it was computed. */
type Path = readonly string[]

/** Sizes of the keys (or indexes) and values inside a list or map. */
export type EntrySizes = { readonly isList: boolean; readonly key: Range; readonly value: Range }

/** A variable of a macro. */
type Local = {
  readonly name: string
  readonly path: Path | undefined
  readonly size: Range | undefined
  readonly entries: EntrySizes | undefined
}

const longestPath = 500

/** How large the values of an expression can be: as written out, as a schema says, or as was found out on the way. */
export class Sizes {
  readonly #types: Checked['types']
  readonly #variables: ReadonlyMap<string, CelType>
  readonly #paths = new Map<number, Path>()
  readonly #sizes = new Map<number, Range>()
  readonly #entries = new Map<number, EntrySizes>()
  readonly #locals: Local[] = []

  constructor(types: Checked['types'], variables: ReadonlyMap<string, CelType>) {
    this.#types = types
    this.#variables = variables
  }

  typeOf(expr: Expr): CelType {
    return this.#types[expr.id] ?? dynType
  }

  /** The size of a value: of text in characters, of a list or map in entries. */
  of(expr: Expr | undefined): Range {
    return (expr === undefined ? undefined : this.known(expr)) ?? unknownSize
  }

  /** The same, or undefined when nothing is known of it. */
  known(expr: Expr): Range | undefined {
    const known = this.#sizes.get(expr.id)
    if (known !== undefined) return known
    const written = writtenSize(expr)
    if (written !== undefined) return written
    const declared = this.#declared(this.#path(expr))
    if (declared !== undefined) {
      this.#sizes.set(expr.id, declared)
      return declared
    }
    if (isScalar(this.typeOf(expr))) return one
    return expr.kind === 'identifier' ? this.#local(expr.name)?.size : undefined
  }

  /** What is known of the sizes inside a list or map. */
  entries(expr: Expr | undefined): EntrySizes | undefined {
    if (expr === undefined) return undefined
    const known = this.#entries.get(expr.id)
    return known ?? (expr.kind === 'identifier' ? this.#local(expr.name)?.entries : undefined)
  }

  /** What the estimate of a function is told of an argument. */
  argument(expr: Expr): ArgumentEstimate {
    const type = this.typeOf(expr)
    return {
      type,
      size: this.of(expr),
      elementSize: type.kind === 'list' ? this.#elementSize(expr) : undefined,
      literal: expr.kind === 'literal' ? expr.value : undefined,
    }
  }

  setSize(expr: Expr, size: Range | undefined): void {
    if (size !== undefined) this.#sizes.set(expr.id, size)
  }

  setEntries(expr: Expr, entries: EntrySizes | undefined): void {
    if (entries !== undefined) this.#entries.set(expr.id, entries)
  }

  /** A value that passes through unchanged. */
  copy(to: Expr, from: Expr): void {
    this.setSize(to, this.known(from))
    this.setEntries(to, this.entries(from))
  }

  /** A variable, of a macro or of the environment. */
  name(expr: Expr, name: string): void {
    const local = this.#local(name)
    this.#paths.set(expr.id, local === undefined ? [name] : (local.path ?? []))
  }

  /** A field or an entry of a value. No schema is as deep as the longest path: what lies below it has no bound either. */
  step(expr: Expr, from: Expr, part: string): void {
    const path = this.#path(from)
    this.#paths.set(expr.id, path.length < longestPath ? [...path, part] : path)
  }

  /** Begins the scope of a variable that holds a value. */
  bind(name: string, value: Expr): void {
    const path = this.#path(value)
    this.#locals.push({ name, path, size: this.known(value), entries: this.entries(value) })
  }

  /** Begins the scope of the variables of a macro over a range: one, or two for index or key and value. */
  enter(range: Expr, variable: string, second: string | undefined): void {
    const entries = this.entries(range)
    const path = this.#path(range)
    const isList = entries?.isList ?? this.typeOf(range).kind === 'list'
    const push = (name: string, part: string, size: Range | undefined): void => {
      this.#locals.push({ name, path: [...path, part], size, entries: undefined })
    }
    if (second === undefined) {
      if (isList) push(variable, '@items', entries?.value)
      else push(variable, '@keys', entries?.key)
      return
    }
    push(variable, isList ? '@indices' : '@keys', entries?.key)
    push(second, isList ? '@items' : '@values', entries?.value)
  }

  /** Ends the scope of the latest variables. */
  leave(count = 1): void {
    this.#locals.length -= count
  }

  #elementSize(list: Expr): Range {
    const path = this.#path(list)
    const isOutside = path.length > 0 && !(path[0] ?? '').startsWith('@result')
    return (isOutside ? this.#declared([...path, '@items']) : undefined) ?? unknownSize
  }

  #local(name: string): Local | undefined {
    return this.#locals.findLast((local) => local.name === name)
  }

  #path(expr: Expr): Path {
    if (expr.kind === 'identifier') {
      const local = this.#local(expr.name)
      if (local !== undefined) return local.path ?? []
    }
    return this.#paths.get(expr.id) ?? []
  }

  /** What the schema says of the length of a value at a path. */
  #declared(path: Path): Range | undefined {
    const [root] = path
    if (root === undefined) return undefined
    // In rules, elements of lists written out pass for the object itself: the server looks only at what follows.
    let type = this.#variables.get(root) ?? (this.#variables.has('self') ? this.#variables.get('self') : undefined)
    if (type?.kind === 'optional') type = type.of
    for (let at = 1; at < path.length; at++) {
      if (type === undefined) return undefined
      type = partOf(type, path[at] ?? '')
    }
    const max = type === undefined ? undefined : boundsOf(type)?.max
    return max === undefined ? undefined : { min: 0, max }
  }
}

/** What covers the entries of both. */
export function unionEntries(left: EntrySizes | undefined, right: EntrySizes | undefined): EntrySizes | undefined {
  if (left === undefined || right === undefined) return undefined
  return { isList: left.isList, key: union(left.key, right.key), value: union(left.value, right.value) }
}

function partOf(type: CelType, name: string): CelType | undefined {
  switch (name) {
    case '@items':
    case '@values':
      return type.kind === 'list' ? type.element : type.kind === 'map' ? type.value : undefined
    case '@keys':
      return type.kind === 'map' ? type.key : undefined
    default:
      return type.kind === 'object' ? type.field(name)?.type : undefined
  }
}

/** The length of what is written out. */
function writtenSize(expr: Expr): Range | undefined {
  switch (expr.kind) {
    case 'literal': {
      const size = literalSize(expr.value)
      return { min: size, max: size }
    }
    case 'list':
      return { min: expr.elements.length, max: expr.elements.length }
    case 'map':
      return { min: expr.entries.length, max: expr.entries.length }
    default:
      return undefined
  }
}

function literalSize(value: Value): number {
  if (typeof value === 'string') return codePoints(value)
  if (value instanceof Uint8Array || isList(value)) return value.length
  return isMap(value) ? mapSize(value) : 1
}

function isScalar(type: CelType): boolean {
  switch (type.kind) {
    case 'bool':
    case 'double':
    case 'duration':
    case 'int':
    case 'timestamp':
    case 'uint':
      return true
    case 'optional':
      return isScalar(type.of)
    default:
      return false
  }
}
