import type { JsonValue } from '../json.ts'
import type { Path } from '../pointer.ts'

/** Where the members of each object and the items of each list of a document are written; the document itself is the root. */
export class YamlPlaces {
  readonly #members = new Map<object, Map<string | number, Place>>()
  #root: Place | undefined

  setRoot(offset: number, value: JsonValue): void {
    this.#root = { offset, value }
  }

  set(container: object, key: string | number, offset: number, value: JsonValue): void {
    const members = this.#members.get(container) ?? new Map<string | number, Place>()
    members.set(key, { offset, value })
    this.#members.set(container, members)
  }

  /** Where the value of a path is written: a member at its key. Undefined when the path is not there, or came by an alias. */
  find(path: Path): number | undefined {
    let place = this.#root
    for (const part of path) {
      const container: JsonValue | undefined = place?.value
      if (typeof container !== 'object' || container === null) return undefined
      place = this.#members.get(container)?.get(part)
    }
    return place?.offset
  }
}

type Place = { readonly offset: number; readonly value: JsonValue }
