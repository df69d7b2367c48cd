import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../../scripts/build.mjs'
import { pagesWithOutput, renewedPage } from '../../../scripts/readme.mjs'

test.each(pagesWithOutput())('%s shows what its commands print', (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  expect(renewedPage(text)).toBe(text)
})
