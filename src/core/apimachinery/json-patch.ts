import { deepEqual } from './deep-equal.ts'
import { TmcError } from './errors.ts'
import { isJsonObject, type JsonValue, setOwn } from './json.ts'
import { formatPointer, parsePointer, type Path } from './pointer.ts'

/** One operation of an RFC 6902 patch. */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string }

/** Most operations of one patch, which is Kubernetes' limit, and most values its copies may make. */
const maxOperations = 10_000
const maxCopied = 250_000

/**
 * Applies an RFC 6902 patch and returns the result; neither argument changes. All operations or none.
 *
 * @param options.onMissing what an operation does, tests apart, whose place or source is absent; the RFC's answer is the error
 * @throws TmcError `InvalidPatch` that names the operation, by its index (from 0) and path
 */
export function applyJsonPatch(
  target: JsonValue,
  patch: readonly JsonPatchOperation[],
  options: { onMissing?: 'error' | 'skip' } = {},
): JsonValue {
  if (patch.length > maxOperations) throw invalid(`${patch.length} operations, at most ${maxOperations} are allowed`)
  const document = new Document(target)
  patch.forEach((operation, index) => {
    try {
      document.apply(operation)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.isMissing && options.onMissing === 'skip' && operation.op !== 'test') return
      throw invalid(`operation ${index}, ${operation.op} ${JSON.stringify(operation.path)}: ${error.message}`)
    }
  })
  return document.value
}

const valueOperations = new Set(['add', 'replace', 'test'])
const sourceOperations = new Set(['move', 'copy'])

/**
 * Reads a patch from JSON.
 *
 * @throws TmcError `InvalidPatch` that names the operation by its index (from 0) and what is wrong with it
 */
export function parseJsonPatch(value: unknown): JsonPatchOperation[] {
  if (!Array.isArray(value)) throw invalid('a JSON patch is a list of operations')
  if (value.length > maxOperations) throw invalid(`${value.length} operations, at most ${maxOperations} are allowed`)
  return value.map((item: unknown, index) => parseOperation(item, `operation ${index}`))
}

function parseOperation(item: unknown, name: string): JsonPatchOperation {
  if (!isJsonObject(item)) throw invalid(`${name} is not an object`)
  const op = Object.hasOwn(item, 'op') ? item['op'] : undefined
  const path = pointerOf(item, 'path', name)
  if (typeof op === 'string' && valueOperations.has(op)) {
    if (!Object.hasOwn(item, 'value')) throw invalid(`${name}: ${op} needs a value`)
    return { op: op as 'add' | 'replace' | 'test', path, value: item['value'] ?? null }
  }
  if (op === 'remove') return { op, path }
  if (typeof op === 'string' && sourceOperations.has(op))
    return { op: op as 'move' | 'copy', from: pointerOf(item, 'from', name), path }
  throw invalid(
    `${name}: ${JSON.stringify(op) ?? 'nothing'} is not an op; use add, remove, replace, move, copy or test`,
  )
}

function pointerOf(item: { readonly [key: string]: JsonValue }, member: 'path' | 'from', name: string): string {
  const pointer = Object.hasOwn(item, member) ? item[member] : undefined
  if (typeof pointer !== 'string') throw invalid(`${name} needs a ${member}, a JSON pointer such as /spec/replicas`)
  try {
    parsePointer(pointer)
  } catch (error) {
    throw new TmcError('InvalidPatch', `${name}: ${member} ${error instanceof Error ? error.message : ''}`, {
      hint: error instanceof TmcError ? error.hint : undefined,
    })
  }
  return pointer
}

/** A patch that turns one value into another; members and items are added, removed and replaced, never moved. */
export function createJsonPatch(before: JsonValue, after: JsonValue): JsonPatchOperation[] {
  const patch: JsonPatchOperation[] = []
  compare(before, after, [], patch)
  return patch
}

function compare(before: JsonValue, after: JsonValue, path: Path, patch: JsonPatchOperation[]): void {
  if (deepEqual(before, after)) return
  const at = (key: string | number) => formatPointer([...path, key])
  if (isJsonObject(before) && isJsonObject(after)) {
    for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) patch.push({ op: 'remove', path: at(key) })
    for (const [key, value] of Object.entries(after)) {
      if (Object.hasOwn(before, key)) compare(before[key] ?? null, value, [...path, key], patch)
      else patch.push({ op: 'add', path: at(key), value })
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    const shared = Math.min(before.length, after.length)
    for (let index = 0; index < shared; index++)
      compare(before[index] ?? null, after[index] ?? null, [...path, index], patch)
    for (let index = before.length - 1; index >= shared; index--) patch.push({ op: 'remove', path: at(index) })
    for (let index = shared; index < after.length; index++)
      patch.push({ op: 'add', path: at(index), value: after[index] ?? null })
  } else patch.push({ op: 'replace', path: formatPointer(path), value: after })
}

