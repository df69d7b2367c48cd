import { describe, expect, test } from 'vitest'
import { formatPath, type Path, parsePath } from '../../src/core/apimachinery/index.ts'

describe('a path, as Kubernetes prints fields', () => {
  test.each<[string, Path]>([
    ['spec', ['spec']],
    ['spec.rules[0].name', ['spec', 'rules', 0, 'name']],
    ['metadata.labels[example.com/tier]', ['metadata', 'labels', 'example.com/tier']],
    ['requests[nvidia.com/gpu]', ['requests', 'nvidia.com/gpu']],
    ['matrix[1][2]', ['matrix', 1, 2]],
    ['data[]', ['data', '']],
  ])('%s', (text, path) => {
    expect(formatPath(path)).toBe(text)
    expect(parsePath(text)).toEqual(path)
  })
})
