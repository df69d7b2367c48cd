/**
 * Kubernetes vocabulary: quantities, durations, selectors, versions, conditions, patches, JSON and YAML.
 * Pure: no I/O, no clock. Knows nothing of schemas, expressions or the kinds of this project.
 */
export * from './condition.ts'
export * from './deep-equal.ts'
export * from './duration.ts'
export * from './errors.ts'
export * from './field-selector.ts'
export * from './json-patch.ts'
export * from './json-path.ts'
export { formatJson, parseJson, parseTrustedJson } from './json-text.ts'
export * from './json.ts'
export type { Position } from './line-index.ts'
export * from './manifest.ts'
export * from './merge-patch.ts'
export * from './names.ts'
export * from './object.ts'
export * from './pointer.ts'
export * from './quantity.ts'
export * from './selector.ts'
export * from './time.ts'
export * from './version.ts'
export { formatYaml, readYaml, type TextDocument } from './yaml.ts'
