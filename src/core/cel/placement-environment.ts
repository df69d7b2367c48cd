import { TmcError } from '../apimachinery/index.ts'
import type { StructuralSchema } from '../schema/index.ts'
import { type Environment, environment, type EnvironmentOptions } from './environment.ts'
import { CelFailure } from './failure.ts'
import type { Bindings, EvaluateOptions, Program } from './program.ts'
import { typeOfSchema } from './schema-types.ts'
import { targetFunctions } from './target-functions.ts'
import {
  type CelType,
  dynType,
  listType,
  mapType,
  type ObjectField,
  quantityType,
  stringType,
  timestampType,
} from './types.ts'
import type { Value } from './values.ts'

/** A named expression of a policy; others read it as `variables.name`. */
export type NamedExpression = { readonly name: string; readonly expression: string }

/** What is known of the objects that placement rules read; without a schema they are `dyn`. */
export type PlacementEnvironmentOptions = {
  /** Schema of SyncTarget; `cell` is an element of its `spec.cells`. */
  readonly target?: StructuralSchema
  readonly workload?: StructuralSchema
  readonly policy?: StructuralSchema
  readonly params?: StructuralSchema
  /** In order: each may read those before it, so they cannot be cyclic. */
  readonly variables?: readonly NamedExpression[]
  /** Functions beyond Kubernetes' and those of targets. */
  readonly functions?: EnvironmentOptions['functions']
  readonly kubernetes?: string
}

/** An environment with the variables of placement rules. */
export type PlacementEnvironment = Environment & {
  /** The compiled variables, in order. */
  readonly variables: readonly { readonly name: string; readonly program: Program }[]
  /**
   * Adds `variables` to bindings: each is evaluated when it is first read, at most once for these bindings. A variable
   * that fails makes whatever reads it fail in the same way.
   */
  bind(bindings: Bindings, options?: EvaluateOptions): Bindings
}

/**
 * The environment of placement rules: `target`, `cell`, `workload` (and `object`, the same), `policy`, `params`, `variables`,
 * `capacity`, `allocated` and `available` (maps of quantities), `now` (a timestamp, or null when no time is known) and
 * `placed` (names of the targets the workload was on).
 *
 * @throws TmcError `InvalidExpression` when a variable does not compile; the message names it
 * @throws TmcError `InvalidPolicy` when two variables have one name
 */
export function placementEnvironment(options: PlacementEnvironmentOptions = {}): PlacementEnvironment {
  const target = typeOf(options.target, 'SyncTarget')
  const fixed: { [name: string]: CelType } = {
    target,
    cell: cellType(target),
    workload: typeOf(options.workload, 'Workload'),
    object: typeOf(options.workload, 'Workload'),
    policy: typeOf(options.policy, 'PlacementPolicy'),
    params: typeOf(options.params, 'params'),
    capacity: mapType(stringType, quantityType),
    allocated: mapType(stringType, quantityType),
    available: mapType(stringType, quantityType),
    now: timestampType,
    placed: listType(stringType),
  }
  const common = {
    functions: [targetFunctions, ...(options.functions ?? [])],
    ...(options.kubernetes === undefined ? {} : { kubernetes: options.kubernetes }),
  }
  const fields = new Map<string, ObjectField>()
  const environmentNow = (): Environment =>
    environment({ ...common, variables: { ...fixed, variables: variablesType(new Map(fields)) } })
  const variables: { name: string; program: Program }[] = []
  for (const { name, expression } of options.variables ?? []) {
    if (fields.has(name)) throw new TmcError('InvalidPolicy', `variables: two are named ${JSON.stringify(name)}`)
    const program = compileVariable(environmentNow(), name, expression)
    variables.push({ name, program })
    fields.set(name, { type: program.type, key: name })
  }
  const env = environmentNow()
  return {
    compile: (text, resultType) => env.compile(text, resultType),
    check: (text, resultType) => env.check(text, resultType),
    variables,
    bind: (bindings, evaluation) => bindVariables(variables, bindings, evaluation),
  }
}

function typeOf(schema: StructuralSchema | undefined, name: string): CelType {
  return schema === undefined ? dynType : typeOfSchema(schema, { name })
}

/** The type of an element of `spec.cells`. */
function cellType(target: CelType): CelType {
  const spec = target.kind === 'object' ? target.field('spec')?.type : undefined
  const cells = spec?.kind === 'object' ? spec.field('cells')?.type : undefined
  return cells?.kind === 'list' ? cells.element : dynType
}

function variablesType(fields: ReadonlyMap<string, ObjectField>): CelType {
  return {
    kind: 'object',
    name: 'variables',
    field: (name) => fields.get(name),
    fieldNames: () => [...fields.keys()],
  }
}

function compileVariable(env: Environment, name: string, expression: string): Program {
  try {
    return env.compile(expression)
  } catch (error) {
    if (!(error instanceof TmcError) || error.code !== 'InvalidExpression') throw error
    throw new TmcError('InvalidExpression', `variables.${name}: ${error.message}`, {
      hint: error.hint,
      details: error.details,
      cause: error,
    })
  }
}

function bindVariables(
  variables: PlacementEnvironment['variables'],
  bindings: Bindings,
  options: EvaluateOptions | undefined,
): Bindings {
  const values: { [name: string]: unknown } = {}
  const bound = { ...bindings, variables: values }
  for (const { name, program } of variables) {
    let known: Value | CelFailure | undefined
    Object.defineProperty(values, name, {
      enumerable: true,
      get() {
        known ??= program.attempt(bound, options)
        // The engine's own way to fail, which the reader may absorb.
        // eslint-disable-next-line @typescript-eslint/only-throw-error
        if (known instanceof CelFailure) throw new CelFailure(known.reason, known.message)
        return known
      },
    })
  }
  return bound
}
