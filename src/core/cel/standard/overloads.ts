import type { FunctionDeclaration, Overload } from '../library/declaration.ts'
import type { CelType } from '../types.ts'

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

/** A function of several overloads. */
export function fn(name: string, ...overloads: readonly Overload[]): FunctionDeclaration {
  return { name, overloads }
}
