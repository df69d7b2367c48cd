/** A flag as far as repetition goes. */
export type RepeatableFlag = {
  readonly type: 'boolean' | 'option'
  readonly char?: string | undefined
  readonly multiple?: boolean | undefined
}

/**
 * Leaves of every single-valued flag the last mention only, as kubectl reads `-n a -n b`; the framework would refuse it.
 * Arguments after `--` are left alone.
 */
export function keepLast(argv: readonly string[], flags: { readonly [name: string]: RepeatableFlag }): string[] {
  const byToken = new Map<string, string>()
  for (const [name, flag] of Object.entries(flags)) {
    if (flag.type !== 'option' || flag.multiple === true) continue
    byToken.set(`--${name}`, name)
    if (flag.char !== undefined) byToken.set(`-${flag.char}`, name)
  }
  const mentions: { name: string; at: number; length: number }[] = []
  for (let index = 0; index < argv.length; index++) {
    const token = argv[index] ?? ''
    if (token === '--') break
    const equals = token.indexOf('=')
    const isLong = token.startsWith('--')
    const key = isLong ? (equals < 0 ? token : token.slice(0, equals)) : token.slice(0, 2)
    const name = token.startsWith('-') ? byToken.get(key) : undefined
    if (name === undefined) continue
    const hasValueInside = isLong ? equals >= 0 : token.length > 2
    mentions.push({ name, at: index, length: hasValueInside ? 1 : 2 })
    if (!hasValueInside) index++
  }
  const dropped = new Set<number>()
  const last = new Map(mentions.map(({ name, at }) => [name, at]))
  for (const { name, at, length } of mentions)
    if (last.get(name) !== at) for (let index = at; index < at + length; index++) dropped.add(index)
  return argv.filter((_, index) => !dropped.has(index))
}
