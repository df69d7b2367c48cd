import { nearestName, TmcError } from '../core/apimachinery/index.ts'

/**
 * That objects do not exist, in kubectl's words: one line each, and the nearest name there is as a hint.
 *
 * @param resource plural and group, as `synctargets.workload.kcp.io`
 */
export function notFound(resource: string, missing: readonly string[], known: readonly string[]): TmcError {
  const messages = missing.map((name) => `${resource} ${JSON.stringify(name)} not found`)
  const hints = new Set(missing.flatMap((name) => nearestName(name, known) ?? []))
  return new TmcError('NotFound', messages[0] ?? `${resource} not found`, {
    details: messages.length > 1 ? messages.map((message) => ({ message })) : [],
    hint: hints.size === 0 ? undefined : `did you mean ${[...hints].join(', ')}?`,
  })
}
