import { TmcError } from '../apimachinery/index.ts'
import type { ObjectStore } from './object-store.ts'
import type { StoreOptions } from './store-options.ts'

/** A store that lives as long as the process. */
export function memoryStore(_options: StoreOptions = {}): ObjectStore {
  throw new TmcError('Bug', 'in the making')
}
