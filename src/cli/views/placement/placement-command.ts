import { TmcError } from '../../../core/apimachinery/index.ts'
import type { Manifest, ManifestReading } from '../../../core/apimachinery/index.ts'
import { allKinds } from '../../../core/api/index.ts'
import type { HubObjects, PlacementSummary, Scenario, ScenarioSources } from '../../../core/simulation/index.ts'
import { TmcCommand } from '../../command.ts'
import { ExitCode } from '../../exit-code.ts'
import type { Hub } from '../../hub.ts'
import { deafen, interruptible } from '../../interruption.ts'
import { noteLines } from './note-lines.ts'
import { summaryText } from './report-table.ts'

/** What the flags of a question say; `scenarioFlags` has them. */
export type ScenarioFlags = {
  readonly filename?: readonly string[] | undefined
  readonly recursive?: boolean | undefined
  readonly namespace?: string | undefined
  readonly hub?: string | undefined
  readonly 'no-hub'?: boolean | undefined
  readonly now?: string | undefined
  readonly seed?: string | undefined
  readonly policy?: string | undefined
  readonly 'require-policy'?: boolean | undefined
}

/** The base of commands that ask the scheduler something. */
export abstract class PlacementCommand extends TmcCommand {
  /** The manifests of `-f`, which may be stdin and are therefore read once. */
  #given: Promise<ManifestReading> | undefined

  /**
   * Reads manifests and the hub as the flags say, and tells what is to be known about them.
   *
   * @throws TmcError `NoHub` when there is neither a hub nor a manifest, and those of reading manifests and scenarios
   */
  protected async scenario(flags: ScenarioFlags): Promise<Scenario> {
    const reading = await this.#reading(flags)
    const isGiven = reading.manifests.length + reading.problems.length > 0
    if (!isGiven && flags['no-hub'] === true)
      throw new TmcError('Usage', 'with --no-hub and without -f there is nothing to decide', {
        hint: 'name manifests with -f FILE, -f DIR or -f - for stdin',
      })
    const hub = flags['no-hub'] === true ? undefined : await this.#hub(flags, isGiven)
    return this.#read(flags, { ...reading, ...(hub === undefined ? {} : { hub }) })
  }

  /**
   * As {@link scenario}, of what one side of a comparison has besides the manifests of `-f`; its objects count where both
   * have the same. The hub of the command is not read.
   */
  protected async side(flags: ScenarioFlags, source: ScenarioSources): Promise<Scenario> {
    const { mergeManifests } = await import('../../../core/simulation/index.ts')
    const { manifests, problems } = await this.#reading(flags)
    return this.#read(flags, { ...source, manifests: mergeManifests(source.manifests, manifests), problems })
  }

  /** As {@link side}, with the hub of the command under it, unless the side has a hub of its own. */
  protected async sideOverHub(flags: ScenarioFlags, source: ScenarioSources): Promise<Scenario> {
    if (source.hub !== undefined || flags['no-hub'] === true) return this.side(flags, source)
    const hub = await this.#hub(flags, true)
    return this.side(flags, { ...source, ...(hub === undefined ? {} : { hub }) })
  }

