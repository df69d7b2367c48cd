import type { Manifest } from '../../../core/apimachinery/index.ts'
import type { ScenarioSources } from '../../../core/simulation/index.ts'
import { chooseHub } from '../../hub-address.ts'
import { openHub } from '../../hub.ts'
import { readManifestFiles } from '../../manifests/index.ts'
import { readRevision } from './git-source.ts'
import { hubObjects } from './placement-command.ts'

/** One side of a comparison. */
export type DiffSource = { readonly manifests: readonly Manifest[]; readonly hub?: NonNullable<ScenarioSources['hub']> }

/**
 * Reads one side: `git:REV[:PATH]`, a hub as `local` or `local:DIR`, or a file or directory with all below it.
 *
 * @throws TmcError `NotFound`, `NoHub`, `InvalidManifest`, `Usage`
 */
export async function readDiffSource(text: string): Promise<DiffSource> {
  if (text.startsWith('git:')) return { manifests: await readRevision(text.slice('git:'.length)) }
  if (text === 'local' || text.startsWith('local:')) {
    const hub = openHub(chooseHub(text, process.env, process.cwd()))
    return { manifests: [], hub: await hubObjects(hub) }
  }
  return { manifests: await readManifestFiles({ files: [text], recursive: true, stdin: process.stdin }) }
}
