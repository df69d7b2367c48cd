import type { JsonObject } from '../../apimachinery/index.ts'
import type { AnyResource } from '../kinds.ts'
import type { Verdict } from './verdict.ts'

/** What the webhooks of a kind say of an object that its schema allows. */
export function webhookVerdict(_kind: AnyResource, _object: JsonObject, _old: JsonObject | undefined): Verdict {
  return { errors: [], warnings: [] }
}
