import { createHash } from 'node:crypto'
import { sep } from 'node:path'
import type { AnyResource } from '../../api/index.ts'

/** The file that makes a folder a hub; committed with the manifests. */
export const markerFile = 'hub.json'

/** The folder of what the hub keeps for itself; not committed. */
export const stateFolder = '.tmcctl'

/** Where drafts are written before they take their names; in the state folder. */
export const draftFolder = 'drafts'

/** Names that Windows keeps for devices, whatever follows after a dot. */
const deviceName = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)/

/** Longest name that becomes a file name as it is; file systems take 255 bytes. */
const longestName = 200

/**
 * The path of an object's manifest below the hub: `group/plural/name.json`, or `group/plural/namespace/name.json`. Names are
 * lower-case DNS names, so none leaves its folder and none differs from another in case only; `_`, which no name has, marks
 * the few that a file system would not take as they are.
 */
export function manifestPath({ group, plural, scope }: AnyResource, id: string): string {
  const slash = id.indexOf('/')
  const file = `${fileName(id.slice(slash + 1))}.json`
  const folder = group + sep + plural + sep
  return scope === 'Namespaced' ? folder + fileName(id.slice(0, slash)) + sep + file : folder + file
}

function fileName(name: string): string {
  if (name.length > longestName) {
    const hash = createHash('sha256').update(name).digest('hex').slice(0, 16)
    return `${fileName(name.slice(0, longestName - 20).replace(/[.-]+$/, ''))}_${hash}`
  }
  return name.replace(deviceName, '$1_')
}
