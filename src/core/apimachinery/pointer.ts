import { TmcError } from './errors.ts'

/** A place inside a JSON value: object keys and list indexes from the root. */
export type Path = readonly (string | number)[]

/**
 * Reads an RFC 6901 JSON Pointer into its tokens.
 *
 * @throws TmcError `InvalidPointer` when it neither is empty nor begins with `/`, or has a `~` not followed by 0 or 1
 */
export function parsePointer(pointer: string): string[] {
  if (pointer === '') return []
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer))
    throw new TmcError('InvalidPointer', `${JSON.stringify(pointer)} is not a JSON pointer`, {
      hint: 'begin with "/" and separate keys by "/"; write "~1" for "/" and "~0" for "~" inside a key, as in /metadata/labels/example.com~1tier',
    })
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Prints tokens as an RFC 6901 JSON Pointer; the inverse of {@link parsePointer}. */
export function formatPointer(tokens: Path): string {
  return tokens.map((token) => `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Prints a path as Kubernetes prints fields: `spec.rules[0].name`, `metadata.labels[example.com/tier]`. */
export function formatPath(path: Path): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else if (/^[A-Za-z_$][\w$-]*$/.test(part)) text += text === '' ? part : `.${part}`
    else text += `[${part}]`
  }
  return text
}

/** Reads a path as {@link formatPath} prints it. A key that is all digits comes back as an index. */
export function parsePath(text: string): Path {
  return [...text.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)].map(([, key, bracketed = '']) =>
    key === undefined && /^\d+$/.test(bracketed) ? Number(bracketed) : (key ?? bracketed),
  )
}
