import type { AnyResource } from '../../api/index.ts'
import { type ErrorDetail, TmcError } from '../../apimachinery/index.ts'
import type { Backing } from '../embedded-store.ts'
import { idOf } from '../intake.ts'
import type { ObjectKey } from '../object-store.ts'
import { type Change, Table, tableName } from '../table.ts'
import { Transaction, type WriteEnvironment } from '../transaction.ts'
import { planEdits, tableChanges } from './adoption.ts'
import { type Commit, type FileChange, planCommit } from './commit.ts'
import { fileErrorCode, fileFailure, permissionDenied, permissionHint } from './failures.ts'
import type { Files } from './files.ts'
import type { Host } from './host.ts'
import { HubFolder } from './hub-folder.ts'
import { manifestPath } from './layout.ts'
import { Ledger } from './ledger.ts'
import { lockFolder } from './lock.ts'
import type { Log } from './log.ts'
import { findManifests } from './manifest-files.ts'
import { entryOf } from './state-record.ts'
import { readManifest, type SeenFile, type Survey, surveyManifests } from './survey.ts'

/** What a directory backing is made with. */
export type DirectorySettings = {
  readonly directory: string
  readonly files: Files
  readonly host: Host
  readonly environment: WriteEnvironment
  readonly history: number
  /** Broken files are left out, and nothing is written. */
  readonly skipsBroken: boolean
  /** Milliseconds. */
  readonly lockTimeout: number
  /** In bytes. */
  readonly logLimit: number
  /** How often a watch looks for what others did, in milliseconds. */
  readonly pollInterval: number
}

/** Up to so many manifests are synced one by one; more are left to the system, and the log keeps them until it has. */
const syncedManifests = 8

/** How often a plan is made anew because somebody edited its objects in the meantime. */
const maxAttempts = 5

/** Objects in a directory. All work is done one piece after the other, whoever asked for it. */
export class DirectoryBacking implements Backing {
  readonly table: Table
  readonly #settings: DirectorySettings
  readonly #hub: HubFolder
  #ledger = new Ledger()
  #log: Log
  #seen = new Map<string, SeenFile>()
  #problems: readonly ErrorDetail[] = []
  #isLoaded = false
  #isReadOnly = false
  #last: Promise<unknown> = Promise.resolve()
  readonly #followers = new Set<(error: unknown) => void>()

  constructor(settings: DirectorySettings) {
    this.#settings = settings
    this.table = new Table(settings.history)
    this.#hub = new HubFolder(settings.files, settings.directory)
    this.#log = this.#hub.log(this.#settings.logLimit)
  }

