import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { TmcError } from '../../../src/core/apimachinery/index.ts'

/** Writes a file, and the folders above it. */
export function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** Replaces a piece of a file, which must be there. */
export function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, 'utf8')
  if (!text.includes(from)) throw new Error(`${path} does not contain ${from}`)
  writeFileSync(path, text.replace(from, to))
}

/** The error of something that is refused. */
export async function refusal(promise: Promise<unknown>): Promise<TmcError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof TmcError) return error
    throw error
  }
  throw new Error('was not refused')
}
