import { afterAll, beforeAll, expect, test } from 'vitest'
import { TmcError } from '../../src/core/apimachinery/index.ts'
import { endingAtOnce, hearing, installInterruption, interruptible } from '../../src/cli/interruption.ts'
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

test('among work that hears no signal, that which leaves them turns hears them', async () => {
  const listeners = signals.map((signal) => process.listeners(signal))
  for (const signal of signals) process.removeAllListeners(signal)
  const heard = () => signals.map((signal) => process.listenerCount(signal))
  expect(await hearing(() => Promise.resolve(heard()))).toEqual([1, 1])
  expect(heard()).toEqual([0, 0])
  await expect(hearing(() => Promise.reject(new Error('no answer')))).rejects.toThrow('no answer')
  expect(heard()).toEqual([0, 0])
  for (const [index, signal] of signals.entries())
    for (const listener of listeners[index] ?? []) process.on(signal, listener)
  expect(await hearing(() => Promise.resolve(own()))).toEqual([1, 1])
  expect(own()).toEqual([1, 1])
})

test('work that can be interrupted gives its result, and its errors are those that it threw', () => {
  const error = new TmcError('Usage', 'no')
  expect(interruptible(() => [1, 2])).toEqual([1, 2])
  expect(() =>
    interruptible(() => {
      throw error
    }),
  ).toThrow(error)
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
