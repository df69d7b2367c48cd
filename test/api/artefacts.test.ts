import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { artefacts } from '../../scripts/artefacts.ts'

const files = artefacts()

test.each([...files.keys()])('%s is as node scripts/generate.mjs writes it', (path) => {
  expect(readFileSync(path, 'utf8')).toBe(files.get(path))
})

test('nothing else lies beside what is generated', () => {
  const folders = [...new Set([...files.keys()].map(dirname))]
  const found = folders.flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  expect(found.sort()).toEqual([...files.keys()].sort())
})
