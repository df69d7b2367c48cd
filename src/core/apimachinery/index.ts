/**
 * Kubernetes vocabulary: quantities, durations, selectors, versions, conditions, patches, JSON and YAML.
 * Pure: no I/O, no clock. Knows nothing of schemas, expressions or the kinds of this project.
 */
export * from './errors.ts'
export * from './json.ts'
export * from './object.ts'
