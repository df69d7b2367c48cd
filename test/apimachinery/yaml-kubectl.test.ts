import { describe, expect, test } from 'vitest'
import { formatJson, readYaml } from '../../src/core/apimachinery/index.ts'
import { readPlainYaml } from '../../src/core/apimachinery/yaml/plain.ts'
import { readYamlDocument } from '../../src/core/apimachinery/yaml/reader.ts'
import { readAlike, refusedAlike } from './yaml-kubectl-vectors.ts'

const values = async (text: string) => formatJson((await readYaml(text, 'f')).map((document) => document.value))

/** Of a text without a document mark or a byte order mark: what each of the two readers says. */
function bothReaders(text: string) {
  const complete = readYamlDocument(text)
  return { plain: readPlainYaml(text)?.value, complete: complete.problems.length > 0 ? undefined : complete.value }
}

describe('YAML that readers differ about', () => {
  test.each(readAlike)('%s: as kubectl reads it', async (_, text, json) => {
    expect(await values(text)).toBe(json)
  })

  test.each(refusedAlike)('%s: refused with its place', async (_, text, message) => {
    await expect(readYaml(text, 'f')).rejects.toMatchObject({ code: 'InvalidManifest', message })
  })

  test.each([...readAlike, ...refusedAlike].filter(([, text]) => !/^(?:---|\ufeff|\{)|\n---/.test(text)))(
    '%s: the quick reader agrees or says nothing',
    (_, text) => {
      const { plain, complete } = bothReaders(text)
      if (plain !== undefined) expect(formatJson(plain)).toBe(formatJson(complete))
    },
  )

  test('a key may have 1024 characters, whatever their width, and more after a question mark', async () => {
    const wide = '😀'.repeat(1024)
    for (const [text, key] of [
      [`${'k'.repeat(1024)}: 1\n`, 'k'.repeat(1024)],
      [`${wide}: 1\n`, wide],
      [`? "${'k'.repeat(1025)}"\n: 1\n`, 'k'.repeat(1025)],
    ] as const)
      expect(await values(text)).toBe(`[{"${key}":1}]`)
    await expect(readYaml(`${'k'.repeat(1025)}: 1\n`)).rejects.toThrow('at most 1024 chars')
    await expect(readYaml(`${wide}k: 1\n`)).rejects.toMatchObject({ code: 'InvalidManifest' })
  })

  test('a bracket inside a key is not looked at without end', async () => {
    await expect(readYaml(`? ${'['.repeat(200_000)}`)).rejects.toThrow('nested more than 100 deep')
    await expect(readYaml(`a: ${'[a, '.repeat(99)}${'&x '.repeat(50_000)}`)).rejects.toMatchObject({
      code: 'InvalidManifest',
    })
  })
})
