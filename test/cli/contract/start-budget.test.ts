import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import { buildCommandLine } from '../../../scripts/build.mjs'

const folder = mkdtempSync(join(tmpdir(), 'tmcctl-bundle-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const { outputs } = await buildCommandLine(folder)
/** The files that are read before a command runs: the start file, the command, and what they import statically. */
function readAtStart(...ends: string[]): Metafile['outputs'][string][] {
  const seen = new Map<string, Metafile['outputs'][string]>()
  const queue = Object.keys(outputs).filter((file) => ends.some((end) => file.endsWith(end)))
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const output = outputs[file]
    if (output === undefined || seen.has(file)) continue
    seen.set(file, output)
    for (const { path, kind } of output.imports) if (kind === 'import-statement') queue.push(path)
  }
  return [...seen.values()]
}

describe('what a start reads', () => {
  test.each(['version', 'synctarget/list', 'synctarget/register', 'get', 'apply', 'explain'])(
    '%s: no more than it needs',
    (command) => {
      const files = readAtStart('/cli/start.js', `/commands/${command}.js`)
      expect(Object.keys(outputs).some((file) => file.endsWith(`/commands/${command}.js`))).toBe(true)
      expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(75_000)
      const inputs = files.flatMap((file) => Object.keys(file.inputs))
      const heavy =
        /node_modules\/(yaml|re2js|inquirer|@inquirer|chalk|cli-table3|ansis|ejs)\/|@oclif\/core\/lib\/(config|help|ux)\/|src\/core\/(api|cel|schema|placement|simulation|store)\//
      expect(inputs.filter((input) => heavy.test(input))).toEqual([])
    },
  )

  test('of the hub, who only looks reads neither the expression language nor its engine of patterns', () => {
    const [hub] = Object.keys(outputs).filter((file) => /\/chunks\/hub-[A-Z0-9]+\.js$/.test(file))
    const inputs = readAtStart(hub ?? 'no hub').flatMap((file) => Object.keys(file.inputs))
    expect(inputs).toContain('src/core/store/directory-store.ts')
    expect(inputs.filter((input) => /src\/core\/(cel|api\/admission\/webhook)\/|re2js/.test(input))).toEqual([])
  })
})
