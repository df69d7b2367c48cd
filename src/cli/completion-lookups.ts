import type { CompletionLookups } from './completion.ts'
import { chooseHub, knownHubs } from './hub-address.ts'

/**
 * Lookups for completion in the hub that the words so far name. Whatever fails is an empty answer: nobody reads errors there.
 */
export function completionLookups(words: readonly string[]): CompletionLookups {
  const hub = async () => {
    const { openHub } = await import('./hub.ts')
    return openHub(chooseHub(flagValue(words, '--hub'), process.env, () => process.cwd()))
  }
  return {
    kinds: quietly(async () => (await import('./kinds.ts')).kindPlurals()),
    names: quietly(async (word) => {
      const { kindNamed } = await import('./kinds.ts')
      const kind = kindNamed(word)
      const named = flagValue(words, '--namespace') ?? flagValue(words, '-n') ?? 'default'
      const namespace = kind.scope === 'Namespaced' ? named : undefined
      const { items } = await (await hub()).store.list(kind, { namespace })
      return items.map(({ metadata }) => metadata.name ?? '')
    }),
    namespaces: quietly(async () => {
      const { namespacedKinds } = await import('./kinds.ts')
      const { store } = await hub()
      const lists = await Promise.all(namespacedKinds().map((kind) => store.list(kind)))
      return [...new Set(lists.flatMap(({ items }) => items.map(({ metadata }) => metadata.namespace ?? '')))].sort()
    }),
    hubs: quietly(() =>
      Promise.resolve(['local', ...knownHubs(process.env, () => process.cwd()).all.map(({ address }) => address)]),
    ),
    fields: quietly(async (typed) => {
      const { fieldPaths } = await import('./explanation.ts')
      return fieldPaths(typed)
    }),
  }
}

function flagValue(words: readonly string[], flag: string): string | undefined {
  const at = words.lastIndexOf(flag)
  if (at >= 0 && at < words.length - 1) return words[at + 1]
  return words.findLast((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1)
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
