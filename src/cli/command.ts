import { type KubeObject, type Manifest, type ManifestReading, TmcError } from '../core/apimachinery/index.ts'
import { withoutBooleanValues } from './boolean-values.ts'
import type { ExitCode } from './exit-code.ts'
import { globalFlags } from './flags.ts'
import type { Hub } from './hub.ts'
import type { HubAddress } from './hub-address.ts'
import { interruption } from './interruption.ts'
import { keepLast } from './last-wins.ts'
import type { ObjectOutcome } from './outcome.ts'
import { Command, type CommandInput, type CommandOutput, type Values } from './oclif.ts'
import { type Palette, paletteOf } from './palette.ts'
import {
  colourLevel,
  type ColourLevel,
  type ObjectPrintOptions,
  type Output,
  type ReportView,
} from './printers/index.ts'
import { type Progress, startProgress } from './progress.ts'
import { canAsk, type Question } from './prompts.ts'

/** What `-f` and `-R` say, where a command has them. */
type FilenameFlags = { readonly filename?: readonly string[] | undefined; readonly recursive?: boolean | undefined }

/**
 * The base of every command: parse, call one core function, print. Errors are thrown (TmcError) and told in one place;
 * `run` returns the exit code when it is not 0.
 *
 * ```ts
 * export default class FleetCount extends TmcCommand {
 *   static override summary = 'Count the targets of the hub.'
 *   static override examples = [{ description: 'Count them:', command: '<%= config.bin %> fleet count' }]
 *   static override flags = { ...outputFlags, ...hubFlags }
 *
 *   async run(): Promise<ExitCode> {
 *     await this.parse(FleetCount)
 *     const hub = await this.openHub()
 *     const { items } = await hub.client.syncTargets.list()
 *     await this.print({ targets: items.length }, { tables: (count) => [{ columns: [{ name: 'Targets' }], rows: [[count.targets]] }] })
 *     return ExitCode.Ok
 *   }
 * }
 * ```
 */
export abstract class TmcCommand extends Command {
  static override baseFlags = globalFlags
  #flags: Values = {}
  #output: Output | undefined
  #progress: Progress | undefined

  abstract override run(): Promise<ExitCode>

  /** Parses flags and arguments; of a single-valued flag given twice the last counts. */
  protected override async parse<F extends Values, B extends Values, A extends Values>(
    options?: CommandInput<F, B, A>,
    argv: string[] = this.argv,
  ): Promise<CommandOutput<F, B, A>> {
    const known = { ...this.ctor.baseFlags, ...this.ctor.flags }
    // The framework would take a missing argument from stdin, which may be the rest of a script.
    for (const arg of Object.values(this.ctor.args)) arg.ignoreStdin = true
    // It would also take every word after `-f a` as another value of `-f`.
    for (const flag of Object.values(known))
      if (flag.type === 'option' && flag.multiple === true) flag.multipleNonGreedy = true
    const result = await super.parse<F, B, A>(options, keepLast(withoutBooleanValues(argv, known), known))
    const flags: Values = result.flags
    // As in kubectl, where an empty -n is none.
    if (flags['namespace'] === '') delete flags['namespace']
    this.#flags = flags
    return result
  }

  /** Errors are told by the start file, once and in one way. */
  protected override catch(error: Error): Promise<never> {
    this.#progress?.stop()
    return Promise.reject(error)
  }

  /** Prints a result on stdout in the format of `-o`. The command has `outputFlags`. */
  protected async print<T>(value: T, view: ReportView<T>): Promise<void> {
    const { printReport } = await import('./printers/index.ts')
    const noHeaders = this.#flags['no-headers'] === true
    await printReport(await this.stdout(), value, view, { format: await this.outputFormat(), noHeaders })
  }

  /**
   * Prints Kubernetes objects on stdout in the format of `-o`, with the columns of their kinds. The command has
   * `outputFlags`, and `listFlags` when it lists.
   */
  protected async printObjects(
    objects: Iterable<KubeObject> | AsyncIterable<KubeObject>,
    options: { readonly single?: boolean; readonly withNamespace?: boolean } = {},
  ): Promise<number> {
    const { printObjects } = await import('./printers/index.ts')
    return printObjects(await this.stdout(), objects, { ...(await this.objectPrintOptions()), ...options })
  }

