/** The last value a flag has among the arguments; needed when they could not be parsed. */
export function valueOf(argv: readonly string[], long: string, short?: string): string | undefined {
  let value: string | undefined
  for (const [index, token] of argv.entries()) {
    if (token === '--') break
    if (token === long || token === short) value = argv[index + 1]
    else if (token.startsWith(`${long}=`)) value = token.slice(long.length + 1)
    else if (short !== undefined && token.startsWith(short) && !token.startsWith('--'))
      value = token.slice(short.length).replace(/^=/, '')
  }
  return value
}

/** What the arguments say of colour. */
export function colourFlag(argv: readonly string[]): 'auto' | 'always' | 'never' | undefined {
  const value = valueOf(argv, '--color')
  return value === 'auto' || value === 'always' || value === 'never' ? value : undefined
}
