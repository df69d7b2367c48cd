/** What a worker thread runs: one share of a question, whose answer it sends back. */
import { parentPort, workerData } from 'node:worker_threads'
import { answerShare, type Question, type Share } from '../../../core/simulation/index.ts'
import type { Word } from './jobs.ts'

const { question, share } = workerData as { question: Question; share: Share }
const say = (word: Word) => parentPort?.postMessage(word)
let told = -Infinity
const answer = answerShare(question, share, (done, total) => {
  // The thread that draws progress does not need every step.
  if (performance.now() - told < 50) return
  told = performance.now()
  say({ done, total })
})
say({ answer })
