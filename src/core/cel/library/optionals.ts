import type { Meter } from '../equality.ts'
import { fail } from '../failure.ts'
import { measured } from '../standard/operators.ts'
import { type Extras, fn, method, paying, plain } from '../standard/overloads.ts'
import { boolType, listType, optionalType, typeParameter, typeType } from '../types.ts'
import { CelDuration, Double, isList, isMap, Optional, Timestamp, TypeValue, Uint, type Value } from '../values.ts'
import type { Library, Macro } from './declaration.ts'
import { visited } from './work.ts'

const V = typeParameter('V')
const optionalOfV = optionalType(V)
const listOfV = listType(V)
const listOfOptionals = listType(optionalOfV)
const latest = { kubernetes: { since: '1.33' } }

/** Whether a value is what its type has for nothing: 0, `""`, `[]`, null. */
function isZero(meter: Meter, value: Value): boolean {
  if (value === null || value === false || value === '' || value === 0) return true
  if (typeof value !== 'object') return false
  if (value instanceof Double || value instanceof Uint) return value.value === 0
  if (value instanceof Uint8Array || isList(value)) return value.length === 0
  if (value instanceof CelDuration) return value.nanoseconds === 0n
  if (value instanceof Timestamp) return value.seconds === -62_135_596_800 && value.nanos === 0
  if (value instanceof Optional) return value.value === undefined
  return isMap(value) && measured(meter, value) === 0
}

const unlessZero = paying((meter, value = null) => (isZero(meter, value) ? Optional.none : new Optional(value)))

function unwrap(list: Value): Value {
  const values: Value[] = []
  for (const optional of list as readonly Value[]) {
    if (!(optional instanceof Optional)) return fail('NoSuchOverload', 'no such overload')
    if (optional.value !== undefined) values.push(optional.value)
  }
  return values
}

const perElement: Extras = { steps: (list) => visited((list as readonly Value[]).length) }

function element(name: string, at: 0 | -1): Library['functions'] {
  return [
    fn(
      name,
      method(
        `list_${name}`,
        [listOfV],
        optionalOfV,
        (list) => {
          const value = (list as readonly Value[]).at(at)
          return value === undefined ? Optional.none : new Optional(value)
        },
        latest,
      ),
    ),
  ]
}

/**
 * `x.optMap(v, f(v))` and `x.optFlatMap(v, f(v))`: what stands in an optional, computed with. The optional is written twice,
 * as in cel-go, whose costs are counted from that.
 */
function mapping(name: 'optMap' | 'optFlatMap'): Macro {
  return {
    name,
    isMember: true,
    arity: 2,
    expand(build, target, [variable, transform]) {
      if (target === undefined || variable === undefined || transform === undefined) return undefined
      if (variable.kind !== 'identifier' || variable.name.startsWith('.'))
        return build.fail(variable, `${name}() variable name must be a simple identifier`)
      const computed = build.bind(variable.name, build.memberCall('value', build.copy(target)), transform)
      return build.call(
        '_?_:_',
        build.memberCall('hasValue', target),
        name === 'optMap' ? build.call('optional.of', computed) : computed,
        build.call('optional.none'),
      )
    },
  }
}

/** `cel.lib.optional`: values that may be absent. @see github.com/google/cel-go/cel/library.go */
export const optionalsLibrary: Library = {
  name: 'optionals',
  kubernetes: { since: '1.28' },
  get constants() {
    return [{ name: 'optional_type', type: typeType(optionalOfV), value: new TypeValue('optional_type') }]
  },
  get macros() {
    return [mapping('optMap'), mapping('optFlatMap')]
  },
  get functions() {
    return [
      fn(
        'optional.of',
        plain('optional_of', [V], optionalOfV, (value) => new Optional(value)),
      ),
      fn('optional.ofNonZeroValue', plain('optional_ofNonZeroValue', [V], optionalOfV, unlessZero.call, unlessZero)),
      fn(
        'optional.none',
        plain('optional_none', [], optionalOfV, () => Optional.none),
      ),
      fn(
        'value',
        method(
          'optional_value',
          [optionalOfV],
          V,
          (optional) => (optional as Optional).value ?? fail('InvalidArgument', 'optional.none() dereference'),
        ),
      ),
      fn(
        'hasValue',
        method('optional_hasValue', [optionalOfV], boolType, (optional) => (optional as Optional).value !== undefined),
      ),
      fn(
        'or',
        method('optional_or_optional', [optionalOfV, optionalOfV], optionalOfV, (optional, other) =>
          (optional as Optional).value === undefined ? (other ?? null) : optional,
        ),
      ),
      fn(
        'orValue',
        method(
          'optional_orValue_value',
          [optionalOfV, V],
          V,
          (optional, other) => (optional as Optional).value ?? other ?? null,
        ),
      ),
      ...(element('first', 0) ?? []),
      ...(element('last', -1) ?? []),
      fn('optional.unwrap', plain('optional_unwrap', [listOfOptionals], listOfV, unwrap, { ...perElement, ...latest })),
      fn('unwrapOpt', method('optional_unwrapOpt', [listOfOptionals], listOfV, unwrap, { ...perElement, ...latest })),
    ]
  },
}
