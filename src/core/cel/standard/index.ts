import type { Constant, Library } from '../library/declaration.ts'
import { standardMacros, twoVariableMacros } from '../macros.ts'
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
import { TypeValue, type Value } from '../values.ts'
import { size } from '../arithmetic.ts'
import { conversionFunctions } from './conversions.ts'
import { dateFunctions } from './dates.ts'
import { operatorFunctions } from './operators.ts'
import { insert, insertAll } from './maps.ts'
import { fn, plain } from './overloads.ts'
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
  macros: standardMacros,
  constants: typeNames.map(([name, type]): Constant => ({ name, type: typeType(type), value: new TypeValue(name) })),
}

/** The map is copied. */
const perEntry = { steps: (map: Value) => size(map) / 5 }

/** Macros over two variables. */
export const twoVariableLibrary: Library = {
  name: 'two-variable comprehensions',
  kubernetes: { since: '1.32' },
  macros: twoVariableMacros,
  get functions() {
    return [
      fn(
        'cel.@mapInsert',
        plain('@mapInsert_map_key_value', [mapOfKV, K, V], mapOfKV, insert, perEntry),
        plain('@mapInsert_map_map', [mapOfKV, mapOfKV], mapOfKV, insertAll, perEntry),
      ),
    ]
  },
}
