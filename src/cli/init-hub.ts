import { join } from 'node:path'
import { isJsonObject } from '../core/apimachinery/index.ts'
import { initDirectory, type Operation } from '../core/store/index.ts'
import { openHub } from './hub.ts'
import type { HubAddress } from './hub-address.ts'
import { applyManifests, placeManifests } from './manifest-changes.ts'
import { surveyManifestFiles } from './manifests/index.ts'
import type { ObjectOutcome } from './outcome.ts'

/**
 * Makes a hub, if it is not there yet, and puts the sample fleet into it when asked to: the targets as somebody would
 * apply them, and what their syncers would have reported.
 *
 * @param sampleRoot the folder of the program that holds `examples/fleet`; undefined for no sample
 */
export async function initHub(
  address: HubAddress,
  sampleRoot: string | undefined,
): Promise<{ isNew: boolean; outcomes: ObjectOutcome[] }> {
  const isNew = await initDirectory(address.directory)
  if (sampleRoot === undefined) return { isNew, outcomes: [] }
  const { store } = openHub(address)
  const reading = await surveyManifestFiles({ files: [join(sampleRoot, 'examples', 'fleet')] })
  const placing = placeManifests(reading, undefined)
  const options = { isDryRun: false, force: false, onWarning: () => undefined }
  const outcomes = await applyManifests(store, placing, options)
  const reports = placing.placed.flatMap(({ kind, object: { metadata, status } }): Operation[] => {
    if (!isJsonObject(status)) return []
    return [{ verb: 'patchStatus', kind, key: { name: metadata.name ?? '' }, patch: { type: 'merge', patch: status } }]
  })
  await store.batch(reports)
  return { isNew, outcomes }
}
