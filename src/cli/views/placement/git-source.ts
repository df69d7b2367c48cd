import { spawn } from 'node:child_process'
import { type Manifest, readManifests, TmcError } from '../../../core/apimachinery/index.ts'

/** More manifests than that are not read from one revision. */
const manyFiles = 20_000

/**
 * Reads the manifests of a git revision, without touching the working tree: `REV` for the current directory as it was then,
 * `REV:PATH` for a file or directory below it. Directories are read with all below them.
 *
 * @throws TmcError `NotFound` for a revision or path that git does not know, `InvalidManifest`, `TooLarge`
 */
export async function readRevision(text: string): Promise<Manifest[]> {
  const colon = text.indexOf(':')
  const revision = colon < 0 ? text : text.slice(0, colon)
  const path = colon < 0 ? '.' : text.slice(colon + 1)
  if (revision === '' || revision.startsWith('-'))
    throw new TmcError('Usage', `git:${text}: there is no revision before the path`, {
      hint: 'write git:main or git:HEAD~1:policies',
    })
  const below = path === '' || path === '.' ? './' : `./${path.replace(/^\.\//, '')}`
  const id = (await git(['rev-parse', '--verify', '--quiet', `${revision}:${below}`], '', text)).toString().trim()
  const files = await filesOf(id, path)
  if (files.length > manyFiles)
    throw new TmcError(
      'TooLarge',
      `git:${text} has ${files.length} manifests, more than the ${manyFiles} that are read`,
    )
  const contents = await git(['cat-file', '--batch'], files.map(({ blob }) => `${blob}\n`).join(''), text)
  const manifests: Manifest[] = []
  let offset = 0
  for (const { name } of files) {
    const end = contents.indexOf(10, offset)
    const size = Number(contents.subarray(offset, end).toString().split(' ').at(-1))
    const body = contents.subarray(end + 1, end + 1 + size)
    offset = end + 1 + size + 1
    manifests.push(...(await readManifests(new TextDecoder().decode(body), `${revision}:${name}`)))
  }
  return manifests
}

type File = { readonly blob: string; readonly name: string }

/** The manifests of a tree, or the one file that an id is. */
async function filesOf(id: string, path: string): Promise<File[]> {
  const type = (await git(['cat-file', '-t', id], '', path)).toString().trim()
  if (type === 'blob') return [{ blob: id, name: path }]
  const listing = (await git(['ls-tree', '-r', '-z', id], '', path)).toString()
  return listing.split('\0').flatMap((line): File[] => {
    const [head = '', name = ''] = line.split('\t')
    const [, kind, blob = ''] = head.split(' ')
    return kind === 'blob' && /\.(?:ya?ml|json)$/.test(name)
      ? [{ blob, name: path === '.' || path === '' ? name : `${path}/${name}` }]
      : []
  })
}

/** Runs git and returns what it printed. */
function git(args: readonly string[], input: string, what: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { stdio: ['pipe', 'pipe', 'pipe'] })
    const pieces: Buffer[] = []
    let problem = ''
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (problem += text))
    child.stdin.on('error', () => undefined)
    child.on('error', (cause) =>
      reject(new TmcError('NotFound', `git:${what}: git cannot be run`, { hint: 'is git installed?', cause })),
    )
    child.on('close', (status) => {
      if (status === 0) return resolve(Buffer.concat(pieces))
      const [line = ''] = problem.trim().split('\n')
      reject(
        new TmcError('NotFound', `git:${what}: ${line === '' ? 'git knows no such revision or path' : line}`, {
          hint: 'write git:REV or git:REV:PATH, the path relative to here',
        }),
      )
    })
    child.stdin.end(input)
  })
}
