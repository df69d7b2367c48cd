import { Quantity } from '../../apimachinery/index.ts'
import { noOverload } from '../arithmetic.ts'
import type { OverloadEntry } from '../declarations.ts'
import { CelFailure } from '../failure.ts'
import type { Overload } from '../library/declaration.ts'
import type { SourceRange } from '../syntax/syntax.ts'
import type { CelType } from '../types.ts'
import {
  CelDuration,
  type Double,
  double,
  doubleOf,
  isDouble,
  isInt,
  isList,
  isMap,
  Optional,
  Timestamp,
  typeName,
  TypeValue,
  Uint,
  type Value,
} from '../values.ts'
import type { Code, Eval, Frame } from './frame.ts'

/** Whether a value is of a type, as far as its outside tells. */
export function isOfType(value: Value, type: CelType): boolean {
  switch (type.kind) {
    case 'string':
      return typeof value === 'string'
    case 'bool':
      return typeof value === 'boolean'
    case 'int':
      return isInt(value)
    case 'uint':
      return value instanceof Uint
    case 'double':
      return isDouble(value)
    case 'null':
      return value === null
    case 'bytes':
      return value instanceof Uint8Array
    case 'timestamp':
      return value instanceof Timestamp
    case 'duration':
      return value instanceof CelDuration
    case 'list':
      return isList(value)
    case 'map':
    case 'object':
      return isMap(value)
    case 'optional':
      return value instanceof Optional
    case 'type':
      return value instanceof TypeValue
    case 'opaque':
      return type.name === 'kubernetes.Quantity' ? value instanceof Quantity : typeName(value) === type.name
    case 'dyn':
    case 'error':
    case 'parameter':
      return true
  }
}

/** Adds the place to a failure of a function, and makes one of an exception that a value of the wrong type caused. */
export function located(error: unknown, range: SourceRange): unknown {
  if (error instanceof CelFailure) {
    error.range ??= range
    return error
  }
  if (error instanceof TypeError) return new CelFailure('NoSuchOverload', 'no such overload', range)
  // Too large a text or array, or a stack that is used up.
  if (error instanceof RangeError) return new CelFailure('BudgetExceeded', 'the value is too large', range)
  return error
}

type Implementation = (...args: readonly Value[]) => Value
type Metered = NonNullable<Overload['metered']>

/** An overload as it is called at one place. */
export type Target = {
  readonly overload: Overload
  readonly run: Implementation
  readonly steps: Overload['steps']
  readonly metered: Metered | undefined
}

/** An overload as it is called where these arguments are literals. */
export function targetOf(overload: Overload, literals: readonly (Value | undefined)[] = []): Target {
  const special = overload.specialize?.(literals)
  const { call, steps, metered } =
    special === undefined
      ? overload
      : typeof special === 'function'
        ? { call: special, steps: overload.steps, metered: undefined }
        : { call: special.call, steps: special.steps ?? overload.steps, metered: special.metered }
  return {
    overload,
    run: implementation(overload, call),
    steps,
    metered: metered === undefined ? undefined : meteredImplementation(overload, metered),
  }
}

/** An overload of an operator, which tells doubles from ints by itself. */
export function bareTarget(overload: Overload): Target {
  const { call, steps, metered } = overload
  return { overload, run: call, steps, metered }
}

/** The overload as a function from values to a value: doubles are unwrapped on the way in and wrapped on the way out. */
function implementation(overload: Overload, call: Overload['call']): Implementation {
  const bare = unwrapping(overload)
  const inner: Implementation = bare === undefined ? call : (...args) => call(...bare(args))
  return overload.result.kind === 'double' ? (...args) => double(inner(...args) as number) : inner
}

function meteredImplementation(overload: Overload, metered: Metered): Metered {
  const bare = unwrapping(overload)
  const inner: Metered = bare === undefined ? metered : (meter, ...args) => metered(meter, ...bare(args))
  return overload.result.kind === 'double' ? (meter, ...args) => double(inner(meter, ...args) as number) : inner
}

