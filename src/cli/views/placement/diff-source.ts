import { type Manifest, TmcError } from '../../../core/apimachinery/index.ts'
import { mergeManifests, type ScenarioSources } from '../../../core/simulation/index.ts'
import { chooseHub } from '../../hub-address.ts'
import { openHub } from '../../hub.ts'
import { readManifestFiles } from '../../manifests/index.ts'
import { readRevision } from './git-source.ts'
import { hubObjects } from './placement-command.ts'

/** One side of a comparison. */
export type DiffSource = { readonly manifests: readonly Manifest[]; readonly hub?: NonNullable<ScenarioSources['hub']> }

/**
 * Reads one side, made of several sources; of an object in two of them the later counts.
 *
 * @throws TmcError `Usage` for two hubs on one side, and as {@link readDiffSource}
 */
export async function readDiffSources(texts: readonly string[]): Promise<DiffSource> {
  const sources = await Promise.all(texts.map(readDiffSource))
  const hubs = sources.flatMap(({ hub }) => hub ?? [])
  if (hubs.length > 1)
    throw new TmcError('Usage', `${texts.join(' and ')} are two hubs on one side`, {
      hint: 'a side is one hub at most, and manifests',
    })
  const manifests = sources.reduce<Manifest[]>((under, source) => mergeManifests(source.manifests, under), [])
  return { manifests, ...(hubs[0] === undefined ? {} : { hub: hubs[0] }) }
}

/**
 * Reads one source: `git:REV[:PATH]`, a hub as `local` or `local:DIR`, or a file or directory with all below it.
 *
 * @throws TmcError `NotFound`, `NoHub`, `InvalidManifest`, `Usage`
 */
async function readDiffSource(text: string): Promise<DiffSource> {
  if (text.startsWith('git:')) return { manifests: await readRevision(text.slice('git:'.length)) }
  if (text === 'local' || text.startsWith('local:')) {
    const hub = openHub(chooseHub(text, process.env, process.cwd()))
    return { manifests: [], hub: await hubObjects(hub) }
  }
  return { manifests: await readManifestFiles({ files: [text], recursive: true, stdin: process.stdin }) }
}
