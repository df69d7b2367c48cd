import { describe, expect, test } from 'vitest'
import { admit } from '../../src/core/api/index.ts'
import { formatFieldError } from '../../src/core/schema/index.ts'
import { schemaFaults } from './support/schema-faults.ts'
import { webhookFaults } from './support/webhook-faults.ts'
import { validExamples } from './support/valid.ts'

describe('what both layers accept', () => {
  test.each(validExamples)('$name', ({ object }) => {
    const { errors, warnings, unknown } = admit({ object, allowsNoNamespace: true })
    expect({ errors, warnings, unknown }).toEqual({ errors: [], warnings: [], unknown: [] })
  })
})

describe('what the CRDs refuse, in the words of an API server', () => {
  test.each(schemaFaults)('$name', ({ object, errors }) => {
    const found = admit({ object, allowsNoNamespace: true }).errors.map(formatFieldError)
    expect(found.sort()).toEqual([...errors].sort())
  })
})

describe('what the webhooks refuse', () => {
  test.each(webhookFaults)('$name', ({ object, errors }) => {
    expect(admit({ object, layers: 'Schema', allowsNoNamespace: true }).errors).toEqual([])
    const found = admit({ object, allowsNoNamespace: true }).errors.map(formatFieldError)
    expect(found.length).toBe(errors.length)
    found.forEach((line, index) => expect(line.startsWith(errors[index] ?? 'nothing')).toBe(true))
  })
})