/** Takes the wrappers from doubles; undefined when no parameter is one. */
function unwrapping({ parameters }: Overload): ((args: readonly Value[]) => Value[]) | undefined {
  const doubles = parameters.map((type) => type.kind === 'double')
  if (!doubles.includes(true)) return undefined
  return (args) => args.map((arg, index) => (doubles[index] === true ? doubleOf(arg as number | Double) : arg))
}

/** Pays for a call and makes it. */
export function paid({ run, steps, metered }: Target, values: readonly Value[], frame: Frame): Value {
  frame.charge(callSteps + (steps?.(...values) ?? 0))
  return metered === undefined ? run(...values) : metered(frame, ...values)
}

/** Steps that a call takes, and telling one of several overloads by its arguments. */
const callSteps = 2
const choosing = 6

/** Whether an overload takes the values that arrived. */
function accepts({ parameters }: Overload, values: readonly Value[]): boolean {
  return parameters.every((type, index) => isOfType(values[index] ?? null, type))
}

/** The first overload that takes the values. */
export function chosen(targets: readonly Target[], values: readonly Value[]): Target | undefined {
  return targets.find(({ overload }) => accepts(overload, values))
}

/** A call of one of several overloads, told apart by the values that arrive. */
export function dispatch(
  candidates: readonly OverloadEntry[],
  args: readonly Code[],
  types: readonly CelType[],
  range: SourceRange,
): Eval {
  const literals = args.map((arg) => arg.constant)
  const fitting = candidates.filter(({ overload }) => overload.parameters.length === args.length)
  const [only] = fitting
  if (fitting.length === 1 && only !== undefined) {
    const { parameters } = only.overload
    const checks = parameters.map((parameter, index) => needsCheck(parameter, types[index], literals[index]))
    return call(targetOf(only.overload, literals), args, checks, range)
  }
  const choices = fitting.map(({ overload }) => targetOf(overload, literals))
  const evals = args.map((arg) => arg.run)
  return (frame) => {
    const values = evals.map((arg) => arg(frame))
    try {
      frame.charge(choosing)
      const target = chosen(choices, values)
      return target === undefined ? noOverload() : paid(target, values, frame)
    } catch (error) {
      throw located(error, range)
    }
  }
}

/** The type to check an argument for when it arrives; undefined when the expression itself makes sure of it. */
function needsCheck(parameter: CelType, type: CelType | undefined, literal: Value | undefined): CelType | undefined {
  if (parameter.kind === 'parameter' || parameter.kind === 'dyn') return undefined
  if (literal !== undefined && type !== undefined && type.kind === parameter.kind) return undefined
  return parameter
}

function call(
  target: Target,
  args: readonly Code[],
  checks: readonly (CelType | undefined)[],
  range: SourceRange,
): Eval {
  const { run, steps } = target
  const [first, second] = args
  const [checkFirst, checkSecond] = checks
  if (target.metered === undefined && args.length === 1 && first !== undefined) {
    const arg = first.run
    return (frame) => {
      const value = arg(frame)
      try {
        if (checkFirst !== undefined && !isOfType(value, checkFirst)) noOverload()
        frame.charge(steps === undefined ? callSteps : callSteps + steps(value))
        return run(value)
      } catch (error) {
        throw located(error, range)
      }
    }
  }
  if (target.metered === undefined && args.length === 2 && first !== undefined && second !== undefined) {
    const left = first.run
    const right = second.run
    return (frame) => {
      const a = left(frame)
      const b = right(frame)
      try {
        if (checkFirst !== undefined && !isOfType(a, checkFirst)) noOverload()
        if (checkSecond !== undefined && !isOfType(b, checkSecond)) noOverload()
        frame.charge(steps === undefined ? callSteps : callSteps + steps(a, b))
        return run(a, b)
      } catch (error) {
        throw located(error, range)
      }
    }
  }
  const evals = args.map((arg) => arg.run)
  return (frame) => {
    const values = evals.map((arg) => arg(frame))
    try {
      for (let index = 0; index < checks.length; index++) {
        const check = checks[index]
        if (check !== undefined && !isOfType(values[index] ?? null, check)) noOverload()
      }
      return paid(target, values, frame)
    } catch (error) {
      throw located(error, range)
    }
  }
}
