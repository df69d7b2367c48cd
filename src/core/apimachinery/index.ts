/**
 * Kubernetes vocabulary: quantities, durations, selectors, versions, conditions, patches, JSON and YAML.
 * Pure: no I/O, no clock. Knows nothing of schemas, expressions or the kinds of this project.
 */
export * from './deep-equal.ts'
export * from './duration.ts'
export * from './errors.ts'
export * from './json.ts'
export * from './json-text.ts'
export * from './merge-patch.ts'
export * from './names.ts'
export * from './object.ts'
export * from './pointer.ts'
export * from './quantity.ts'
export * from './selector.ts'
