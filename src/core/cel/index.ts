/**
 * The Common Expression Language: syntax, checker, compiler to closures, the standard and the Kubernetes libraries, cost,
 * budget, trace. An environment compiles a text to a program, which is evaluated or explained over plain JSON bindings.
 * Knows schemas (for types and for the rules inside them) but no particular kind; reads no clock and does no I/O.
 */
export { type Environment, environment, type EnvironmentOptions, type Limits } from './environment.ts'
export { compare, equal, type Meter } from './equality.ts'
export { CelFailure, fail, type FailureReason } from './failure.ts'
export { jsonOf } from './json-output.ts'
export { kubernetesVersions, versionsAccepting } from './kubernetes-versions.ts'
export type * from './library/declaration.ts'
export {
  type NamedExpression,
  type PlacementEnvironment,
  placementEnvironment,
  type PlacementEnvironmentOptions,
} from './placement-environment.ts'
export * from './program.ts'
export { celRuleEngine } from './rule-engine.ts'
export { failureError } from './runtime.ts'
export { escapeName, type SchemaTypeOptions, typeOfSchema } from './schema-types.ts'
export type { SourceRange } from './syntax/syntax.ts'
export { targetFunctions } from './target-functions.ts'
export * from './types.ts'
export * from './values.ts'
