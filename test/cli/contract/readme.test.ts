import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../../scripts/build.mjs'
import { pagesWithOutput, renewedPage } from '../../../scripts/readme.mjs'

test.each(pagesWithOutput())('%s shows what its commands print', (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  expect(renewedPage(text)).toBe(text)
})

test('no page shows a command and its output where they are not checked', () => {
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
  const pages = ['README.md', 'CONTRIBUTING.md', ...docs.map((name) => `docs/${name}`)]
  expect(pages.filter((page) => /^(?: {4}|\t)\$ /m.test(readFileSync(join(root, page), 'utf8')))).toEqual([])
})
