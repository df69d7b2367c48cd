import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, test } from 'vitest'
import { readManifestFiles } from '../../../src/cli/manifests/index.ts'
import { TmcError } from '../../../src/core/apimachinery/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'tmcctl-manifests-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const objectOf = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`
let folders = 0

/** A new directory with these files in it. */
function directory(files: { readonly [path: string]: string | Uint8Array }): string {
  const root = join(folder, String(folders++))
  mkdirSync(root)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

const namesIn = async (sources: Parameters<typeof readManifestFiles>[0]) =>
  (await readManifestFiles(sources)).map(({ object }) => object.metadata.name)

/** Every problem, with the directory cut out. */
async function problemsOf(sources: Parameters<typeof readManifestFiles>[0], root = folder): Promise<readonly string[]> {
  const error: unknown = await readManifestFiles(sources).catch((reason: unknown) => reason)
  if (!(error instanceof TmcError)) throw new Error('no problem')
  const messages = error.details.length > 0 ? error.details.map(({ message }) => message) : [error.message]
  return messages.map((message) => message.replaceAll(`${root}/`, ''))
}

describe('manifests from files', () => {
  test('a directory gives its .json, .yaml and .yml files in alphabetical order, without those below', async () => {
    const root = directory({
      'c.yml': objectOf('c'),
      'a.yaml': `${objectOf('a1')}---\n${objectOf('a2')}`,
      'b.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}',
      'notes.txt': 'not a manifest',
      '.hidden.yaml': objectOf('hidden'),
      'upper.YAML': 'neither: this',
      'below/d.yaml': objectOf('d'),
    })
    expect(await namesIn({ files: [root] })).toEqual(['hidden', 'a1', 'a2', 'b', 'c'])
    expect(await namesIn({ files: [root], recursive: true })).toEqual(['hidden', 'a1', 'a2', 'b', 'd', 'c'])
  })

  test('files come in the order they are named, whatever their extension; links are followed', async () => {
    const root = directory({ b: objectOf('b'), a: objectOf('a') })
    symlinkSync(join(root, 'a'), join(root, 'link.yaml'))
    expect(await namesIn({ files: [join(root, 'b'), join(root, 'a')] })).toEqual(['b', 'a'])
    expect(await namesIn({ files: [root] })).toEqual(['a'])
  })

  test('a manifest knows its file as it was named, and the places in it', async () => {
    const root = directory({ 'a.yaml': `# first\n${objectOf('a')}` })
    const [manifest] = await readManifestFiles({ files: [root] })
    expect(manifest?.file).toBe(join(root, 'a.yaml'))
    expect(manifest?.positionOf(['metadata', 'name'])).toEqual({ line: 5, column: 3 })
  })

  test('forty files keep their order', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `n${String(index).padStart(2, '0')}`)
    const root = directory(Object.fromEntries(names.map((name) => [`${name}.yaml`, objectOf(name)])))
    expect(await namesIn({ files: [root] })).toEqual(names)
  })
})

