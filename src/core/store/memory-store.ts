import { type Backing, EmbeddedStore } from './embedded-store.ts'
import { lateAdmission } from './late-admission.ts'
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

  constructor({ admission = lateAdmission, sources, history = defaultHistory }: StoreOptions) {
    this.table = new Table(history)
    this.#environment = { admission, sources: { ...systemSources, ...sources } }
  }

  refresh(): Promise<void> {
    return Promise.resolve()
  }

  async transact<T>(plan: (tx: Transaction) => T, keeps: boolean): Promise<T> {
    await this.#environment.admission.ready?.()
    const tx = new Transaction(this.table, this.#environment)
    const result = plan(tx)
    if (keeps && tx.changes.length > 0) this.table.commit(tx.changes)
    return result
  }

  follow(): () => void {
    return () => {}
  }
}
