import { isJsonObject, type JsonObject, type JsonValue, TmcError } from '../apimachinery/index.ts'
import type { PrinterColumn, Resource } from './resource.ts'
import type { StructuralSchema } from './structural.ts'

/** Keywords in the order they are written; whatever is not here follows. */
const keywordOrder: readonly (keyof StructuralSchema)[] = [
  'description',
  'type',
  'format',
  'nullable',
  'default',
  'enum',
  'minimum',
  'exclusiveMinimum',
  'maximum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'x-kubernetes-int-or-string',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'x-kubernetes-validations',
  'required',
  'properties',
  'additionalProperties',
  'items',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
]

/** A kind of any types: what a CRD is made from. */
export type DefinedResource = Omit<Resource<unknown, unknown>, 'stored' | 'written'>

/** The CustomResourceDefinition (apiextensions.k8s.io/v1) of a kind. */
export function crdOf(resource: DefinedResource): JsonObject {
  const { group, scope, plural } = resource
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: namesOf(resource),
      scope: scope,
      versions: [versionOf(resource, { openAPIV3Schema: orderedSchema(resource.schema) })],
    },
  }
}

/**
 * kcp's APIResourceSchema (apis.kcp.io/v1alpha1) of a kind. kcp never lets one change: a changed schema needs another
 * prefix.
 *
 * @param prefix what its name begins with, such as `v20250101-abc123`; a DNS label
 */
export function apiResourceSchemaOf(resource: DefinedResource, prefix: string): JsonObject {
  const { group, scope, plural } = resource
  return {
    apiVersion: 'apis.kcp.io/v1alpha1',
    kind: 'APIResourceSchema',
    metadata: { name: `${prefix}.${plural}.${group}` },
    spec: {
      group,
      names: namesOf(resource),
      scope,
      versions: [versionOf(resource, orderedSchema(resource.schema))],
    },
  }
}

function namesOf({ kind, listKind, plural, singular, shortNames, categories }: DefinedResource): JsonObject {
  return {
    kind,
    listKind,
    plural,
    singular,
    ...(shortNames.length === 0 ? {} : { shortNames: [...shortNames] }),
    ...(categories.length === 0 ? {} : { categories: [...categories] }),
  }
}

function versionOf({ version, printerColumns, hasStatus }: DefinedResource, schema: JsonObject): JsonObject {
  return {
    name: version,
    served: true,
    storage: true,
    ...(hasStatus ? { subresources: { status: {} } } : {}),
    ...(printerColumns.length === 0 ? {} : { additionalPrinterColumns: printerColumns.map(columnOf) }),
    schema,
  }
}

function columnOf({ name, type, jsonPath, description, priority }: PrinterColumn): JsonObject {
  return {
    name,
    type,
    jsonPath,
    ...(description === undefined ? {} : { description }),
    ...(priority === undefined || priority === 0 ? {} : { priority }),
  }
}

/** The schema as JSON, keywords in a fixed order: what a field is, its limits, its rules, what is inside it. */
function orderedSchema(schema: StructuralSchema): JsonObject {
  const ordered: JsonObject = {}
  const keys = new Set<keyof StructuralSchema>([
    ...keywordOrder,
    ...(Object.keys(schema) as (keyof StructuralSchema)[]),
  ])
  for (const key of keys) {
    const value = schema[key]
    if (value !== undefined) ordered[key] = keywordValue(key, value)
  }
  return ordered
}

function keywordValue(key: keyof StructuralSchema, value: unknown): JsonValue {
  switch (key) {
    case 'properties':
      return Object.fromEntries(
        Object.entries(value as { [name: string]: StructuralSchema }).map(([name, field]) => [
          name,
          orderedSchema(field),
        ]),
      )
    case 'items':
    case 'not':
      return orderedSchema(value as StructuralSchema)
    case 'additionalProperties':
      return typeof value === 'boolean' ? value : orderedSchema(value as StructuralSchema)
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return (value as StructuralSchema[]).map(orderedSchema)
    default:
      return value as JsonValue
  }
}

/**
 * The kinds a CustomResourceDefinition defines, one for each version that is served, as the engine takes them.
 *
 * @throws TmcError `InvalidSchema` when the object is no CustomResourceDefinition of apiextensions.k8s.io/v1
 */
export function kindsOfCrd(crd: JsonValue): DefinedResource[] {
  const spec = isJsonObject(crd) && crd['kind'] === 'CustomResourceDefinition' ? crd['spec'] : undefined
  const isV1 = isJsonObject(crd) && crd['apiVersion'] === 'apiextensions.k8s.io/v1'
  if (!isJsonObject(spec) || !isV1)
    throw new TmcError('InvalidSchema', 'not a CustomResourceDefinition of apiextensions.k8s.io/v1')
  const names = isJsonObject(spec['names']) ? spec['names'] : {}
  const kind = text(names['kind'])
  const versions = Array.isArray(spec['versions']) ? spec['versions'].filter(isJsonObject) : []
  return versions
    .filter((version) => version['served'] === true)
    .map((version) => {
      const outer = version['schema']
      const schema = isJsonObject(outer) && isJsonObject(outer['openAPIV3Schema']) ? outer['openAPIV3Schema'] : {}
      const subresources = isJsonObject(version['subresources']) ? version['subresources'] : {}
      return {
        group: text(spec['group']),
        version: text(version['name']),
        kind,
        plural: text(names['plural']),
        singular: text(names['singular']) || kind.toLowerCase(),
        listKind: text(names['listKind']) || `${kind}List`,
        shortNames: texts(names['shortNames']),
        categories: texts(names['categories']),
        scope: spec['scope'] === 'Cluster' ? 'Cluster' : 'Namespaced',
        description: text(schema['description']),
        printerColumns: columns(version['additionalPrinterColumns']),
        hasStatus: Object.hasOwn(subresources, 'status'),
        schema: schema,
      }
    })
}

function columns(value: JsonValue | undefined): PrinterColumn[] {
  if (!Array.isArray(value)) return []
  return value.filter(isJsonObject).map((column) => {
    const type = text(column['type'])
    return {
      name: text(column['name']),
      type: type === 'integer' || type === 'number' || type === 'boolean' || type === 'date' ? type : 'string',
      jsonPath: text(column['jsonPath']),
      ...(typeof column['description'] === 'string' ? { description: column['description'] } : {}),
      ...(typeof column['priority'] === 'number' ? { priority: column['priority'] } : {}),
    }
  })
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
