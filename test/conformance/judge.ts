import {
  boolType,
  bytesType,
  CelFailure,
  type CelType,
  dynType,
  double,
  doubleOf,
  doubleType,
  durationType,
  environment,
  type EnvironmentOptions,
  fail,
  type FailureReason,
  formatType,
  int,
  intType,
  isDouble,
  isInt,
  isList,
  isMap,
  type Library,
  listType,
  mapEntries,
  mapType,
  nullType,
  opaqueType,
  optionalType,
  stringType,
  timestampType,
  typeParameter,
  typeType,
  TypeValue,
  Uint,
  uint,
  uintType,
  type Value,
} from '../../src/core/cel/index.ts'
import { TmcError } from '../../src/core/apimachinery/index.ts'
import { declaredRoots } from '../../src/core/cel/check/scope.ts'
import type { Scope } from '../../src/core/cel/checker.ts'
import { LibraryTable } from '../../src/core/cel/declarations.ts'
import { baseLibraries } from '../../src/core/cel/libraries.ts'
import { blockLibrary } from './block-library.ts'
import type { JsonOfDeclaration, JsonOfType, JsonOfValue, Vector, VectorSource } from './vectors.ts'

const primitives = new Map<string, CelType>([
  ['INT64', intType],
  ['UINT64', uintType],
  ['DOUBLE', doubleType],
  ['BOOL', boolType],
  ['STRING', stringType],
  ['BYTES', bytesType],
])

export function typeOf(json: JsonOfType | undefined): CelType {
  if (json === undefined) return dynType
  if (json.primitive !== undefined) return primitives.get(json.primitive) ?? dynType
  if (json.wellKnown !== undefined)
    return json.wellKnown === 'TIMESTAMP' ? timestampType : json.wellKnown === 'DURATION' ? durationType : dynType
  if (json.listType !== undefined) return listType(typeOf(json.listType.elemType))
  if (json.mapType !== undefined) return mapType(typeOf(json.mapType.keyType), typeOf(json.mapType.valueType))
  if (json.type !== undefined) return typeType(typeOf(json.type))
  if (json.typeParam !== undefined) return typeParameter(json.typeParam)
  if (json.messageType !== undefined) return opaqueType(json.messageType)
  if (json.abstractType !== undefined) {
    const parameters = (json.abstractType.parameterTypes ?? []).map(typeOf)
    return json.abstractType.name === 'optional_type'
      ? optionalType(parameters[0] ?? dynType)
      : opaqueType(json.abstractType.name, parameters)
  }
  return 'null' in json ? nullType : dynType
}

function base64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}

function valueOf(json: JsonOfValue): Value {
  if (json.int64Value !== undefined) return int(BigInt(json.int64Value))
  if (json.uint64Value !== undefined) return uint(BigInt(json.uint64Value))
  if (json.doubleValue !== undefined) return double(Number(json.doubleValue))
  if (json.stringValue !== undefined) return json.stringValue
  if (json.bytesValue !== undefined) return base64(json.bytesValue)
  if (json.boolValue !== undefined) return json.boolValue
  if (json.listValue !== undefined) return (json.listValue.values ?? []).map(valueOf)
  if (json.mapValue !== undefined)
    return new Map((json.mapValue.entries ?? []).map(({ key, value }) => [valueOf(key) as string, valueOf(value)]))
  return null
}

/** Whether a value is exactly the expected one, its type included. */
function isExpected(json: JsonOfValue, value: Value): boolean {
  if (json.int64Value !== undefined) return isInt(value) && String(value) === json.int64Value
  if (json.uint64Value !== undefined) return value instanceof Uint && String(value.value) === json.uint64Value
  if (json.doubleValue !== undefined)
    return isDouble(value) && Object.is(doubleOf(value) + 0, Number(json.doubleValue) + 0)
  if (json.stringValue !== undefined) return value === json.stringValue
  if (json.bytesValue !== undefined)
    return value instanceof Uint8Array && Buffer.compare(value, base64(json.bytesValue)) === 0
  if (json.boolValue !== undefined) return value === json.boolValue
  if (json.typeValue !== undefined) return value instanceof TypeValue && value.name === json.typeValue
  if (json.listValue !== undefined) {
    const values = json.listValue.values ?? []
    return (
      isList(value) &&
      value.length === values.length &&
      values.every((one, index) => isExpected(one, value[index] ?? null))
    )
  }
  if (json.mapValue !== undefined) {
    const entries = json.mapValue.entries ?? []
    if (!isMap(value)) return false
    const held = mapEntries(value)
    return (
      held.length === entries.length &&
      entries.every(({ key, value: wanted }) =>
        held.some(([one, other]) => isExpected(key, one) && isExpected(wanted, other)),
      )
    )
  }
  return value === null
}

/** Functions that a vector declares; none of them is ever called. */
function declaredFunctions(declarations: readonly JsonOfDeclaration[]): Library {
  return {
    name: 'declared',
    functions: declarations.flatMap(({ name, function: declared }) =>
      declared === undefined
        ? []
        : [
            {
              name,
              overloads: declared.overloads.map((overload) => ({
                id: overload.overloadId,
                isMember: overload.isInstanceFunction === true,
                parameters: (overload.params ?? []).map(typeOf),
                result: typeOf(overload.resultType),
                call: () => fail('NoSuchOverload', `unbound function: ${name}`),
              })),
            },
          ],
    ),
  }
}

