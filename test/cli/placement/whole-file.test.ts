import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeWhole } from '../../../src/cli/views/placement/whole-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'tmcctl-whole-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a file is written anew or over what was there, with nothing beside it, and keeps its mode', () => {
  const file = join(folder, 'page.html')
  writeWhole(file, 'one')
  writeFileSync(file, 'one', { mode: 0o600 })
  const { mode } = statSync(file)
  writeWhole(file, 'two')
  expect([readFileSync(file, 'utf8'), statSync(file).mode]).toEqual(['two', mode])
  expect(readdirSync(folder)).toEqual(['page.html'])
})

test('a link goes on pointing where it points', () => {
  const link = join(folder, 'latest.html')
  symlinkSync('page.html', link)
  writeWhole(link, 'three')
  expect(readFileSync(join(folder, 'page.html'), 'utf8')).toBe('three')
  expect(readdirSync(folder).sort()).toEqual(['latest.html', 'page.html'])
})

test('what is no file stays what it is', () => {
  writeWhole('/dev/null', 'gone')
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
})

test.each([
  { at: 'no-such-folder/page.html', code: 'NotFound', about: 'no such file or directory' },
  { at: 'page.html/page.html', code: 'StorageFailed', about: 'not a directory' },
  { at: '', code: 'StorageFailed', about: 'illegal operation on a directory' },
])('a place where nothing can be written is named: $about', ({ at, code, about }) => {
  const path = join(folder, at)
  expect(() => writeWhole(path, 'x')).toThrow(
    expect.objectContaining({ code, message: `${path} cannot be written: ${about}` }),
  )
})
