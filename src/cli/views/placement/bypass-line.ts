import type { TraceEntry } from '../../../core/placement/index.ts'
import { bypassText } from '../../../core/simulation/index.ts'

/** What does not hold on a target that an override forces, and by which; undefined for every other step. */
export function bypassLine({ stage, name, message, override }: TraceEntry): string | undefined {
  if (override === undefined) return undefined
  return `${stage}/${name}: ${message === undefined ? 'does not hold' : `does not hold: ${message}`}; ${bypassText(override)}`
}
