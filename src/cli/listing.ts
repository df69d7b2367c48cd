import { TmcError } from '../core/apimachinery/index.ts'
import { TmcCommand } from './command.ts'
import type { Wanted } from './object-words.ts'

/** What the flags of a listing command say. */
export type ListingFlags = {
  readonly namespace?: string | undefined
  readonly 'all-namespaces'?: boolean | undefined
  readonly selector?: string | undefined
  readonly 'field-selector'?: string | undefined
  readonly 'ignore-not-found'?: boolean | undefined
  readonly watch?: boolean | undefined
  readonly 'watch-only'?: boolean | undefined
}

/** The base of commands that show objects of the hub as `kubectl get` does. */
export abstract class ListingCommand extends TmcCommand {
  /** Prints what is wanted, then goes on printing changes when asked to. */
  protected async show(wanted: readonly Wanted[], flags: ListingFlags): Promise<void> {
    const everywhere = flags['all-namespaces'] === true
    const namespace = everywhere ? undefined : (flags.namespace ?? 'default')
    if (flags.watch === true || flags['watch-only'] === true) return this.#watch(wanted, flags, namespace)
    const { findObjects } = await import('./find-objects.ts')
    const hub = await this.openHub()
    const ignoresMissing = flags['ignore-not-found'] === true
    const selecting = {
      namespace,
      selector: flags.selector,
      fieldSelector: flags['field-selector'],
      ignoresMissing,
    }
    const found = await findObjects(hub.store, wanted, selecting)
    const single = wanted.length === 1 && wanted[0]?.names.length === 1
    const withNamespace = everywhere && wanted.some(({ kind }) => kind.scope === 'Namespaced')
    const count = await this.printObjects(
      found.map(({ object }) => object),
      { single, withNamespace },
    )
    const { kind: format } = await this.outputFormat()
    if (count === 0 && format === 'table' && !ignoresMissing) this.say(noneFound(wanted, namespace))
  }

  async #watch(wanted: readonly Wanted[], flags: ListingFlags, namespace: string | undefined): Promise<void> {
    const [only, ...more] = wanted
    if (only === undefined || more.length > 0) throw new TmcError('Usage', '--watch shows one kind at a time')
    const { kind, names } = only
    const [name, ...others] = names
    if (others.length > 0) throw new TmcError('Usage', '--watch shows one object, or all that are selected')
    const { objectStream, sortObjects } = await import('./printers/index.ts')
    const { signal } = this
    const { store } = await this.openHub()
    const byName = name === undefined ? [] : [`metadata.name=${name}`]
    const selection = {
      namespace: kind.scope === 'Namespaced' ? namespace : undefined,
      labelSelector: flags.selector,
      fieldSelector: [...byName, ...(flags['field-selector'] === undefined ? [] : [flags['field-selector']])].join(','),
    }
    const output = await this.stdout()
    const withNamespace = namespace === undefined && kind.scope === 'Namespaced'
    const options = { ...(await this.objectPrintOptions()), withNamespace }
    const { items, metadata } = await store.list(kind, selection)
    if (name !== undefined && items.length === 0 && flags['ignore-not-found'] !== true) {
      const { notFound } = await import('./missing.ts')
      const { items: all } = await store.list(kind, { namespace: selection.namespace })
      const known = all.map((object) => object.metadata.name ?? '')
      throw notFound(`${kind.plural}.${kind.group}`, [name], known)
    }
    const sorted = options.sortBy === undefined ? items : sortObjects(items, options.sortBy)
    const first = flags['watch-only'] === true ? [] : sorted
    // What is there is set as one table; what comes later cannot know how wide its columns will be.
    const isTable = options.format.kind === 'table' && first.length > 0
    if (isTable) await this.printObjects(first, { withNamespace })
    const stream = objectStream(output, isTable ? { ...options, noHeaders: true } : options)
    if (!isTable) for (const object of first) await stream.print(object)
    for await (const event of store.watch(kind, { ...selection, resourceVersion: metadata.resourceVersion, signal })) {
      if (event.type !== 'BOOKMARK') await stream.print(event.object)
      if (output.isClosed) return
    }
  }
}

/** That there is nothing, in kubectl's words. */
export function noneFound(wanted: readonly Wanted[], namespace: string | undefined): string {
  const isNamespaced = wanted.some(({ kind }) => kind.scope === 'Namespaced')
  return isNamespaced && namespace !== undefined
    ? `No resources found in ${namespace} namespace.`
    : 'No resources found'
}