  async #reading(flags: ScenarioFlags): Promise<ManifestReading> {
    if ((flags.filename ?? []).length === 0) return { manifests: [], problems: [] }
    this.#given ??= this.surveyManifests(flags)
    return this.#given
  }

  async #read(flags: ScenarioFlags, sources: ScenarioSources): Promise<Scenario> {
    const { readScenario } = await import('../../../core/simulation/index.ts')
    deafen()
    const policy = flags.policy === undefined ? undefined : await this.#policy(flags.policy)
    const scenario = readScenario({
      ...sources,
      ...(flags.namespace === undefined ? {} : { namespace: flags.namespace }),
      ...(flags.now === undefined ? {} : { now: flags.now }),
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      ...(policy === undefined ? {} : { policy }),
      ...(flags['require-policy'] === true ? { requiresPolicy: true } : {}),
    })
    for (const note of scenario.notes) this.note(note)
    return scenario
  }

  /**
   * Does work that decides, and meanwhile shows how many decisions are made of those that one run of each scenario takes;
   * without a scenario, how many alone. Ctrl-C stops it.
   */
  protected deciding<T>(runs: readonly Scenario[], work: (onDecision: () => void) => T): T {
    const { update, stop } = this.progress('deciding')
    const total = runs.reduce((sum, { inputs }) => sum + inputs.workloads.length, 0)
    let done = 0
    const onDecision = () => update(++done, runs.length === 0 ? undefined : total)
    const result = interruptible(() => work(onDecision))
    stop()
    return result
  }

  /** The hub of the command; undefined when there is none and none was asked for. */
  async #hub(flags: ScenarioFlags, hasManifests: boolean): Promise<ScenarioSources['hub']> {
    try {
      return await hubObjects(await this.openHub())
    } catch (error) {
      const isMissing = error instanceof TmcError && error.code === 'NoHub'
      if (isMissing && hasManifests && flags.hub === undefined) return undefined
      throw error
    }
  }

  async #policy(text: string): Promise<Manifest | string> {
    if (!/[/\\]|\.(?:ya?ml|json)$/.test(text)) return text
    const { quoteFilename } = await import('../../manifests/index.ts')
    const manifests = await this.readManifests({ filename: [quoteFilename(text)] })
    const [policy] = manifests
    if (policy === undefined || manifests.length !== 1)
      throw new TmcError('Usage', `--policy: ${text} has ${manifests.length} objects`, {
        hint: 'give a file with one PlacementPolicy, or the name of a policy',
      })
    return policy
  }

  /** Characters of a line of the screen that shows stdout; undefined where no screen does. */
  protected get screenWidth(): number | undefined {
    const { isTTY, columns } = process.stdout
    return isTTY && columns > 0 ? columns : undefined
  }

  /** Writes text to stdout as it is. */
  protected async write(text: string): Promise<void> {
    const stdout = await this.stdout()
    await stdout.write(text)
    await stdout.flush()
  }

  /**
   * Says that there is nothing to decide.
   *
   * @throws TmcError `Usage` when what is not in the input is to be removed: that would be everything
   */
  protected refuseNothing(prunes: boolean): void {
    if (prunes)
      throw new TmcError('Usage', '--prune without any workload would remove every decision', {
        hint: 'name the workloads with -f; `tmcctl delete placementdecisions --all` removes all decisions',
      })
    this.note('there are no workloads: name some with -f')
  }

  /** Tells each note of decisions once, with how many workloads it is about; a few of each sort. */
  protected tellNotes(notes: Iterable<{ readonly code: string; readonly message: string }>): void {
    for (const line of noteLines(notes)) this.note(line)
  }

  /** The sums of a run in one sentence, on stderr. */
  protected tellSummary(summary: PlacementSummary): void {
    if (summary.workloads + summary.followers + summary.ignored === 0) this.refuseNothing(false)
    this.say(summaryText(summary))
  }

  /** 2 when something is in error, 7 when something is not placed. */
  protected exitOf({ errors, partial, unplaced }: Pick<PlacementSummary, 'errors' | 'partial' | 'unplaced'>): ExitCode {
    if (errors > 0) return ExitCode.Invalid
    return partial + unplaced > 0 ? ExitCode.Infeasible : ExitCode.Ok
  }
}

/** Everything in a hub that decides. */
export async function hubObjects(hub: Hub): Promise<HubObjects> {
  const lists = await Promise.all(allKinds.filter(({ kind }) => !silent.has(kind)).map((kind) => hub.store.list(kind)))
  return { kind: 'local', address: hub.address, isAdmitted: true, objects: lists.flatMap(({ items }) => items) }
}

/** Kinds that say nothing about where workloads go. */
const silent = new Set(['WorkloadTransform', 'StatusAggregation', 'APIDiscovery'])
