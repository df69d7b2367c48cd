import { TmcCommand } from './command.ts'
import { type ListingFlags, noneFound } from './listing.ts'
import type { Wanted } from './object-words.ts'

/** The base of commands that describe objects of the hub. */
export abstract class DescribingCommand extends TmcCommand {
  /** Prints the descriptions of what is wanted, two blank lines between them. */
  protected async describe(wanted: readonly Wanted[], flags: ListingFlags): Promise<void> {
    const { findObjects } = await import('./find-objects.ts')
    const { formatDescription } = await import('./description.ts')
    const { targetSections } = await import('./targets/sections.ts')
    const namespace = flags['all-namespaces'] === true ? undefined : (flags.namespace ?? 'default')
    const hub = await this.openHub()
    const selecting = { namespace, selector: flags.selector, fieldSelector: flags['field-selector'] }
    const found = await findObjects(hub.store, wanted, selecting)
    const decisions = found.some(({ kind }) => kind.kind === 'SyncTarget')
      ? (await hub.client.placementDecisions.list()).items
      : []
    const stdout = await this.stdout()
    for (const [index, { kind, object }] of found.entries()) {
      const sections = kind.kind === 'SyncTarget' ? targetSections(object, decisions) : []
      await stdout.write(`${index > 0 ? '\n\n' : ''}${formatDescription(object, kind.schema, sections)}`)
    }
    await stdout.flush()
    if (found.length === 0) this.say(noneFound(wanted, namespace))
  }
}
