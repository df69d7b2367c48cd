import type { JsonObject, JsonValue } from '../../../src/core/apimachinery/index.ts'

/** A rule on a value of a schema, and values to try it on. */
export type RuleCase = { readonly schema: JsonObject; readonly rule: string; readonly values: readonly JsonValue[] }

export const text = { type: 'string', maxLength: 64 }
export const texts = { type: 'array', maxItems: 10, items: { type: 'string', maxLength: 20 } }
export const ints = { type: 'array', maxItems: 10, items: { type: 'integer' } }
export const numbers = { type: 'array', maxItems: 10, items: { type: 'number' } }
export const nested = { type: 'array', maxItems: 5, items: { type: 'array', maxItems: 5, items: { type: 'integer' } } }
export const labels = { type: 'object', maxProperties: 10, additionalProperties: { type: 'string', maxLength: 20 } }
export const pair = {
  type: 'object',
  properties: {
    min: { type: 'string', maxLength: 32 },
    max: { type: 'string', maxLength: 32 },
    count: { type: 'integer' },
    when: { type: 'string', format: 'date-time' },
    wait: { type: 'string', maxLength: 20 },
    tags: texts,
    items: {
      type: 'array',
      maxItems: 8,
      items: { type: 'object', properties: { name: { type: 'string', maxLength: 20 }, n: { type: 'integer' } } },
    },
  },
}
export const openText = { type: 'string' }
export const openTexts = { type: 'array', items: { type: 'string' } }
export const openInts = { type: 'array', items: { type: 'integer' } }
export const openLabels = { type: 'object', additionalProperties: { type: 'string' } }
export const openNested = { type: 'array', items: openTexts }

export const on =
  (schema: JsonObject) =>
  (rule: string, ...values: readonly JsonValue[]): RuleCase => ({ schema, rule, values })

export const onText = on(text)
export const onTexts = on(texts)
export const onInts = on(ints)
export const onNumbers = on(numbers)
export const onNested = on(nested)
export const onLabels = on(labels)
export const onPair = on(pair)
export const onOpenText = on(openText)
export const onOpenTexts = on(openTexts)
export const onOpenInts = on(openInts)
export const onOpenLabels = on(openLabels)
export const onOpenNested = on(openNested)
