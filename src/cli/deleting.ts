import { TmcError } from '../core/apimachinery/index.ts'
import { TmcCommand } from './command.ts'
import { emptySelector } from './empty-selector.ts'
import type { FoundObject } from './find-objects.ts'
import type { Hub } from './hub.ts'

/** What says which objects go. */
type DeletingFlags = {
  readonly filename?: readonly string[] | undefined
  readonly recursive?: boolean | undefined
  readonly namespace?: string | undefined
  readonly selector?: string | undefined
  readonly all?: boolean | undefined
  readonly 'all-namespaces'?: boolean | undefined
  readonly 'ignore-not-found'?: boolean | undefined
}

/** What says how they go. */
type HowFlags = {
  readonly force?: boolean | undefined
  readonly wait?: boolean | undefined
  readonly timeout?: string | undefined
}

/** The base of commands that delete objects of the hub. */
export abstract class DeletingCommand extends TmcCommand {
  /** The objects that words, a selector or manifests name. */
  protected async find(hub: Hub, words: readonly string[], flags: DeletingFlags): Promise<FoundObject[]> {
    const { findObjects } = await import('./find-objects.ts')
    const namespace = flags['all-namespaces'] === true ? undefined : (flags.namespace ?? 'default')
    const ignoresMissing = flags['ignore-not-found'] === true
    const hasFiles = flags.filename !== undefined && flags.filename.length > 0
    // What is asked for twice may be asked for by mistake, and this deletes.
    if (flags.selector?.trim() === '') throw emptySelector()
    const hasNames = words.length > 1 || words[0]?.includes('/') === true
    if (flags.all === true && (hasFiles || hasNames || flags.selector !== undefined))
      throw new TmcError('Usage', '--all leaves nothing to choose: it goes with no names, no -l and no -f')
    if (hasFiles) {
      if (words.length > 0) throw new TmcError('Usage', 'objects are named either by words or by -f')
      const { placeManifests } = await import('./manifest-changes.ts')
      const { manifestError, matchesSelector, parseSelector } = await import('../core/apimachinery/index.ts')
      const selector = parseSelector(flags.selector ?? '')
      const { placed, problems } = placeManifests(await this.surveyManifests(flags), flags.namespace)
      if (problems.length > 0) throw manifestError(problems)
      const found: FoundObject[] = []
      for (const { kind, object } of placed) {
        if (!matchesSelector(selector, object.metadata.labels)) continue
        const wanted = [{ kind, names: [object.metadata.name ?? ''] }]
        const selecting = { namespace: object.metadata.namespace ?? namespace, ignoresMissing }
        found.push(...(await findObjects(hub.store, wanted, selecting)))
      }
      return found
    }
    const { readObjectWords } = await import('./object-words.ts')
    const wanted = readObjectWords(words)
    const isOpen = wanted.some(({ names }) => names.length === 0)
    if (isOpen && flags.selector === undefined && flags.all !== true)
      throw new TmcError('Usage', 'missing NAME', { hint: 'name objects, or choose them with -l or --all' })
    return findObjects(hub.store, wanted, { namespace, selector: flags.selector, ignoresMissing })
  }

  /** Deletes objects after a look at what refers to them, and a yes; with `--wait`, stays until they are gone. */
  protected async delete(hub: Hub, doomed: readonly FoundObject[], { force, wait, timeout }: HowFlags): Promise<void> {
    const { millisecondsOf, waitUntilGone } = await import('./waiting.ts')
    if (timeout !== undefined) millisecondsOf(timeout)
    const { checkDeletion, deleteObjects, stillNeeded } = await import('./deletion.ts')
    const { warnings, obstacles } = await checkDeletion(hub.store, doomed)
    for (const warning of warnings) this.say(`warning: ${warning}`)
    if (obstacles.length > 0 && force !== true) throw stillNeeded(obstacles)
    if (doomed.length > 0 && !this.isDryRun) {
      const { objectName } = await import('./outcome.ts')
      const names = doomed.map(({ kind, object }) => objectName(kind, object.metadata.name ?? ''))
      await this.confirmEach('delete', names, hub)
    }
    await this.printOutcomes(
      hub,
      await deleteObjects(hub.store, doomed, { isDryRun: this.isDryRun, force: force === true }),
    )
    if (doomed.length === 0) this.say('No resources found')
    if (wait === true && !this.isDryRun) await waitUntilGone(hub.store, doomed, timeout, this.signal)
  }
}
