import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../../', import.meta.url))
const folder = resolve(repository, process.env['TMCCTL_TEST_DATA'] ?? '../shared/data')

/**
 * The path of a real manifest, CRD or recording outside the tree, or undefined when this machine has none. A test that
 * reads such data also has a small fixture of its own, so that nothing is left unjudged where the data is absent.
 */
export function realData(path: string): string | undefined {
  const full = resolve(folder, path)
  return existsSync(full) ? full : undefined
}
