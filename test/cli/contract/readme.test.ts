import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../../scripts/build.mjs'
import { renewedReadme } from '../../../scripts/readme.mjs'

test('the README shows what its commands print', () => {
  const text = readFileSync(join(root, 'README.md'), 'utf8')
  expect(renewedReadme(text)).toBe(text)
})
