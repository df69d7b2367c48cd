/** 0 no colour, 1 the sixteen of every terminal, 2 256, 3 all. */
export type ColourLevel = 0 | 1 | 2 | 3

/** What decides about colour. */
export type ColourSituation = {
  /** `--color`, when it was given. */
  readonly flag?: 'auto' | 'always' | 'never' | undefined
  readonly env: { readonly [name: string]: string | undefined }
  readonly isTerminal: boolean
  /** How many bits of colour the terminal states; 4 when unknown. */
  readonly depth?: number
}

/** The level of colour, computed once: `--color` > NO_COLOR > FORCE_COLOR > CLICOLOR_FORCE > a terminal that is not dumb. */
export function colourLevel({ flag, env, isTerminal, depth = 4 }: ColourSituation): ColourLevel {
  const capable: ColourLevel = depth >= 24 ? 3 : depth >= 8 ? 2 : 1
  if (flag === 'never') return 0
  if (flag === 'always') return capable
  if ((env['NO_COLOR'] ?? '') !== '') return 0
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) {
    if (forced === '' || forced === 'true') return capable
    return forced === '0' || forced === 'false' ? 0 : forced === '2' ? 2 : forced === '3' ? 3 : 1
  }
  if ((env['CLICOLOR_FORCE'] ?? '0') !== '0') return capable
  return isTerminal && env['TERM'] !== 'dumb' ? capable : 0
}