  /** How the flags of this command say that objects are printed. */
  protected async objectPrintOptions(): Promise<ObjectPrintOptions> {
    const { columnsOf } = await import('./kinds.ts')
    const labelColumns = this.#flags['label-columns']
    const sortBy = this.#flags['sort-by']
    return {
      format: await this.outputFormat(),
      columnsOf: ({ apiVersion, kind }) => columnsOf(apiVersion, kind),
      now: Date.now(),
      noHeaders: this.#flags['no-headers'] === true,
      showLabels: this.#flags['show-labels'] === true,
      ...(Array.isArray(labelColumns) ? { labelColumns: labelColumns.map(String) } : {}),
      ...(typeof sortBy === 'string' ? { sortBy } : {}),
    }
  }

  /** Prints objects as YAML documents that kubectl applies; with `-o`, as that says. */
  protected async printDocuments(objects: readonly KubeObject[]): Promise<void> {
    if (this.#flags['output'] !== undefined)
      return void (await this.printObjects(objects, { single: objects.length === 1 }))
    const { formatYaml } = await import('./yaml.ts')
    const stdout = await this.stdout()
    for (const [index, object] of objects.entries())
      await stdout.write(`${index > 0 ? '---\n' : ''}${formatYaml(object)}`)
    await stdout.flush()
  }

  /** Prints a result that reads as text where others are a table; every other format shows the value itself. */
  protected async printText<T>(value: T, format: (value: T) => string): Promise<void> {
    const { kind } = await this.outputFormat()
    if (kind !== 'table') return this.print(value, { tables: () => [] })
    const stdout = await this.stdout()
    await stdout.write(format(value))
    await stdout.flush()
  }

  /** The format `-o` asks for; a table when it is not given. */
  protected async outputFormat(): Promise<ObjectPrintOptions['format']> {
    const { parseOutputFormat } = await import('./printers/index.ts')
    const { readFileSync } = await import('node:fs')
    const wanted = this.#flags['output']
    return parseOutputFormat(typeof wanted === 'string' ? wanted : 'table', (path) => readFileSync(path, 'utf8'))
  }

  /** Stdout, for results only; writes wait for a slow reader, and a reader that has gone is no error. */
  protected async stdout(): Promise<Output> {
    if (this.#output === undefined) {
      const { outputTo } = await import('./printers/index.ts')
      this.#output = outputTo(process.stdout)
    }
    return this.#output
  }

  /** Says something to the person, on stderr. */
  protected say(text: string): void {
    process.stderr.write(`${text}\n`)
  }

  /** Says that something is not as it may seem, on stderr. */
  protected note(text: string): void {
    this.say(`note: ${text}`)
  }

  /** Shows that work goes on, on stderr and on a terminal only. Call `stop` when it is done. */
  protected progress(text: string): Progress {
    this.#progress?.stop()
    this.#progress = startProgress(text, process.stderr)
    return this.#progress
  }

  /** Aborted on Ctrl-C; a command that takes it ends by itself and leaves nothing half done. */
  protected get signal(): AbortSignal {
    return interruption()
  }

  /** The colours stdout takes. */
  protected get colourLevel(): ColourLevel {
    return colourLevel({
      flag: this.#flags['color'] as 'auto' | 'always' | 'never' | undefined,
      env: process.env,
      isTerminal: process.stdout.isTTY === true,
      depth: process.stdout.isTTY ? process.stdout.getColorDepth() : 4,
    })
  }

  /** Colours for stdout. */
  protected palette(): Promise<Palette> {
    return paletteOf(this.colourLevel)
  }

  /** Whether there is a person who can be asked. */
  protected get canAsk(): boolean {
    return canAsk(this.#flags['input'] !== false)
  }

  /**
   * Asks for what no flag says.
   *
   * @throws TmcError `Usage` naming the flag when nobody can be asked
   */
  protected async ask(question: Question): Promise<string> {
    if (!this.canAsk) throw new TmcError('Usage', `missing ${question.flag}`, { hint: `see \`${this.typed} --help\`` })
    const { askText } = await import('./prompts.ts')
    return askText(question)
  }

  /** The command as it is typed, without arguments. */
  protected get typed(): string {
    return `${this.config.bin} ${(this.id ?? '').replaceAll(':', ' ')}`
  }

  /**
   * Gets a yes for something destructive: `--yes`, or the person's word on a terminal.
   *
   * @param what what is about to happen, as `remove 3 objects`
   * @param names what it happens to, listed before the question where the question itself does not say it
   * @throws TmcError `ConfirmationNeeded` when nobody can be asked, `Declined` when the answer is no
   */
  protected async confirm(what: string, names: readonly string[] = []): Promise<void> {
    if (this.#flags['yes'] === true) return
    if (!this.canAsk)
      throw new TmcError('ConfirmationNeeded', `to ${what} needs a yes, and nobody can be asked for it`, {
        hint: 'add --yes',
      })
    const { askYes, listed } = await import('./prompts.ts')
    if (names.length > 0) this.say(listed(names))
    if (!(await askYes(`${what.charAt(0).toUpperCase()}${what.slice(1)}?`)))
      throw new TmcError('Declined', 'nothing was changed')
  }

  /**
   * Gets a yes for what happens to some objects of a hub: one is named in the question, several are listed before it.
   *
   * @param verb what is about to happen to them, as `delete`
   */
  protected confirmEach(verb: string, names: readonly string[], hub: Hub): Promise<void> {
    const [only = '', ...more] = names
    const what = more.length === 0 ? only : `${names.length} objects`
    return this.confirm(`${verb} ${what} of hub ${hub.address}`, more.length === 0 ? [] : names)
  }

  /** Where commands go that do not say `--hub`; undefined when nothing says it and there is no home directory. */
  protected async currentHub(): Promise<HubAddress | undefined> {
    const { chooseHub } = await import('./hub-address.ts')
    try {
      return chooseHub(undefined, process.env, () => process.cwd())
    } catch (error) {
      if (error instanceof TmcError && error.code === 'NotFound') return undefined
      throw error
    }
  }

  /** The hub of this command, open. The command has `hubFlags`. */
  protected async openHub(): Promise<Hub> {
    const { openHub } = await import('./hub.ts')
    return openHub(await this.hubAddress())
  }

  /**
   * Prints what became of objects: a line each, or the objects themselves as `-o` says; and says on stderr which hub it
   * was. The command has `hubFlags` and `outputFlags`.
   */
  protected async printOutcomes(hub: Hub, outcomes: readonly ObjectOutcome[]): Promise<void> {
    const isDryRun = this.isDryRun
    if (this.#flags['output'] === undefined) {
      const { formatOutcomes } = await import('./outcome.ts')
      const stdout = await this.stdout()
      await stdout.write(formatOutcomes(outcomes, isDryRun))
      await stdout.flush()
    } else {
      await this.printObjects(
        outcomes.map(({ object }) => object),
        { single: outcomes.length === 1 },
      )
    }
    this.say(isDryRun ? `hub ${hub.address}: nothing was written` : `hub ${hub.address}`)
  }

  /** Whether nothing is to be written. The command has `dryRunFlags`. */
  protected get isDryRun(): boolean {
    return this.#flags['dry-run'] === 'client'
  }

  /**
   * Reads the manifests that `-f` names, all of them. The command has `filenameFlags`.
   *
   * @throws TmcError `InvalidManifest` listing every problem of every file, and as {@link surveyManifests}
   */
  protected async readManifests(flags: FilenameFlags): Promise<readonly Manifest[]> {
    const { manifests, problems } = await this.surveyManifests(flags)
    if (problems.length === 0) return manifests
    const { manifestError } = await import('../core/apimachinery/index.ts')
    throw manifestError(problems)
  }

  /**
   * Reads what can be read of the manifests that `-f` names, for a command that finds more problems later and tells all of
   * them together. The command has `filenameFlags`.
   *
   * @throws TmcError `Usage` when there is no `-f`; `NotFound`, `Forbidden`, `TooLarge`
   */
  protected async surveyManifests(flags: FilenameFlags): Promise<ManifestReading> {
    const { splitFilenames, surveyManifestFiles } = await import('./manifests/index.ts')
    const files = (flags.filename ?? []).flatMap(splitFilenames)
    if (files.length === 0)
      throw new TmcError('Usage', 'missing -f', { hint: 'name manifests with -f FILE, -f DIR or -f - for stdin' })
    const sources = { files, recursive: flags.recursive === true, stdin: process.stdin }
    // Whoever types a manifest writes where progress would be shown.
    if (files.includes('-') && process.stdin.isTTY) return surveyManifestFiles(sources)
    const progress = this.progress('reading manifests')
    return surveyManifestFiles({ ...sources, onProgress: progress.update }).finally(progress.stop)
  }

  /** Where the hub of this command is, whether or not there is one. The command has `hubFlags`. */
  protected async hubAddress(): Promise<HubAddress> {
    const { chooseHub } = await import('./hub-address.ts')
    const wanted = this.#flags['hub']
    return chooseHub(typeof wanted === 'string' ? wanted : undefined, process.env, () => process.cwd())
  }
}
