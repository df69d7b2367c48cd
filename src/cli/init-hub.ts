import { join } from 'node:path'
import { initDirectory } from '../core/store/index.ts'
import { openHub } from './hub.ts'
import type { HubAddress } from './hub-address.ts'
import { applyManifests, placeManifests } from './manifest-changes.ts'
import { readManifestFiles } from './manifests/index.ts'
import type { ObjectOutcome } from './outcome.ts'

/**
 * Makes a hub, if it is not there yet, and puts the sample fleet into it when asked to.
 *
 * @param sampleRoot the folder of the program that holds `examples/fleet`; undefined for no sample
 */
export async function initHub(
  address: HubAddress,
  sampleRoot: string | undefined,
): Promise<{ isNew: boolean; outcomes: ObjectOutcome[] }> {
  const isNew = await initDirectory(address.directory)
  if (sampleRoot === undefined) return { isNew, outcomes: [] }
  const manifests = await readManifestFiles({ files: [join(sampleRoot, 'examples', 'fleet')] })
  const placed = placeManifests(manifests, undefined)
  const options = { isDryRun: false, force: false, onWarning: () => undefined }
  return { isNew, outcomes: await applyManifests(openHub(address).store, placed, options) }
}
