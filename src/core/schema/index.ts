/**
 * The structural-schema engine: kinds from literals, defaulting, pruning, validation with the API server's own words,
 * CRDs. It works on foreign schemas as well as on ours. Knows nothing of particular kinds, nor of how CEL is evaluated:
 * rules run through the RuleEngine port.
 */
export { checkCrd, checkStructural, type StructuralOptions } from './check-crd.ts'
export * from './crd.ts'
export * from './defaulting.ts'
export * from './explain.ts'
export * from './field-error.ts'
export * from './fields.ts'
export * from './metadata.ts'
export * from './name-rules.ts'
export { dotted } from './place.ts'
export * from './pruning.ts'
export * from './reference.ts'
export * from './resource.ts'
export * from './rule-engine.ts'
export { hasRules, parseFieldPath, ruleBudgets } from './rules.ts'
export * from './strict.ts'
export * from './structural.ts'
export * from './validate.ts'
