import type { Constant, Library } from '../library/declaration.ts'
import { hashed } from '../library/work.ts'
import { standardMacros, twoVariableMacros } from '../syntax/macros.ts'
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  stringType,
  timestampType,
  typeParameter,
  typeType,
  uintType,
} from '../types.ts'
import { TypeValue } from '../values.ts'
import { conversionFunctions } from './conversions.ts'
import { dateFunctions } from './dates.ts'
import { measured, operatorFunctions } from './operators.ts'
import { insert, insertAll } from './maps.ts'
import { fn, paying, plain } from './overloads.ts'
import { textFunctions } from './text.ts'

const typeNames: readonly [string, CelType][] = [
  ['bool', boolType],
  ['bytes', bytesType],
  ['double', doubleType],
  ['google.protobuf.Duration', durationType],
  ['google.protobuf.Timestamp', timestampType],
  ['int', intType],
  ['list', listType(dynType)],
  ['map', mapType(dynType, dynType)],
  ['null_type', nullType],
  ['string', stringType],
  ['type', typeType(dynType)],
  ['uint', uintType],
]

const K = typeParameter('K')
const V = typeParameter('V')
const mapOfKV = mapType(K, V)

/** What every environment has: the language itself. */
export const standardLibrary: Library = {
  name: 'standard',
  kubernetes: { since: '1.0' },
  get functions() {
    return [...operatorFunctions(), ...conversionFunctions(), ...dateFunctions(), ...textFunctions()]
  },
  get macros() {
    return standardMacros()
  },
  get constants() {
    return typeNames.map(([name, type]): Constant => ({ name, type: typeType(type), value: new TypeValue(name) }))
  },
}

/** The map is copied: it grows step by step where such a macro runs as a fold. */
const insertion = paying((meter, map = null, key = null, value = null) => {
  meter.charge(hashed(measured(meter, map)))
  return insert(map, key, value)
})
const union = paying((meter, map = null, other = null) => {
  meter.charge(hashed(measured(meter, map) + measured(meter, other)))
  return insertAll(map, other)
})

/** Macros over two variables. */
export const twoVariableLibrary: Library = {
  name: 'two-variable comprehensions',
  kubernetes: { since: '1.32' },
  get macros() {
    return twoVariableMacros()
  },
  get functions() {
    return [
      fn(
        'cel.@mapInsert',
        plain('@mapInsert_map_key_value', [mapOfKV, K, V], mapOfKV, insertion.call, insertion),
        plain('@mapInsert_map_map', [mapOfKV, mapOfKV], mapOfKV, union.call, union),
      ),
    ]
  },
}