describe('manifests from stdin', () => {
  test('are read to the end, in whatever pieces they come', async () => {
    const bytes = Buffer.from(`${objectOf('é')}data: {k: "😀"}\n`)
    async function* slowly(): AsyncGenerator<Uint8Array> {
      for (const byte of bytes) {
        yield new Uint8Array([byte])
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    const [manifest] = await readManifestFiles({ files: ['-'], stdin: slowly() })
    expect(manifest?.object).toMatchObject({ metadata: { name: 'é' }, data: { k: '😀' } })
    expect(manifest?.file).toBe('<stdin>')
  })

  test('stand among files where they are named', async () => {
    const root = directory({ 'a.yaml': objectOf('a'), 'c.yaml': objectOf('c') })
    const files = [join(root, 'c.yaml'), '-', join(root, 'a.yaml')]
    expect(await namesIn({ files, stdin: Readable.from([objectOf('b')]) })).toEqual(['c', 'b', 'a'])
  })

  test('end with the signal, even when nothing more comes', async () => {
    const controller = new AbortController()
    const waiting = new Readable({ read: () => undefined })
    const reading = readManifestFiles({ files: ['-'], stdin: waiting, signal: controller.signal })
    setImmediate(() => controller.abort())
    await expect(reading).rejects.toMatchObject({ code: 'Aborted' })
  })
})

describe('what is wrong', () => {
  test('is told of every file at once, and nothing is returned', async () => {
    const root = directory({
      'a.yaml': `${objectOf('a')}a: 1\na: 2\n`,
      'b.json': '{"apiVersion" "v1"}',
      'c.yaml': objectOf('twice'),
      'd.yaml': `${objectOf('fine')}---\n${objectOf('twice')}`,
      'e.yaml': new Uint8Array([0x61, 0xff, 0xfe]),
      'f.yaml': new Uint8Array([0xff, 0xfe, 0x61, 0x00]),
      'g.yaml': 'kind: x\n',
    })
    const files = [root, join(root, 'absent.yaml')]
    expect(await problemsOf({ files }, root)).toEqual([
      `the path ${JSON.stringify(join(root, 'absent.yaml')).replace(`${root}/`, '')} does not exist`,
      'a.yaml:6:1: duplicate key "a"',
      'b.json:1:15: expected ":"',
      'e.yaml: is not UTF-8 text',
      'f.yaml: is UTF-16; save it as UTF-8',
      'g.yaml:1:1: the object has no apiVersion, such as apps/v1',
      'd.yaml:6:1: ConfigMap "twice" is there twice, first at c.yaml:1:1',
    ])
  })

  test('a file named twice is an object there twice', async () => {
    const root = directory({ 'a.yaml': objectOf('a') })
    const file = join(root, 'a.yaml')
    expect(await problemsOf({ files: [file, file] }, root)).toEqual([
      'a.yaml:1:1: ConfigMap "a" is there twice, first at a.yaml:1:1',
    ])
  })

  test.each([
    [{ files: [join(folder, 'absent')] }, 'NotFound'],
    [{ files: [join(folder, 'absent', 'below')] }, 'NotFound'],
    [{ files: ['https://example.com/a.yaml'] }, 'Usage'],
    [{ files: ['-', '-'] }, 'Usage'],
    [{ files: ['-'], stdin: Readable.from([]) }, 'InvalidManifest'],
    [{ files: ['-'] }, 'InvalidManifest'],
  ])('%j is %s', async (sources, code) => {
    await expect(readManifestFiles(sources)).rejects.toMatchObject({ code })
  })

  test('an absent file under a file does not exist', async () => {
    const root = directory({ 'a.yaml': objectOf('a') })
    await expect(readManifestFiles({ files: [join(root, 'a.yaml', 'b')] })).rejects.toMatchObject({ code: 'NotFound' })
  })

  test('a directory without manifests says so, and that -R would look below', async () => {
    const root = directory({ 'below/a.yaml': objectOf('a') })
    expect(await problemsOf({ files: [root] })).toEqual([
      `${basename(root)}: no .json, .yaml or .yml file in the directory itself; -R reads those below too`,
    ])
    expect(await problemsOf({ files: [directory({ x: '' })], recursive: true })).toEqual([
      expect.stringMatching(/no .json, .yaml or .yml file$/),
    ])
  })

  test('an empty stream has no objects', async () => {
    expect(await problemsOf({ files: ['-'], stdin: Readable.from(['# nothing\n---\n']) })).toEqual([
      'no objects in <stdin>',
    ])
  })

  test('control characters in names leave escaped', async () => {
    const text = `${objectOf('"a\\e[31m"')}---\n${objectOf('"a\\e[31m"')}`
    expect(await problemsOf({ files: ['-'], stdin: Readable.from([text]) })).toEqual([
      '<stdin>:6:1: ConfigMap "a\\u001b[31m" is there twice, first at <stdin>:1:1',
    ])
  })
})
