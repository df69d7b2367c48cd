import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { TmcError } from '../../../core/apimachinery/index.ts'
import { hearing, interruptible } from '../../interruption.ts'
import { type Answer, answerShare, type Question, sizeOf } from '../../../core/simulation/index.ts'

/** What a worker says: how far it is, or its answer. */
export type Word = { readonly done: number; readonly total: number } | { readonly answer: Answer }

/**
 * Milliseconds of work from which threads are worth it. Each reads the program, gets its copy of the question, and decides
 * without what others have compiled, so that below about two seconds two threads are no faster than one.
 */
const worthThreads = 3000

/** How a question is answered. */
export type JobOptions = {
  /** The folder of package.json. */
  readonly root: string
  /** Threads; chosen by the size of the question when undefined. */
  readonly jobs: number | undefined
  readonly onStep?: (done: number, total: number) => void
}

/** Answers a question in as many threads as are told or worth it; the answers of the shares, in their order. */
export async function answerInThreads<Q extends Question>(
  question: Q,
  { root, jobs, onStep }: JobOptions,
): Promise<Answer<Q['kind']>[]> {
  const { parts, milliseconds } = interruptible(() => sizeOf(question))
  const wanted = jobs ?? (milliseconds < worthThreads ? 1 : availableParallelism())
  const of = Math.max(1, Math.min(wanted, parts))
  // The kind of the question is the kind of its answer.
  if (of === 1) return [interruptible(() => answerShare(question, { part: 0, of }, onStep)) as Answer<Q['kind']>]
  const shares = Array.from({ length: of }, () => ({ done: 0, total: 0 }))
  const workers: Worker[] = []
  const ask = (part: number) =>
    new Promise<Answer<Q['kind']>>((resolve, reject) => {
      const worker = new Worker(join(root, 'dist', 'cli', 'views', 'placement', 'worker.js'), {
        workerData: { question, share: { part, of } },
      })
      workers.push(worker)
      worker.on('message', (word: Word) => {
        if ('answer' in word) return resolve(word.answer as Answer<Q['kind']>)
        shares[part] = word
        const sum = (field: 'done' | 'total') => shares.reduce((all, share) => all + share[field], 0)
        // Until all have said how much they have to do, nobody knows how much there is.
        if (shares.every(({ total }) => total > 0)) onStep?.(sum('done'), sum('total'))
      })
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new TmcError('Bug', `a thread ended with ${code} and no answer`)))
    })
  try {
    return await hearing(() => Promise.all(shares.map((_, part) => ask(part))))
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}
