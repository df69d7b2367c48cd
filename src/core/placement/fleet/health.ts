import { findCondition, parseDuration, tryParseTime } from '../../apimachinery/index.ts'
import type { SyncTarget } from '../../api/index.ts'
import type { FleetInputs } from './inputs.ts'
import { type Reason, reason } from '../reasons.ts'

/** How a target is, before any workload is looked at. */
export type Health = {
  /** Why it is refused; empty when it is healthy. */
  readonly reasons: readonly Reason[]
  /** Whether it never reported and is let through all the same. */
  readonly isUnproven: boolean
}

const healthy: Health = { reasons: [], isUnproven: false }
const unproven: Health = { reasons: [], isUnproven: true }

/** Missed beats until a target counts as silent. */
const missedBeats = 3n

/**
 * Judges a target by the conditions it records, and on a live hub, or when a time was given, by its last heartbeat too. A
 * target that never reported (no heartbeat, no Ready condition) passes over manifests and on a local hub.
 */
export function readHealth(target: SyncTarget, now: number | undefined, inputs: FleetInputs): Health {
  const { conditions, phase, lastHeartbeatTime } = target.status ?? {}
  const ready = findCondition(conditions, 'Ready')
  if (ready === undefined && lastHeartbeatTime === undefined && phase !== 'NotReady') {
    if (inputs.hub !== 'kube') return unproven
    const message = 'it has no heartbeat and no Ready condition'
    return { reasons: [reason('NeverReported', 'heartbeat', message)], isUnproven: false }
  }
  const reasons: Reason[] = []
  if (ready !== undefined && ready.status !== 'True')
    reasons.push(
      reason('NotReady', 'Ready', `condition Ready is ${ready.status}${because(ready.reason, ready.message)}`),
    )
  const heartbeat = findCondition(conditions, 'HeartbeatHealthy')
  if (heartbeat?.status === 'False')
    reasons.push(
      reason(
        'NotReady',
        'HeartbeatHealthy',
        `condition HeartbeatHealthy is False${because(heartbeat.reason, heartbeat.message)}`,
      ),
    )
  if (phase === 'NotReady' || (ready === undefined && (phase === 'Pending' || phase === 'Scheduling')))
    reasons.push(reason('NotReady', 'phase', `its phase is ${phase}`))
  const silence = inputs.judgesHeartbeats === true ? silenceOf(target, now, inputs.heartbeatGrace ?? 10) : undefined
  if (silence !== undefined) reasons.push(silence)
  return reasons.length === 0 ? healthy : { reasons, isUnproven: false }
}

function silenceOf(target: SyncTarget, now: number | undefined, grace: number): Reason | undefined {
  const beat = tryParseTime(target.status?.lastHeartbeatTime ?? '')
  if (now === undefined || beat === undefined) return undefined
  const interval = Number(parseDuration(target.spec.syncerConfig.heartbeatInterval) / 1_000_000n)
  const limit = Number(missedBeats) * interval + grace * 1000
  const age = now - beat
  if (age <= limit) return undefined
  return reason(
    'Silent',
    'heartbeat',
    `the last heartbeat is ${Math.floor(age / 1000)} s old; with an interval of ${interval / 1000} s at most ${limit / 1000} s are allowed`,
  )
}

function because(word: string | undefined, message: string | undefined): string {
  if (word === undefined && message === undefined) return ''
  return `: ${[word, message].filter((part) => part !== undefined).join(': ')}`
}
