import { fn, method, plain } from '../standard/overloads.ts'
import { listType, opaqueType, optionalType, stringType } from '../types.ts'
import { Optional, type Value } from '../values.ts'
import type { Library } from './declaration.ts'
import { matching, scaled, sizeAt, sizeOf, traversalEstimate } from './measures.ts'
import type { NamedFormat } from './named-formats.ts'
import { namedFormats } from './named-formats.ts'

export const formatType = opaqueType('kubernetes.NamedFormat')

/** The pattern length that estimates take for every format. */
const longestPattern = 128

function validate(format: Value, text: Value): Value {
  const errors = (format as NamedFormat).validate(text as string)
  return errors.length === 0 ? Optional.none : new Optional(errors)
}

/** `kubernetes.NamedFormat`: names of formats, and what a text lacks to be in one. @see k8s.io/apiserver/pkg/cel/library/format.go */
export const formatLibrary: Library = {
  name: 'kubernetes.format',
  kubernetes: { since: '1.31' },
  get functions() {
    return [
      fn(
        'format.named',
        plain('format-named', [stringType], optionalType(formatType), (name) => {
          const format = namedFormats().get(name as string)
          return format === undefined ? Optional.none : new Optional(format)
        }),
      ),
      fn(
        'validate',
        method('format-validate', [formatType, stringType], optionalType(listType(stringType)), validate, {
          cost: ([format, text]) => matching(sizeOf(text ?? ''), (format as NamedFormat).patternLength),
          estimate: (args) => ({ cost: scaled(traversalEstimate(sizeAt(args, 1)), longestPattern * 0.25) }),
          steps: (_, text) => 150 + 10 * (text as string).length,
        }),
      ),
      ...[...namedFormats()].map(([name, format]) =>
        fn(
          `format.${name}`,
          plain(`format.${name}`, [], formatType, () => format),
        ),
      ),
    ]
  },
}
