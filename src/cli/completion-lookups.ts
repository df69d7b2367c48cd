import type { CompletionLookups } from './completion.ts'
import { knownHubs } from './hub-address.ts'

/** Lookups for completion in the hub the words so far name. Whatever fails is an empty answer: nobody reads errors there. */
export function completionLookups(_words: readonly string[]): CompletionLookups {
  return {
    kinds: quietly(async () => (await import('../core/api/index.ts')).allKinds.map(({ plural }) => plural)),
    names: quietly(() => Promise.resolve([])),
    namespaces: quietly(() => Promise.resolve([])),
    hubs: quietly(() =>
      Promise.resolve(['local', ...knownHubs(process.env, process.cwd()).all.map(({ address }) => address)]),
    ),
    fields: quietly(() => Promise.resolve([])),
  }
}

function quietly<A extends readonly unknown[]>(
  look: (...args: A) => Promise<readonly string[]>,
): (...args: A) => Promise<readonly string[]> {
  return async (...args) => {
    try {
      return await look(...args)
    } catch {
      return []
    }
  }
}
