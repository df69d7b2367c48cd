import { type CelType, dynType, listType, mapType, opaqueType, optionalType, typeType } from './types.ts'

/** Whether a type is decided at run time, or unknown because of an earlier mistake. */
export function isDynamic(type: CelType): boolean {
  return type.kind === 'dyn' || type.kind === 'error'
}

/** Whether two types are the same, variables by name. */
export function sameType(left: CelType, right: CelType): boolean {
  if (left === right) return true
  if (left.kind !== right.kind) return false
  switch (left.kind) {
    case 'list':
      return sameType(left.element, (right as typeof left).element)
    case 'map':
      return sameType(left.key, (right as typeof left).key) && sameType(left.value, (right as typeof left).value)
    case 'optional':
    case 'type':
      return sameType(left.of, (right as typeof left).of)
    case 'parameter':
    case 'object':
      return left.name === (right as typeof left).name
    case 'opaque': {
      const other = right as typeof left
      return (
        left.name === other.name &&
        left.parameters.length === other.parameters.length &&
        left.parameters.every((one, index) => sameType(one, other.parameters[index] ?? dynType))
      )
    }
    default:
      return true
  }
}

/** Whether a type has type parameters in it. */
export function isGeneric(type: CelType): boolean {
  switch (type.kind) {
    case 'parameter':
      return true
    case 'list':
      return isGeneric(type.element)
    case 'map':
      return isGeneric(type.key) || isGeneric(type.value)
    case 'optional':
    case 'type':
      return isGeneric(type.of)
    case 'opaque':
      return type.parameters.some(isGeneric)
    default:
      return false
  }
}

/** Rebuilds a type with its parameters replaced. */
function mapParameters(type: CelType, replace: (name: string, type: CelType) => CelType): CelType {
  switch (type.kind) {
    case 'parameter':
      return replace(type.name, type)
    case 'list': {
      const element = mapParameters(type.element, replace)
      return element === type.element ? type : listType(element)
    }
    case 'map': {
      const key = mapParameters(type.key, replace)
      const value = mapParameters(type.value, replace)
      return key === type.key && value === type.value ? type : mapType(key, value)
    }
    case 'optional': {
      const of = mapParameters(type.of, replace)
      return of === type.of ? type : optionalType(of)
    }
    case 'type': {
      const of = mapParameters(type.of, replace)
      return of === type.of ? type : typeType(of)
    }
    case 'opaque':
      return type.parameters.length === 0
        ? type
        : opaqueType(
            type.name,
            type.parameters.map((one) => mapParameters(one, replace)),
          )
    default:
      return type
  }
}

/**
 * What type variables have come to stand for while an expression is checked. A failed attempt leaves no trace.
 *
 * The rules are those of cel-go's checker: `dyn` fits everything and everything fits it; null fits objects, optionals,
 * timestamps, durations and opaque types; a variable that meets a second type becomes the more general of the two.
 */
export class Unification {
  readonly #bound = new Map<string, CelType>()
  readonly #trail: [string, CelType | undefined][] = []
  #variables = 0

  /** A type variable that nothing is known of yet. */
  fresh(): CelType {
    return { kind: 'parameter', name: `_var${this.#variables++}` }
  }

  /** Replaces the parameters of a function's types by fresh variables, the same name by the same. */
  instantiate(types: readonly CelType[]): CelType[] {
    const fresh = new Map<string, CelType>()
    return types.map((type) =>
      mapParameters(type, (name) => {
        const variable = fresh.get(name) ?? this.fresh()
        fresh.set(name, variable)
        return variable
      }),
    )
  }

  /** Whether a value of type `from` may stand where `to` is asked for. */
  assign(from: CelType, to: CelType): boolean {
    return this.#attempt(() => this.#assignable(from, to))
  }

  assignAll(from: readonly CelType[], to: readonly CelType[]): boolean {
    return this.#attempt(() => this.#assignableAll(from, to))
  }

  /** A type with what its variables stand for put in; variables that stand for nothing stay. */
  resolve(type: CelType): CelType {
    if (this.#bound.size === 0) return type
    return mapParameters(type, (name, variable) => {
      const bound = this.#bound.get(name)
      return bound === undefined ? variable : this.resolve(bound)
    })
  }

  /** As {@link Unification.resolve}; what is still unknown becomes `dyn`. */
  settle(type: CelType): CelType {
    return mapParameters(type, (name) => {
      const bound = this.#bound.get(name)
      return bound === undefined ? dynType : this.settle(bound)
    })
  }

  #attempt(assign: () => boolean): boolean {
    const mark = this.#trail.length
    if (assign()) {
      this.#trail.length = mark
      return true
    }
    while (this.#trail.length > mark) {
      const [name, before] = this.#trail.pop() ?? ['', undefined]
      if (before === undefined) this.#bound.delete(name)
      else this.#bound.set(name, before)
    }
    return false
  }

