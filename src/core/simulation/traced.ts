import type { Decision } from '../placement/index.ts'

/** Whether targets were looked at for a decision: to place something there, or to let it follow. */
export function isTraced({ mode, outcome }: Decision): boolean {
  return mode !== null || outcome === 'Follows'
}
