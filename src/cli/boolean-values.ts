import { TmcError } from '../core/apimachinery/index.ts'

/** A flag as far as its being on or off goes. */
export type SwitchFlag = {
  readonly type: 'boolean' | 'option'
  readonly char?: string | undefined
  /** Whether `--no-NAME` exists. */
  readonly allowNo?: boolean | undefined
}

type Mention = { readonly name: string; readonly isOn: boolean; readonly hasValue: boolean }

/**
 * Reads `--watch=false` and `-w=true` as kubectl does; the framework would take the flag as given and the value as an
 * argument. The last mention of a flag counts. Arguments after `--` are left alone.
 *
 * @throws TmcError `Usage` when the value is neither true nor false
 */
export function withoutBooleanValues(
  argv: readonly string[],
  flags: { readonly [name: string]: SwitchFlag },
): string[] {
  const end = argv.indexOf('--')
  const own = end < 0 ? argv : argv.slice(0, end)
  const byToken = new Map<string, { readonly name: string; readonly isOn: boolean }>()
  for (const [name, flag] of Object.entries(flags)) {
    if (flag.type !== 'boolean') continue
    byToken.set(`--${name}`, { name, isOn: true })
    if (flag.char !== undefined) byToken.set(`-${flag.char}`, { name, isOn: true })
    if (flag.allowNo === true) byToken.set(`--no-${name}`, { name, isOn: false })
  }
  const mentions = own.map((token): Mention | undefined => {
    const [, key = '', value] = /^(--?[^=]+)(?:=(.*))?$/s.exec(token) ?? []
    const found = byToken.get(key)
    if (found === undefined) return undefined
    if (value !== undefined && value !== 'true' && value !== 'false')
      throw new TmcError('Usage', `${key}=${value}: expected true or false`)
    return { name: found.name, isOn: found.isOn === (value !== 'false'), hasValue: value !== undefined }
  })
  const settled = new Set(mentions.flatMap((mention) => (mention?.hasValue === true ? [mention.name] : [])))
  if (settled.size === 0) return [...argv]
  const tokens = [...settled].flatMap((name) => {
    const isOn = mentions.findLast((mention) => mention?.name === name)?.isOn === true
    return isOn ? [`--${name}`] : flags[name]?.allowNo === true ? [`--no-${name}`] : []
  })
  const rest = argv.filter((_, index) => {
    const mention = mentions[index]
    return mention === undefined || !settled.has(mention.name)
  })
  return [...tokens, ...rest]
}
