import { TmcError } from '../apimachinery/index.ts'
import type { PlacementDecision } from '../api/index.ts'
import type { Decision } from './decision.ts'

/**
 * The PlacementDecision object of a decision, valid against its own schema, refusals grouped by reason.
 *
 * @param now RFC 3339, for conditions and lastScheduleTime; absent leaves them out
 * @param previous the stored object, whose overrides and identity are kept
 * @returns undefined for what is ignored, in error, or not decided by a policy
 */
export function decisionObject(
  _decision: Decision,
  _options: { readonly now?: string | null; readonly previous?: PlacementDecision } = {},
): PlacementDecision | undefined {
  throw new TmcError('Bug', 'not built yet')
}

/** The name of a workload's decision: `<workload name>-<8 base36 of sha224(group/kind/namespace/name)>`. */
export function decisionName(_workload: {
  apiVersion: string
  kind: string
  namespace?: string
  name: string
}): string {
  throw new TmcError('Bug', 'not built yet')
}
