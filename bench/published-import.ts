// What importing a room of the published package costs a program that has it installed.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Milliseconds, medians of fresh processes in which each takes a turn: the whole of `await import(specifier)`, and what of it
 * Node takes to find a package and read a file in which there is nothing.
 */
type PublishedImport = { readonly millis: number; readonly emptyPackage: number }

/** What a room adds to a program that imports a package anyway, held to a bar where there is one. */
export function importWords({ millis, emptyPackage }: PublishedImport, bar?: number): string {
  const added = millis - emptyPackage
  const verdict = bar === undefined ? '' : ` (bar ${bar} ms: ${added <= bar ? 'met' : 'MISSED'})`
  return `${added.toFixed(1)} ms${verdict}; ${millis.toFixed(1)} ms with what Node takes for an empty package`
}

export function publishedImport(specifier: string, times: number): PublishedImport {
  const folder = mkdtempSync(join(tmpdir(), 'tmcctl-bench-'))
  try {
    const installed = join(folder, 'node_modules')
    for (const name of ['tmcctl', 'empty']) {
      const args = ['scripts/package.mjs', '--library', join(installed, name)]
      const made = spawnSync(process.execPath, args, { encoding: 'utf8' })
      if (made.status !== 0) throw new Error(made.stderr)
    }
    const room = specifier.replace(/^tmcctl/, '')
    writeFileSync(join(installed, 'empty', 'dist', 'core', room, 'index.js'), 'export {}\n')
    writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "type": "module" }\n')
    const program = join(folder, 'program.js')
    writeFileSync(
      program,
      'const t = performance.now(); await import(process.argv[2]); console.log(performance.now() - t)\n',
    )
    const once = (what: string): number => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, what], { encoding: 'utf8' })
      if (status !== 0) throw new Error(stderr)
      return Number(stdout)
    }
    const rounds = Array.from({ length: times }, () => [once(specifier), once(`empty${room}`)] as const)
    return { millis: median(rounds.map(([millis]) => millis)), emptyPackage: median(rounds.map(([, empty]) => empty)) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? NaN
}