  refresh(kind?: AnyResource, key?: ObjectKey): Promise<void> {
    return this.#alone(async () => {
      const isFresh = await this.#catchUp(false)
      if (!isFresh && this.#deviates(kind, key)) await this.#heed()
      this.#refuseBroken()
    })
  }

  /** What is wrong with the files. */
  problems(): Promise<readonly ErrorDetail[]> {
    return this.#alone(async () => {
      const isFresh = await this.#catchUp(false)
      if (!isFresh && this.#deviates()) await this.#heed()
      return this.#problems
    })
  }

  transact<T>(plan: (tx: Transaction) => T, keeps: boolean): Promise<T> {
    return this.#alone(async () => {
      await this.#settings.environment.admission.ready?.()
      await this.#catchUp(false)
      this.#refuseBroken(keeps)
      return keeps ? this.#underLock(() => this.#attempt(plan, true)) : this.#attempt(plan, false)
    })
  }

  /** Plans, and plans anew when somebody edited the same objects by hand: what is in their files counts first. */
  async #attempt<T>(plan: (tx: Transaction) => T, keeps: boolean): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      await this.#catchUp(keeps)
      this.#refuseBroken(keeps)
      const tx = new Transaction(this.table, this.#settings.environment)
      const result = plan(tx)
      const isOvertaken = tx.changes.some(({ kind, id }) => this.#fileDeviates(kind, id))
      if (isOvertaken && attempt < maxAttempts) await (keeps ? this.#reconcile() : this.#heed())
      else {
        if (keeps && tx.changes.length > 0) this.#commit(tx.changes)
        return result
      }
    }
  }

  follow(onFailure: (error: unknown) => void): () => void {
    this.#followers.add(onFailure)
    const { host, pollInterval } = this.#settings
    const poll = async (): Promise<void> => {
      let failures = 0
      let busy = 0
      while (this.#followers.has(onFailure)) {
        // Looking at many files takes a while; a watch leaves nine tenths of the time to others.
        await host.pause(Math.max(pollInterval, 9 * busy))
        const started = performance.now()
        try {
          await this.refresh()
          failures = 0
        } catch (error) {
          // A file that is just being saved may be half there; what is wrong twice is wrong.
          if (++failures === 2) throw error
        }
        busy = performance.now() - started
      }
    }
    void poll().catch(onFailure)
    return () => void this.#followers.delete(onFailure)
  }

  /** One piece of work after the other. Failures of files that nothing else was said of come out as errors of the hub. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work).catch((error: unknown) => {
      throw fileErrorCode(error) === undefined ? error : fileFailure(error, this.#settings.directory, 'read')
    })
    this.#last = mine.catch(() => {})
    return mine
  }

  async #underLock<T>(work: () => Promise<T>): Promise<T> {
    const { files, host, lockTimeout, directory } = this.#settings
    let unlock: () => void
    try {
      this.#hub.prepareStateFolder()
      unlock = await lockFolder(files, host, this.#hub.stateFolder, lockTimeout)
    } catch (error) {
      throw error instanceof TmcError ? error : fileFailure(error, directory, 'written')
    }
    try {
      return await work()
    } finally {
      unlock()
    }
  }

  /**
   * Takes in what is new in the hub's records; the first time, everything.
   *
   * @returns whether all files have just been read
   */
  async #catchUp(isLocked: boolean): Promise<boolean> {
    try {
      const { skipsBroken } = this.#settings
      const isBroken = this.#problems.length > 0
      // What was not kept, or left out, is looked at anew each time.
      const isFirm = this.#isLoaded && !this.#isReadOnly && !(isBroken && skipsBroken)
      if (!isFirm || !this.#readMore()) {
        await this.#load(isLocked)
        return true
      }
      if (isBroken) {
        await (isLocked ? this.#reconcile() : this.#heed())
        return true
      }
      if (isLocked && this.#ledger.needsSettling(this.#settings.host.boot)) await this.#reconcile()
      return false
    } catch (error) {
      throw error instanceof TmcError ? error : fileFailure(error, this.#settings.directory, 'read')
    }
  }

  #readMore(): boolean {
    const records = this.#hub.hasStateFolder() ? this.#log.readMore() : this.#log.exists ? undefined : []
    if (records === undefined) return false
    for (const record of records) {
      this.#ledger.apply(record)
      if (record.type === 'changes') this.table.commit(tableChanges(this.table, record.changes))
    }
    return true
  }

  async #load(isLocked: boolean): Promise<void> {
    this.#hub.check()
    this.#isLoaded = false
    this.#isReadOnly = false
    const survey = await this.#openAndSurvey()
    const isClean =
      survey.redo.length === 0 && survey.edits.length === 0 && !this.#ledger.needsSettling(this.#settings.host.boot)
    if (isClean || survey.problems.length > 0 || isLocked) return this.#takeOver(survey, isLocked)
    try {
      await this.#underLock(async () => this.#takeOver(await this.#openAndSurvey(), true))
    } catch (error) {
      const isForbidden = error instanceof TmcError && error.code === 'Forbidden'
      if (!isForbidden && fileErrorCode(error) === undefined) throw error
      // A hub that can only be read shows what its files say, without keeping it.
      this.#isReadOnly = true
      this.#takeOver(survey, false)
    }
  }

  async #openAndSurvey(): Promise<Survey> {
    const { files, directory, host, environment } = this.#settings
    this.#ledger = new Ledger()
    this.#log = this.#hub.log(this.#settings.logLimit)
    if (this.#hub.hasStateFolder()) for (const record of this.#log.open()) this.#ledger.apply(record)
    return surveyManifests(files, directory, this.#ledger, new Map(), host.boot, environment.admission)
  }

  /** Starts the table from a survey. */
  #takeOver(survey: Survey, isLocked: boolean): void {
    this.#seen = survey.seen
    this.#problems = survey.problems
    if (survey.problems.length > 0 && !this.#settings.skipsBroken) return
    this.#hub.refuseIfEmptied(this.#ledger, survey)
    const edited = this.#settle(survey, isLocked && survey.problems.length === 0)
    const objects = [...survey.sound, ...edited.objects]
    this.table.load(
      objects.map(({ kind, id, manifest, state }) => [kind, id, entryOf(manifest, state)] as const),
      this.#ledger.revision,
    )
    this.#isLoaded = true
  }

  /** Takes in what was done by hand; keeps it where it may. */
  async #heed(): Promise<void> {
    try {
      await this.#underLock(() => this.#reconcile())
    } catch (error) {
      if (!(error instanceof TmcError) || error.code !== 'Forbidden') throw error
      await this.#load(false)
    }
  }

  /** Looks at all files anew; what changed by hand becomes changes like any other. Under the lock. */
  async #reconcile(): Promise<void> {
    const { files, directory, host, environment } = this.#settings
    if (!this.#readMore()) return this.#load(true)
    const known = this.#ledger.needsSettling(host.boot) ? new Map<string, SeenFile>() : this.#seen
    const survey = await surveyManifests(files, directory, this.#ledger, known, host.boot, environment.admission)
    this.#problems = survey.problems
    this.#seen = survey.seen
    if (survey.problems.length > 0) return
    this.#hub.refuseIfEmptied(this.#ledger, survey)
    const { changes } = this.#settle(survey, true)
    this.table.commit(tableChanges(this.table, changes))
  }

  /** Makes files and records agree: lost writes are done again, edits by hand are recorded. */
  #settle(survey: Survey, keeps: boolean): ReturnType<typeof planEdits> {
    const { host, environment } = this.#settings
    const edited = planEdits(survey.edits, this.#ledger.revision, environment.sources)
    const record = {
      type: 'changes',
      revision: this.#ledger.revision + edited.changes.length,
      boot: host.boot,
      isFromManifests: true,
      changes: edited.changes,
    } as const
    const needsSettling = this.#ledger.needsSettling(host.boot)
    if (keeps && (edited.changes.length > 0 || needsSettling || survey.redo.length > 0)) {
      this.#hub.clearDrafts()
      this.#beginOrRepairLog()
      for (const redo of survey.redo) {
        this.#hub.replace(redo.path, redo.text, true)
        this.#look(redo)
      }
      if (edited.changes.length > 0) this.#log.append(record, true)
    }
    this.#ledger.apply(record)
    const done = { type: 'done', since: 0, revision: record.revision, boot: host.boot, isSynced: false } as const
    if (keeps && needsSettling) this.#log.append(done, false)
    if (needsSettling) this.#ledger.apply(done)
    return edited
  }

  #commit(changes: readonly Change[]): void {
    const { host, directory } = this.#settings
    const commit = planCommit(changes, this.#ledger, (path) => this.#seen.get(path)?.hash ?? null, host.boot)
    const isSynced = commit.files.length <= syncedManifests
    let drafts: ReadonlyMap<string, string>
    try {
      this.#hub.clearDrafts()
      drafts = this.#hub.draft(commit.files, isSynced)
      this.#beginOrRepairLog()
      this.#log.append(commit.record, true)
    } catch (error) {
      // Nothing has happened; what the records say after a failed sync, only reading them again can tell.
      this.#isLoaded = false
      throw error instanceof TmcError ? error : fileFailure(error, directory, 'written')
    }
    this.#ledger.apply(commit.record)
    this.table.commit(changes)
    this.#putInPlace(commit, drafts, isSynced)
  }

  /** From here on the write has happened: what fails now is done again by whoever opens the hub next. */
  #putInPlace({ record, files }: Commit, drafts: ReadonlyMap<string, string>, isSynced: boolean): void {
    const { host } = this.#settings
    try {
      this.#hub.putInPlace(files, drafts, isSynced)
      for (const file of files) this.#look(file)
      const since = record.changes[0]?.revision ?? record.revision
      const done = { type: 'done', since, revision: record.revision, boot: host.boot, isSynced } as const
      if (files.length > 0) this.#log.append(done, false)
      this.#ledger.apply(done)
    } catch (error) {
      this.#isLoaded = false
      if (fileErrorCode(error) === undefined && !(error instanceof TmcError)) throw error
    }
  }

  #beginOrRepairLog(): void {
    if (!this.#log.exists || this.#log.isLong) this.#log.begin(this.#ledger.base())
    else this.#log.repair()
  }

  /** Remembers how a manifest that was just put in place looks, unless somebody was quicker and changed it again. */
  #look({ path, text }: FileChange): void {
    const { files, directory } = this.#settings
    const read = readManifest(files, directory, path, undefined)
    const isAsWritten = read !== undefined && !('problem' in read) && text !== null && read.text === text
    if (isAsWritten) this.#seen.set(path, read.seen)
    else this.#seen.delete(path)
  }

  /** Whether somebody changed manifests by hand: that of one object, those of a kind, or any. */
  #deviates(kind?: AnyResource, key?: ObjectKey): boolean {
    if (this.#isReadOnly || this.#problems.length > 0) return false
    if (kind !== undefined && key !== undefined) return this.#fileDeviates(kind, idOf(key))
    const { files, directory } = this.#settings
    const { found, problems } = findManifests(files, directory, kind)
    if (problems.length > 0) return true
    const kinds = kind === undefined ? undefined : [kind]
    const expected = new Set(this.#ledgerPaths(kinds))
    return found.some((file) => !expected.delete(file.path) || this.#pathDeviates(file.path)) || expected.size > 0
  }

  #ledgerPaths(kinds: readonly AnyResource[] | undefined): string[] {
    return [...this.#ledger.byPath()].flatMap(([path, { kind, state }]) =>
      state !== undefined && (kinds === undefined || kinds.includes(kind)) ? [path] : [],
    )
  }

  #fileDeviates(kind: AnyResource, id: string): boolean {
    return this.#pathDeviates(manifestPath(kind, id), this.#ledger.object(tableName(kind), id)?.state !== undefined)
  }

  #pathDeviates(path: string, isExpected = true): boolean {
    const { files, directory } = this.#settings
    const before = this.#seen.get(path)
    const read = readManifest(files, directory, path, before)
    if (read === undefined) return isExpected
    if ('problem' in read) return true
    if (!isExpected) return true
    if (read.text === undefined) return false
    if (this.#ledger.byPath().get(path)?.state?.manifestHash !== read.seen.hash) return true
    this.#seen.set(path, read.seen)
    return false
  }

  #refuseBroken(isWrite = false): void {
    if (this.#problems.length === 0 || (this.#settings.skipsBroken && !isWrite)) return
    const { directory } = this.#settings
    const details = this.#problems
    if (details.every(({ message, file = '' }) => message === `${file}: ${permissionDenied}`))
      throw new TmcError('Forbidden', details[0]?.message ?? directory, { details, hint: permissionHint })
    throw new TmcError('BrokenStore', details[0]?.message ?? directory, {
      details,
      hint: 'nothing was read or changed; repair the files of the hub',
    })
  }
}
