import { join } from 'node:path'
import { TmcError } from '../../apimachinery/index.ts'
import { fileErrorCode } from './failures.ts'
import type { Files } from './files.ts'
import { type LogRecord, readRecords, recordLine } from './log-record.ts'

/**
 * The hub's own records: one file that begins with everything and goes on with every change. Appending a record and syncing
 * it is what makes a write last. Files are numbered; the highest number counts, and the one before is kept for those who
 * still read it.
 */
export class Log {
  readonly #files: Files
  readonly #folder: string
  readonly #limit: number
  #number = 0
  /** Bytes that have been read or written. */
  #length = 0
  #baseLength = 0

  /** @param limit in bytes: a log is begun anew when it is longer than this, and than twice what it began with */
  constructor(files: Files, folder: string, limit: number) {
    this.#files = files
    this.#folder = folder
    this.#limit = limit
  }

  /** Whether there is one at all. */
  get exists(): boolean {
    return this.#number > 0
  }

  /** Whether it is time to begin it anew. */
  get isLong(): boolean {
    return this.#length > Math.max(this.#limit, 2 * this.#baseLength)
  }

  /** Reads the newest log from its beginning. */
  open(): LogRecord[] {
    for (;;) {
      const number = Math.max(0, ...this.#numbers())
      this.#number = number
      this.#length = 0
      if (number === 0) return []
      try {
        const { records, length, firstLength } = readRecords(
          this.#files.read(this.#path(number)),
          this.#path(number),
          true,
        )
        this.#length = length
        this.#baseLength = firstLength
        return records
      } catch (error) {
        // Somebody wrote it anew, twice, in between.
        if (fileErrorCode(error) !== 'ENOENT') throw error
      }
    }
  }

  /**
   * Reads what others appended since.
   *
   * @returns undefined when what was read before is not the beginning of what there is now
   */
  readMore(): LogRecord[] | undefined {
    const numbers = this.#numbers()
    const newest = Math.max(0, ...numbers)
    if (newest === 0 && this.#number === 0) return []
    if (newest > this.#number + 1 || newest < this.#number) return undefined
    const isFirst = this.#number === 0
    const more: LogRecord[] = []
    try {
      if (!isFirst) more.push(...this.#readFrom(this.#number, this.#length))
      if (newest > this.#number) {
        this.#number = newest
        this.#length = 0
        const [base, ...records] = this.#readFrom(newest, 0)
        // What others knew before there was any log is not known here.
        if (isFirst && base?.type === 'base' && base.objects.length > 0) return undefined
        more.push(...records)
      }
    } catch (error) {
      if (fileErrorCode(error) !== 'ENOENT') throw error
      return undefined
    }
    return more
  }

  #readFrom(number: number, from: number): LogRecord[] {
    const path = this.#path(number)
    const size = this.#files.stat(path)?.size ?? 0
    if (size <= from) return []
    const { records, length } = readRecords(this.#files.read(path, from), path, from === 0)
    this.#length = from + length
    return records
  }

  /** Cuts off a record that a writer did not finish. Only for who holds the lock and has read everything. */
  repair(): void {
    if (this.#number === 0) return
    const path = this.#path(this.#number)
    if ((this.#files.stat(path)?.size ?? 0) > this.#length) this.#files.truncate(path, this.#length)
  }

  /**
   * Appends a record; with `syncs` it is on disk afterwards. When that fails the log is as it was.
   *
   * @throws TmcError `StorageFailed` when not even that can be done, so that the record may be there
   */
  append(record: LogRecord, syncs: boolean): void {
    const path = this.#path(this.#number)
    const line = recordLine(record)
    try {
      this.#files.append(path, line)
      if (syncs) this.#files.sync(path)
    } catch (error) {
      this.#takeBack(path, error)
      throw error
    }
    this.#length += Buffer.byteLength(line)
  }

  #takeBack(path: string, cause: unknown): void {
    try {
      this.#files.truncate(path, this.#length)
    } catch (error) {
      if (fileErrorCode(error) === undefined) throw error
      const message = `${path}: ${cause instanceof Error ? cause.message : 'cannot be written'}`
      throw new TmcError('StorageFailed', `${message}; whether the change lasts, the next command will see`, { cause })
    }
  }

  /** Begins a new log with everything there is; durable when it returns. */
  begin(base: LogRecord): void {
    const draft = join(this.#folder, 'log.draft')
    if (this.#files.stat(draft) !== undefined) this.#files.remove(draft)
    const line = recordLine(base)
    this.#files.write(draft, line)
    this.#files.sync(draft)
    this.#files.rename(draft, this.#path(this.#number + 1))
    this.#files.sync(this.#folder)
    this.#number++
    this.#length = Buffer.byteLength(line)
    this.#baseLength = this.#length
    for (const number of this.#numbers()) if (number < this.#number - 1) this.#files.remove(this.#path(number))
  }

  #path(number: number): string {
    return join(this.#folder, `log.${number}.jsonl`)
  }

  #numbers(): number[] {
    return this.#files.list(this.#folder).flatMap(({ name }) => {
      const number = /^log\.([1-9]\d{0,14})\.jsonl$/.exec(name)?.[1]
      return number === undefined ? [] : [Number(number)]
    })
  }
}
