/**
 * The structural-schema engine: kinds from literals, defaulting, pruning, validation with the API server's own words,
 * CRDs. It works on foreign schemas as well as on ours. Knows nothing of particular kinds, nor of how CEL is evaluated:
 * rules run through the RuleEngine port.
 */
export * from './fields.ts'
export * from './resource.ts'
export * from './structural.ts'
