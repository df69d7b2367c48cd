import { formatTime, parseApiVersion, parseDuration, Quantity, TmcError } from '../../core/apimachinery/index.ts'

/** A taint as the API has it. */
export type Taint = { key: string; value?: string; effect: TaintEffect; timeAdded?: string }
export type TaintEffect = (typeof taintEffects)[number]
const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const

/** A change to taints: one to have, or one to be without (all effects when none is said). */
export type TaintChange =
  | { readonly action: 'Set'; readonly taint: Taint }
  | { readonly action: 'Remove'; readonly key: string; readonly effect: TaintEffect | undefined }

/** A cell of a target that is a zone. */
export type Zone = { readonly name: string; readonly capacity: ReadonlyMap<string, string> }

/** A resource that a target runs. */
export type SupportedResource = { readonly group: string; readonly version: string; readonly resource: string }

/**
 * Reads `key=value` pairs, several with commas between; `key-` takes a label away.
 *
 * @returns value by key; null for one to take away
 * @throws TmcError `Usage` naming the text that is no pair
 */
export function parseLabels(texts: readonly string[], flag: string): Map<string, string | null> {
  const labels = new Map<string, string | null>()
  for (const text of texts.flatMap((one) => one.split(','))) {
    const equals = text.indexOf('=')
    if (equals > 0) labels.set(text.slice(0, equals), text.slice(equals + 1))
    else if (equals < 0 && text.length > 1 && text.endsWith('-')) labels.set(text.slice(0, -1), null)
    else throw usage(flag, text, 'KEY=VALUE, or KEY- to take the label away')
  }
  return labels
}

/**
 * Reads `cpu=64,memory=256Gi`.
 *
 * @throws TmcError `Usage` for a text that is no pair, `InvalidQuantity` for a value that is no quantity
 */
export function parseResources(texts: readonly string[], flag: string): Map<string, string> {
  const resources = new Map<string, string>()
  for (const text of texts.flatMap((one) => one.split(',')).map((one) => one.trim())) {
    const equals = text.indexOf('=')
    if (equals <= 0 || equals === text.length - 1) throw usage(flag, text, 'RESOURCE=QUANTITY, such as cpu=64')
    const value = text.slice(equals + 1).trim()
    const quantity = quantityOf(value, flag, text)
    if (quantity.nanos < 0n) throw usage(flag, text, 'a quantity that is not negative')
    resources.set(text.slice(0, equals).trim(), value)
  }
  return resources
}

/** Reads `NAME` or `NAME:cpu=32,memory=128Gi`. */
export function parseZone(text: string, flag: string): Zone {
  const colon = text.indexOf(':')
  const name = colon < 0 ? text : text.slice(0, colon)
  if (name === '') throw usage(flag, text, 'NAME or NAME:RESOURCE=QUANTITY,…')
  return { name, capacity: colon < 0 ? new Map() : parseResources([text.slice(colon + 1)], flag) }
}

/**
 * Reads a taint as kubectl writes it: `key=value:Effect`, `key:Effect`; with a `-` at the end it is one to remove, and
 * then `key-` will do.
 *
 * @param now when a NoExecute taint is said to have come, RFC 3339
 */
export function parseTaint(text: string, flag: string, now: string): TaintChange {
  const wanted =
    'KEY[=VALUE]:EFFECT, or KEY[:EFFECT]- to remove it; EFFECT is NoSchedule, PreferNoSchedule or NoExecute'
  const [, key = '', value, effectText, minus] = /^([^=:]+?)(?:=([^:]*))?(?::([A-Za-z]+))?(-?)$/.exec(text) ?? []
  const effect = taintEffects.find((one) => one === effectText)
  if (key === '' || (effectText !== undefined && effect === undefined)) throw usage(flag, text, wanted)
  if (minus === '-') return { action: 'Remove', key, effect }
  if (effect === undefined) throw usage(flag, text, wanted)
  const taint: Taint = { key, ...(value === undefined ? {} : { value }), effect }
  return { action: 'Set', taint: effect === 'NoExecute' ? { ...taint, timeAdded: now } : taint }
}

/** Reads `apps/v1/deployments` or `v1/services`. */
export function parseSupported(text: string, flag: string): SupportedResource {
  const slash = text.lastIndexOf('/')
  const { group, version } = parseApiVersion(text.slice(0, Math.max(slash, 0)))
  const resource = text.slice(slash + 1)
  if (slash <= 0 || version === '' || version.includes('/') || !/^[a-z0-9]+$/.test(resource))
    throw usage(flag, text, 'GROUP/VERSION/RESOURCE, such as apps/v1/deployments or v1/services')
  return { group, version, resource }
}

function quantityOf(value: string, flag: string, text: string): Quantity {
  try {
    return Quantity.parse(value)
  } catch (cause) {
    const about = cause instanceof TmcError ? cause.message : String(cause)
    throw new TmcError('InvalidQuantity', `${flag} ${JSON.stringify(text)}: ${about}`, { cause })
  }
}

function usage(flag: string, text: string, wanted: string): TmcError {
  return new TmcError('Usage', `${flag} ${JSON.stringify(text)}: expected ${wanted}`)
}

/**
 * Tells names of targets from taints: a target's name has neither `:` nor `=`, nor a `-` at its end.
 *
 * @throws TmcError `Usage` when there is no taint among them
 */
export function splitTaintArguments(words: readonly string[], now: Date): { names: string[]; changes: TaintChange[] } {
  const isTaint = (word: string) => /[:=]|-$/.test(word)
  const changes = words.filter(isTaint).map((word) => parseTaint(word, 'taint', formatTime(now.getTime())))
  if (changes.length === 0)
    throw new TmcError('Usage', 'missing a taint: KEY[=VALUE]:EFFECT, or KEY[:EFFECT]- to take one away')
  return { names: words.filter((word) => !isTaint(word)), changes }
}

/**
 * The time a while after another, RFC 3339 in whole seconds.
 *
 * @throws TmcError `Usage` for a duration that is negative, `InvalidDuration` for a text that is none
 */
export function timeAfter(now: Date, duration: string | undefined, flag: string): string {
  const nanos = duration === undefined ? 0n : parseDuration(duration)
  if (nanos < 0n) throw usage(flag, duration ?? '', 'a duration that is not negative')
  return formatTime(now.getTime() + Number(nanos / 1_000_000n))
}
