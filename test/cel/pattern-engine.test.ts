import { afterEach, expect, test, vi } from 'vitest'
import { TmcError } from '../../src/core/apimachinery/index.ts'
import type * as Cel from '../../src/core/cel/index.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.resetModules()
})

type Engine = typeof Cel

/** The engine of expressions, freshly loaded in a process that cannot find the package of patterns. */
async function withoutPackage(): Promise<Engine> {
  vi.resetModules()
  const fail = (): never => {
    throw new Error("Cannot find module 're2js'")
  }
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue({ createRequire: () => fail })
  return import('../../src/core/cel/index.ts')
}

/** What a call throws. */
function thrown(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  return undefined
}

const notLoaded = {
  name: TmcError.name,
  code: 'Bug',
  message: expect.stringContaining('re2js) cannot be loaded') as string,
  cause: expect.objectContaining({ message: "Cannot find module 're2js'" }) as Error,
}

test('an engine of patterns that cannot be loaded is a bug, not a wrong pattern', async () => {
  const { environment, stringType } = await withoutPackage()
  const env = environment({ variables: { s: stringType } })
  expect(thrown(() => env.compile("s.matches('(a+)+b')"))).toMatchObject(notLoaded)
  expect(thrown(() => env.check("s.find('a')"))).toBeUndefined()
  expect(thrown(() => env.compile('s.matches(s)').attempt({ s: '(a+)+b' }))).toMatchObject(notLoaded)
})

test('nothing is remembered of it: the next pattern asks again', async () => {
  const { environment, stringType } = await withoutPackage()
  const env = environment({ variables: { s: stringType } })
  expect(thrown(() => env.compile("s.matches('(a+)+b')"))).toMatchObject(notLoaded)
  vi.restoreAllMocks()
  expect(env.compile("s.matches('(a+)+b')").evaluate({ s: 'aab' })).toBe(true)
})

test('expressions without such patterns do not need it', async () => {
  const { environment, stringType } = await withoutPackage()
  const program = environment({ variables: { s: stringType } }).compile("s.matches('^a[a-z]*$') && s.contains('b')")
  expect(program.evaluate({ s: 'ab' })).toBe(true)
})
