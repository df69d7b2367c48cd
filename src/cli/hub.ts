import { type Client, client, directoryStore, type ObjectStore } from '../core/store/index.ts'
import type { HubAddress } from './hub-address.ts'

/** An open hub: where it is, and what it holds. */
export type Hub = {
  /** What `--hub` takes and messages name. */
  readonly address: string
  readonly directory: string
  readonly store: ObjectStore
  /** Typed access to the same store. */
  readonly client: Client
}

/** Opens a hub. Nothing is read yet: the first call of the store says `NoHub` when there is none. */
export function openHub({ address, directory }: HubAddress): Hub {
  const store = directoryStore(directory)
  return { address, directory, store, client: client(store) }
}
