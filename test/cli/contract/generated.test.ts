import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { generatedFiles, root } from '../../../scripts/build.mjs'

type Flag = {
  name: string
  type: string
  summary?: string
  helpValue?: string
  options?: string[]
  default?: unknown
}
type Entry = {
  id: string
  hidden?: boolean
  summary?: string
  examples?: { description?: string; command?: string }[]
  args: { [name: string]: { description?: string } }
  flags: { [name: string]: Flag }
}

const files = await generatedFiles()
const { commands } = JSON.parse(files.get('oclif.manifest.json') ?? '') as { commands: { [id: string]: Entry } }
const shown = Object.values(commands).filter(({ hidden }) => hidden !== true)

describe('generated files', () => {
  test.each([...files.keys()])('%s is what `npm run build` writes', (file) => {
    expect(readFileSync(join(root, file), 'utf8')).toBe(files.get(file))
  })
})

describe('every command', () => {
  test.each(shown.map((command) => [command.id.replaceAll(':', ' '), command] as const))(
    '%s has a summary, examples that can be typed, and words for each flag and argument',
    (words, { summary, examples = [], args, flags }) => {
      expect(summary).toMatch(/\.$/)
      expect(examples.length).toBeGreaterThan(0)
      for (const { description, command } of examples) {
        expect(description).toMatch(/[:?]$/)
        expect(command).toContain(`<%= config.bin %> ${words}`)
      }
      for (const [name, arg] of Object.entries(args)) {
        expect(arg.description, name).toBeTruthy()
      }
      for (const [name, flag] of Object.entries(flags)) {
        expect(flag.summary, `--${name}`).toMatch(/[.?\]]$/)
        if (flag.type === 'option') expect(flag.helpValue ?? flag.options, `--${name} shows no value`).toBeDefined()
      }
    },
  )
})
