import type { ColourLevel } from './printers/index.ts'

/** What `--color` may say. */
export const colourChoices = ['auto', 'always', 'never'] as const

/** Colours by meaning, never by name. At level 0 every function returns its text. */
export type Palette = {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly warn: (text: string) => string
  readonly faint: (text: string) => string
  readonly strong: (text: string) => string
}

const plain: Palette = { good: same, bad: same, warn: same, faint: same, strong: same }

function same(text: string): string {
  return text
}

/** The palette for a level; the colour package is loaded only when there is colour. */
export async function paletteOf(level: ColourLevel): Promise<Palette> {
  if (level === 0) return plain
  const { Chalk } = await import('./chalk.ts')
  const chalk = new Chalk({ level })
  return {
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    warn: (text) => chalk.yellow(text),
    faint: (text) => chalk.dim(text),
    strong: (text) => chalk.bold(text),
  }
}
