import type { Path } from '../apimachinery/index.ts'

/** Where a walk through a value stands. One object for a whole walk, so that a walk without errors costs no memory. */
export class Place {
  readonly #parts: (string | number)[] = []
  readonly #areMapKeys: boolean[] = []

  /** Steps into a field of an object. */
  field(name: string): void {
    this.#parts.push(name)
    this.#areMapKeys.push(false)
  }

  /** Steps into a value of a map. */
  key(key: string): void {
    this.#parts.push(key)
    this.#areMapKeys.push(true)
  }

  /** Steps into an item of a list. */
  index(index: number): void {
    this.#parts.push(index)
    this.#areMapKeys.push(false)
  }

  /** Steps back out. */
  leave(): void {
    this.#parts.pop()
    this.#areMapKeys.pop()
  }

  /** Keys and indexes from the root. */
  get path(): Path {
    return [...this.#parts]
  }

  /** As validation of schemas prints it: `spec.capacity.cpu`, `spec.rules[0]`; empty at the root. */
  get dotted(): string {
    return dotted(this.#parts)
  }

  /** As everything else prints it, with map keys in brackets: `spec.capacity[cpu]`; empty at the root. */
  get bracketed(): string {
    let text = ''
    this.#parts.forEach((part, at) => {
      if (typeof part === 'number' || this.#areMapKeys[at] === true) text += `[${part}]`
      else text += text === '' ? part : `.${part}`
    })
    return text
  }
}

/** A path with every key after a dot and every index in brackets, as unknown fields and schema errors are printed. */
export function dotted(path: Path): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else text += text === '' ? part : `.${part}`
  }
  return text
}
