import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const room = fileURLToPath(new URL('../../src/core/cel/', import.meta.url))
const sources = readdirSync(room, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(`${room}${file}`, 'utf8') }))

// Whoever imports the room reads all of it, whatever it then uses.
test.each([
  { name: 'is ASCII: other text is kept in twice the memory and read more slowly', slow: /[^\x00-\x7f]/ },
  { name: 'has no classes of Unicode in a literal: they are worked out when the file is read', slow: /(?<!\\)\\p\{/i },
])('the source of the room $name', ({ slow }) => {
  expect(sources.length).toBeGreaterThan(50)
  expect(sources.filter(({ text }) => slow.test(text)).map(({ file }) => file)).toEqual([])
})
