import { kindAdmission } from './admission.ts'
import { type Backing, EmbeddedStore } from './embedded-store.ts'
import type { ObjectStore } from './object-store.ts'
import { systemSources } from './sources.ts'
import type { StoreOptions } from './store-options.ts'
import { Table } from './table.ts'
import { Transaction } from './transaction.ts'

/** Changes that are remembered unless told otherwise. */
export const defaultHistory = 32_768

/** A store that lives as long as the process. */
export function memoryStore(options: StoreOptions = {}): ObjectStore {
  return new EmbeddedStore(new MemoryBacking(options))
}

class MemoryBacking implements Backing {
  readonly table: Table
  readonly #environment

  constructor({ admission = kindAdmission, sources, history = defaultHistory }: StoreOptions) {
    this.table = new Table(history)
    this.#environment = { admission, sources: { ...systemSources, ...sources } }
  }

  refresh(): Promise<void> {
    return Promise.resolve()
  }

  transact<T>(plan: (tx: Transaction) => T, keeps: boolean): Promise<T> {
    return new Promise((resolve) => {
      const tx = new Transaction(this.table, this.#environment)
      const result = plan(tx)
      if (keeps && tx.changes.length > 0) this.table.commit(tx.changes)
      resolve(result)
    })
  }

  follow(): () => void {
    return () => {}
  }
}