/** The environment that a vector asks for: every library, and literals of mixed types. */
function optionsOf(source: VectorSource): EnvironmentOptions {
  const declarations = source.typeEnv ?? []
  return {
    variables: Object.fromEntries(
      declarations.flatMap(({ name, ident }) => (ident === undefined ? [] : [[name, typeOf(ident.type)]])),
    ),
    functions: [blockLibrary, declaredFunctions(declarations)],
    container: source.container ?? '',
    allowMixedLiterals: true,
    isUnchecked: source.disableCheck ?? false,
  }
}

/** The same, as the checker takes it. */
export function scopeOf(source: VectorSource): Scope {
  const options = optionsOf(source)
  const variables = new Map(Object.entries(options.variables ?? {}))
  const table = new LibraryTable(options.functions ?? [], undefined, everyLibrary)
  return {
    variables,
    table,
    roots: declaredRoots({ variables, table }),
    prefixes: source.container === undefined ? [''] : [`${source.container}.`, ''],
    allowsMixedLiterals: true,
    allowsOptionals: true,
    isDynamic: false,
    refusesBadConversions: false,
  }
}

const everyLibrary = new LibraryTable(baseLibraries, undefined)

/** What went wrong: `reason` is undefined when it was found before anything ran. */
type Wrong = { readonly reason: FailureReason | undefined; readonly message: string }

/** Which kinds of failure an expected message stands for, and what the text of ours must say when it is not one of them. */
const errorClasses: readonly (readonly [expected: RegExp, reasons: readonly FailureReason[], words: RegExp])[] = [
  [/divi(?:de|sion) by zero|^foo$/, ['DivisionByZero'], /^division by zero/],
  [/modulus by zero/, ['ModulusByZero'], /^modulus by zero/],
  [/^index out of range|^invalid substring range|formatting|^index \d+ out of range/, [], /(?!)/],
  [/^range|overflow/, ['Overflow'], /overflow|out of range|range/],
  [/invalid UTF-8/, [], /invalid UTF-8/],
  [/undeclared reference|unknown variable/, ['NoSuchVariable'], /undeclared reference/],
  [/unbound function/, [], /unbound function|undeclared reference/],
  [/Type conversion error/, [], /type conversion error/],
  [/no such key/, ['NoSuchKey'], /(?!)/],
  [/does not support field selection/, ['NoSuchOverload'], /does not support field selection/],
  [/unsupported key type/, [], /unsupported key type/],
  [/repeated key/, ['DuplicateKey'], /(?!)/],
  [/negative offset/, [], /negative offset/],
  [/invalid_argument/, ['IndexOutOfBounds', 'InvalidArgument'], /(?!)/],
  [/no.(?:such|matching).overload/, ['NoSuchOverload'], /no (?:such|matching) overload/],
]

/** Whether an error is the one that a vector expects, and not just any. */
function isRightError(source: VectorSource, { reason, message }: Wrong): boolean {
  const [first] = source.evalError?.errors ?? []
  // Some vectors name the error of another line: dividing by a literal zero can only fail in one way.
  const expected = /\/ ?0\b/.test(source.expr) ? 'division by zero' : (first?.message ?? '')
  if (message.includes(expected)) return true
  const known = errorClasses.find(([pattern]) => pattern.test(expected))
  if (known === undefined) return false
  const [, reasons, words] = known
  return (reason !== undefined && reasons.includes(reason)) || words.test(message)
}

/** Runs a vector. @returns why it fails; undefined when it passes */
export function judge({ source }: Vector): string | undefined {
  const outcome = run(source)
  if ('message' in outcome) {
    if (source.evalError !== undefined && isRightError(source, outcome)) return undefined
    const wanted = source.evalError === undefined ? 'a value' : JSON.stringify(source.evalError.errors[0]?.message)
    return `expected ${wanted}, got ${outcome.reason ?? 'at compile time'}: ${outcome.message}`
  }
  if (source.evalError !== undefined)
    return `expected ${JSON.stringify(source.evalError.errors[0]?.message)}, got a value: ${show(outcome.value)}`
  const { deducedType } = source.typedResult ?? {}
  if (deducedType !== undefined && formatType(typeOf(deducedType)) !== formatType(outcome.type))
    return `expected type ${formatType(typeOf(deducedType))}, got ${formatType(outcome.type)}`
  if (source.checkOnly === true) return undefined
  const wanted = source.typedResult?.result ?? source.value ?? { boolValue: true }
  return outcome.value !== undefined && isExpected(wanted, outcome.value)
    ? undefined
    : `expected ${JSON.stringify(wanted)}, got ${show(outcome.value)}`
}

function run(source: VectorSource): Wrong | { readonly value: Value | undefined; readonly type: CelType } {
  let program
  try {
    program = environment(optionsOf(source)).compile(source.expr)
  } catch (error) {
    if (!(error instanceof TmcError)) throw error
    return { reason: undefined, message: error.details[0]?.message.replace(/^\d+:\d+: /, '') ?? error.message }
  }
  if (source.checkOnly === true) return { value: undefined, type: program.type }
  const bindings = Object.entries(source.bindings ?? {}).map(([name, { value }]) => [name, valueOf(value)] as const)
  const value = program.attempt(Object.fromEntries(bindings))
  return value instanceof CelFailure ? value : { value, type: program.type }
}

function show(value: Value | undefined): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}` : one)) ?? 'nothing'
}
