import { type JsonPath, parseJsonPath, parseRelaxedJsonPath, TmcError } from '../../core/apimachinery/index.ts'

/** The words `-o` takes; the last four take an argument after `=`. */
export const outputFormatNames: readonly string[] = [
  'table',
  'wide',
  'json',
  'yaml',
  'name',
  'jsonl',
  'jsonpath',
  'jsonpath-file',
  'custom-columns',
  'custom-columns-file',
]

/** A column of `-o custom-columns`. */
export type CustomColumn = { readonly header: string; readonly path: JsonPath }

/** What `-o` asks for. */
export type OutputFormat =
  | { readonly kind: 'table'; readonly wide: boolean }
  | { readonly kind: 'json' | 'yaml' | 'name' | 'jsonl' }
  | { readonly kind: 'jsonpath'; readonly path: JsonPath }
  | { readonly kind: 'custom-columns'; readonly columns: readonly CustomColumn[] }

/**
 * Reads the value of `-o`.
 *
 * @param readFile how `jsonpath-file` and `custom-columns-file` read theirs
 * @throws TmcError `Usage` for an unknown format, one without its argument, or a file that cannot be read; `NotFound` or
 * `Forbidden` for a file that is not there or may not be read; `InvalidJsonPath`
 */
export function parseOutputFormat(text: string, readFile: (path: string) => string = noFiles): OutputFormat {
  const equals = text.indexOf('=')
  const name = equals < 0 ? text : text.slice(0, equals)
  const argument = equals < 0 ? undefined : text.slice(equals + 1)
  switch (name) {
    case 'jsonpath':
      return { kind: 'jsonpath', path: parseJsonPath(needed(name, argument, "'{.items[*].metadata.name}'")) }
    case 'jsonpath-file':
      return { kind: 'jsonpath', path: parseJsonPath(readTemplate(needed(name, argument, 'FILE'), readFile)) }
    case 'custom-columns':
      return { kind: 'custom-columns', columns: columnsOfSpec(needed(name, argument, 'NAME:.metadata.name')) }
    case 'custom-columns-file':
      return { kind: 'custom-columns', columns: columnsOfFile(readTemplate(needed(name, argument, 'FILE'), readFile)) }
  }
  if (argument !== undefined || !outputFormatNames.includes(name))
    throw new TmcError('Usage', `-o ${JSON.stringify(text)} is not an output format`, {
      hint: `use one of ${outputFormatNames.join(', ')}`,
    })
  if (name === 'table' || name === 'wide') return { kind: 'table', wide: name === 'wide' }
  return { kind: name as 'json' | 'yaml' | 'name' | 'jsonl' }
}

function needed(name: string, argument: string | undefined, example: string): string {
  if (argument !== undefined && argument !== '') return argument
  throw new TmcError('Usage', `-o ${name} needs an argument`, { hint: `for example: -o ${name}=${example}` })
}

function columnsOfSpec(spec: string): CustomColumn[] {
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':')
    if (colon < 0)
      throw new TmcError('Usage', `unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`)
    return { header: part.slice(0, colon), path: parseRelaxedJsonPath(part.slice(colon + 1)) }
  })
}

/** A file of two lines: heads, and under each its path. */
function columnsOfFile(text: string): CustomColumn[] {
  const [headers = [], paths = []] = text.split('\n').map((line) => line.split(/\s+/).filter((word) => word !== ''))
  if (headers.length === 0 || headers.length !== paths.length)
    throw new TmcError(
      'Usage',
      `number of headers (${headers.length}) and field specifications (${paths.length}) don't match`,
      {
        hint: 'a custom-columns file has one line of heads and one line of paths, separated by spaces',
      },
    )
  return headers.map((header, index) => ({ header, path: parseRelaxedJsonPath(paths[index] ?? '') }))
}

function readTemplate(path: string, readFile: (path: string) => string): string {
  try {
    return readFile(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const start = 'the template cannot be read:'
    if (code === 'ENOENT') throw new TmcError('NotFound', `${start} ${path} does not exist`, { cause: error })
    if (code === 'EACCES') throw new TmcError('Forbidden', `${start} ${path}: permission denied`, { cause: error })
    throw new TmcError('Usage', `${start} ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function noFiles(path: string): string {
  throw new Error(`${path}: no files are read here`)
}