  #bind(name: string, type: CelType): void {
    this.#trail.push([name, this.#bound.get(name)])
    this.#bound.set(name, type)
  }

  #assignable(from: CelType, to: CelType): boolean {
    if (to.kind === 'parameter') {
      const outcome = this.#substitutes(from, to)
      if (outcome !== undefined) return outcome
    }
    if (from.kind === 'parameter') return this.#substitutes(to, from) ?? false
    if (isDynamic(from) || isDynamic(to)) return true
    if (from.kind === 'null') return isNullable(to)
    if (to.kind === 'null') return isNullable(from)
    if (from.kind !== to.kind) return false
    switch (from.kind) {
      case 'list':
        return this.#assignable(from.element, (to as typeof from).element)
      case 'map':
        return (
          this.#assignable(from.key, (to as typeof from).key) && this.#assignable(from.value, (to as typeof from).value)
        )
      case 'optional':
        return this.#assignable(from.of, (to as typeof from).of)
      case 'object':
        return from.name === (to as typeof from).name
      case 'opaque':
        return (
          from.name === (to as typeof from).name && this.#assignableAll(from.parameters, (to as typeof from).parameters)
        )
      default:
        return true
    }
  }

  #assignableAll(from: readonly CelType[], to: readonly CelType[]): boolean {
    return from.length === to.length && from.every((type, index) => this.#assignable(type, to[index] ?? dynType))
  }

  /** Whether a type may take the place of a variable; undefined when that cannot be, but the reverse might. */
  #substitutes(type: CelType, variable: CelType & { kind: 'parameter' }): boolean | undefined {
    if (sameType(type, variable)) return true
    const bound = this.#bound.get(variable.name)
    if (bound !== undefined) {
      if (sameType(type, bound)) return true
      if (!this.#assignable(type, bound)) return false
      const general = isEqualOrMoreGeneral(type, bound) ? type : bound
      if (!this.#occursIn(variable, general)) this.#bind(variable.name, general)
      return true
    }
    if (this.#occursIn(variable, type)) return undefined
    this.#bind(variable.name, type)
    return true
  }

  #occursIn(variable: CelType & { kind: 'parameter' }, type: CelType): boolean {
    switch (type.kind) {
      case 'parameter': {
        if (type.name === variable.name) return true
        const bound = this.#bound.get(type.name)
        return bound !== undefined && this.#occursIn(variable, bound)
      }
      case 'list':
        return this.#occursIn(variable, type.element)
      case 'map':
        return this.#occursIn(variable, type.key) || this.#occursIn(variable, type.value)
      case 'optional':
      case 'type':
        return this.#occursIn(variable, type.of)
      case 'opaque':
        return type.parameters.some((one) => this.#occursIn(variable, one))
      default:
        return false
    }
  }
}

function isNullable(type: CelType): boolean {
  switch (type.kind) {
    case 'null':
    case 'object':
    case 'opaque':
    case 'optional':
    case 'timestamp':
    case 'duration':
      return true
    default:
      return false
  }
}

/** Whether the first type says the same as the second or less. */
export function isEqualOrMoreGeneral(left: CelType, right: CelType): boolean {
  if (left.kind === 'dyn' || left.kind === 'parameter') return true
  if (right.kind === 'dyn' || right.kind === 'parameter') return false
  if (left.kind !== right.kind) return false
  switch (left.kind) {
    case 'list':
      return isEqualOrMoreGeneral(left.element, (right as typeof left).element)
    case 'map':
      return (
        isEqualOrMoreGeneral(left.key, (right as typeof left).key) &&
        isEqualOrMoreGeneral(left.value, (right as typeof left).value)
      )
    case 'optional':
      return isEqualOrMoreGeneral(left.of, (right as typeof left).of)
    case 'opaque': {
      const other = right as typeof left
      return (
        left.name === other.name &&
        left.parameters.every((one, index) => isEqualOrMoreGeneral(one, other.parameters[index] ?? dynType))
      )
    }
    case 'object':
      return left.name === (right as typeof left).name
    default:
      return true
  }
}
