import { TmcError } from '../../core/apimachinery/index.ts'

/**
 * The paths in one value of `-f`, which has commas between them as in kubectl. A path with a comma in it stands in double quotes,
 * and a quote inside those is written twice.
 *
 * @throws TmcError `Usage` for an empty path, and for quotes that do not surround a whole one
 */
export function splitFilenames(value: string): string[] {
  const field = /"((?:[^"]|"")*)"|([^",]*)/y
  const paths: string[] = []
  for (let at = 0; ; at++) {
    field.lastIndex = at
    const [whole = '', quoted, plain = ''] = field.exec(value) ?? []
    at += whole.length
    if (at < value.length && value[at] !== ',') throw misquoted(value)
    const path = quoted?.replaceAll('""', '"') ?? plain
    if (path === '')
      throw new TmcError('Usage', `-f ${JSON.stringify(value)}: a path is empty`, {
        hint: 'put nothing but one comma between paths, as in -f a.yaml,b.yaml',
      })
    paths.push(path)
    if (at >= value.length) return paths
  }
}

/** A value of `-f` that names one path, whatever is in it. */
export function quoteFilename(path: string): string {
  return `"${path.replaceAll('"', '""')}"`
}

function misquoted(value: string): TmcError {
  return new TmcError('Usage', `-f ${JSON.stringify(value)}: a quote is out of place`, {
    hint: `a path with a comma or a quote in it stands in double quotes: -f '"a,b.yaml"'`,
  })
}
