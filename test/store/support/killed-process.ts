import { writeSync } from 'node:fs'
import { directoryStore } from '../../../src/core/store/index.ts'
import { doStep, sourcesOf } from './endless-writer.ts'

// A process that writes into the hub of its first argument, from the step of its second on, and says so after each.
const [, , directory = '', first = '0'] = process.argv
let step = Number(first)
const store = directoryStore(directory, { sources: sourcesOf(() => step) })
for (;;) {
  await doStep(store, step)
  writeSync(1, `${step}\n`)
  step++
}
