import { bestFit } from './best-fit.ts'
import { binpack } from './binpack.ts'
import { leastLoaded } from './least-loaded.ts'
import { random } from './random.ts'
import { spread } from './spread.ts'
import type { Strategy } from './strategy.ts'

/** The built-in strategies by name. A new one is one file and one line. */
export const strategies: ReadonlyMap<string, Strategy> = new Map(
  [bestFit, spread, binpack, random, leastLoaded].map((strategy) => [strategy.name, strategy]),
)
