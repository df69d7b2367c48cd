import { served, understood } from './api-support.ts'
import { bounded } from './bounded.ts'
import { compatible, permitted } from './compatible.ts'
import { distributed } from './distribution.ts'
import type { Filter } from './filter.ts'
import { healthy } from './healthy.ts'
import { keyed } from './keyed.ts'
import { excluded } from './overrides.ts'
import { schedulable } from './schedulable.ts'
import { selected } from './selector.ts'
import { tolerated } from './tolerated.ts'

/** All filters, by the name the trace gives them, in the order they are explained. A new one is one file and one line. */
export const filters: ReadonlyMap<string, Filter> = new Map([
  ['override', excluded],
  ['distribution', distributed],
  ['clusterSelector', selected],
  ['schedulable', schedulable],
  ['health', healthy],
  ['taints', tolerated],
  ['api', served],
  ['fields', understood],
  ['compatibility', compatible],
  ['forbiddenFields', permitted],
  ['bounds', bounded],
  ['topologyKey', keyed],
])
