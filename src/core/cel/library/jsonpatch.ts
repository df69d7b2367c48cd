import { fn, plain } from '../standard/overloads.ts'
import { stringType } from '../types.ts'
import type { Library } from './declaration.ts'
import { indexing } from './strings.ts'

/** `jsonpatch.escapeKey`, which mutating admission policies have. @see k8s.io/apiserver/pkg/cel/library/jsonpatch.go */
export const jsonPatchLibrary: Library = {
  name: 'kubernetes.jsonpatch',
  get functions() {
    return [
      fn(
        'jsonpatch.escapeKey',
        plain(
          'string_jsonpatch_escapeKey_string',
          [stringType],
          stringType,
          (key) => (key as string).replaceAll('~', '~0').replaceAll('/', '~1'),
          indexing,
        ),
      ),
    ]
  },
}
