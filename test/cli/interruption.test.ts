import { afterAll, beforeAll, expect, test } from 'vitest'
import { endingAtOnce, installInterruption } from '../../src/cli/interruption.ts'
import { turnTaking } from '../../src/cli/turns.ts'

const signals = ['SIGINT', 'SIGTERM'] as const
const before = new Map(signals.map((signal) => [signal, process.listeners(signal)]))
const own = () => signals.map((signal) => process.listenerCount(signal) - (before.get(signal)?.length ?? 0))

beforeAll(installInterruption)
afterAll(() => {
  for (const signal of signals)
    for (const listener of process.listeners(signal))
      if (before.get(signal)?.includes(listener) !== true) process.removeListener(signal, listener)
})

test('signals are heard, but for the time of work that gives them no turn, however it ends', async () => {
  expect(own()).toEqual([1, 1])
  expect(await endingAtOnce(() => Promise.resolve(own()))).toEqual([0, 0])
  expect(own()).toEqual([1, 1])
  await expect(endingAtOnce(() => Promise.reject(new Error('no space')))).rejects.toThrow('no space')
  expect(own()).toEqual([1, 1])
})

test('long work gives others a turn between its pieces', async () => {
  const takeTurn = turnTaking()
  let turns = 0
  const other = () => void turns++
  setImmediate(other)
  expect(takeTurn()).toBeUndefined()
  for (const end = performance.now() + 60; performance.now() < end;);
  await takeTurn()
  expect(turns).toBe(1)
})
