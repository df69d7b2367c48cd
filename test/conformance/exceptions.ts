/** Conformance vectors that fail, by id, with the reason; docs/cel-conformance.md lists the same. */
export const exceptions: ReadonlyMap<string, string> = new Map([
  [
    'fields/qualified_identifier_resolution/int64_field_select_unsupported',
    'selecting a field of an int fails, but in the words of the API server (`no such key: pancakes`) and not in those of the vector',
  ],
])
