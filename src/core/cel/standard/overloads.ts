import { freshMeter, type Meter } from '../equality.ts'
import type { FunctionDeclaration, Overload } from '../library/declaration.ts'
import type { CelType } from '../types.ts'
import type { Value } from '../values.ts'

/** What an overload may have beside its types and its implementation. */
export type Extras = Omit<Overload, 'id' | 'isMember' | 'parameters' | 'result' | 'call'>

/** An overload that is called as `f(x)`. */
export function plain(
  id: string,
  parameters: readonly CelType[],
  result: CelType,
  call: Overload['call'],
  extras: Extras = {},
): Overload {
  return { id, parameters, result, call, ...extras }
}

/** An overload that is called as `x.f()`. */
export function method(
  id: string,
  parameters: readonly CelType[],
  result: CelType,
  call: Overload['call'],
  extras: Extras = {},
): Overload {
  return { id, isMember: true, parameters, result, call, ...extras }
}

/** A function that pays for its work. */
export type Paying = Required<Pick<Overload, 'call' | 'metered'>>

/** Work that pays while it is done; called without a budget, it may take as much as an evaluation may. */
export function paying(run: (meter: Meter, ...args: readonly Value[]) => Value): Paying {
  return { call: (...args) => run(freshMeter(), ...args), metered: run }
}

/** A function of several overloads. */
export function fn(name: string, ...overloads: readonly Overload[]): FunctionDeclaration {
  return { name, overloads }
}