/** Why one operation cannot be done. */
class Refusal extends Error {
  readonly isMissing: boolean

  constructor(message: string, isMissing = false) {
    super(message)
    this.isMissing = isMissing
  }
}

/** A copy of the target that operations change in place. */
class Document {
  value: JsonValue
  #copied = 0

  constructor(target: JsonValue) {
    this.value = clone(target)
  }

  apply(operation: JsonPatchOperation): void {
    const path = parsePointer(operation.path)
    switch (operation.op) {
      case 'add':
        return this.#add(path, clone(operation.value))
      case 'remove':
        return void this.#remove(path)
      case 'replace':
        this.#get(path)
        return this.#replace(path, clone(operation.value))
      case 'test':
        if (!deepEqual(this.#get(path), operation.value)) throw new Refusal('the value is another one')
        return
      case 'copy':
        return this.#add(path, this.#copy(this.#get(parsePointer(operation.from), 'from ')))
      case 'move': {
        const from = parsePointer(operation.from)
        if (from.length < path.length && from.every((token, index) => token === path[index]))
          throw new Refusal(`${JSON.stringify(operation.from)} cannot move into itself`)
        const moved = this.#get(from, 'from ')
        if (from.length === path.length && from.every((token, index) => token === path[index])) return
        // The place is judged after the source has gone; if it is none, the source comes back.
        this.#remove(from)
        try {
          this.#add(path, moved)
        } catch (error) {
          this.#add(from, moved)
          throw error
        }
      }
    }
  }

  #get(path: readonly string[], which = ''): JsonValue {
    let value = this.value
    path.forEach((token, depth) => {
      const member = child(value, token)
      if (member === undefined) throw missing(path, depth, which)
      value = member
    })
    return value
  }

  #parent(path: readonly string[]): JsonValue {
    return this.#get(path.slice(0, -1))
  }

  #add(path: readonly string[], value: JsonValue): void {
    const token = path.at(-1)
    if (token === undefined) {
      this.value = value
      return
    }
    const parent = this.#parent(path)
    if (Array.isArray(parent)) {
      const index = token === '-' ? parent.length : indexOf(token)
      if (index === undefined) throw new Refusal(`${JSON.stringify(token)} is not an index of a list`)
      if (index > parent.length)
        throw new Refusal(`index ${token} is beyond the end of a list of ${parent.length}`, true)
      parent.splice(index, 0, value)
    } else if (isJsonObject(parent)) setOwn(parent, token, value)
    else throw missing(path, path.length - 1, '')
  }

  #replace(path: readonly string[], value: JsonValue): void {
    const token = path.at(-1)
    if (token === undefined) {
      this.value = value
      return
    }
    const parent = this.#parent(path)
    if (Array.isArray(parent)) parent[Number(token)] = value
    else if (isJsonObject(parent)) setOwn(parent, token, value)
  }

  #remove(path: readonly string[]): void {
    const token = path.at(-1)
    this.#get(path)
    if (token === undefined) throw new Refusal('the whole document cannot be removed')
    const parent = this.#parent(path)
    if (Array.isArray(parent)) parent.splice(Number(token), 1)
    else if (isJsonObject(parent)) delete parent[token]
  }

  #copy(value: JsonValue): JsonValue {
    return clone(value, () => {
      if (++this.#copied > maxCopied) throw new Refusal(`the copies of this patch hold more than ${maxCopied} values`)
    })
  }
}

function child(value: JsonValue, token: string): JsonValue | undefined {
  if (Array.isArray(value)) {
    const index = indexOf(token)
    return index === undefined ? undefined : value[index]
  }
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined
}

/** An index as RFC 6901 writes it: digits without leading zeros. */
function indexOf(token: string): number | undefined {
  return /^(?:0|[1-9]\d{0,14})$/.test(token) ? Number(token) : undefined
}

function missing(path: readonly string[], depth: number, which: string): Refusal {
  return new Refusal(`${which}${JSON.stringify(formatPointer(path.slice(0, depth + 1)))} does not exist`, true)
}

function clone(value: JsonValue, count?: () => void): JsonValue {
  count?.()
  if (Array.isArray(value)) return value.map((item) => clone(item, count))
  if (!isJsonObject(value)) return value
  const copy: { [key: string]: JsonValue } = {}
  for (const [key, member] of Object.entries(value)) setOwn(copy, key, clone(member, count))
  return copy
}

function invalid(message: string): TmcError {
  return new TmcError('InvalidPatch', message)
}
