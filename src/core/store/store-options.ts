import type { StoreAdmission } from './admission.ts'
import type { Sources } from './sources.ts'

/** What an embedded store is made with. */
export type StoreOptions = {
  /** Time, uids, suffixes; those of the machine unless given. */
  readonly sources?: Partial<Sources> | undefined
  /** Prunes, defaults and judges what comes in; that of the kinds of this project unless given. */
  readonly admission?: StoreAdmission | undefined
  /** How many changes are remembered for watches and continued lists; 32,768 unless given. */
  readonly history?: number | undefined
}
