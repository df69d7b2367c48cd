import { isJsonObject, type JsonObject, type JsonValue } from '../apimachinery/index.ts'
import { conversionProblems } from './check-conversion.ts'
import { defaultProblems, keywordProblems } from './check-keywords.ts'
import { leadsSomewhere } from './check-rules.ts'
import { structuralProblems } from './check-structural.ts'
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  invalidWhole,
  notSupported,
  required,
  tooMany,
} from './field-error.ts'
import { validateMetadata } from './metadata.ts'
import { dns1035Problems, subdomainProblems } from './name-rules.ts'
import type { RuleEngine } from './rule-engine.ts'
import { parseFieldPath } from './rules.ts'
import { isPrintable } from './wording.ts'
import { has, isTrue, propertyOf, SchemaPlace, subschema, subschemas, textOf, textsOf } from './structural-place.ts'

/** How a schema or a CRD is checked. */
export type StructuralOptions = {
  /** Compiles rules and patterns; without it neither is checked. */
  readonly rules?: RuleEngine | undefined
  /** Where the schema stands, for messages: the field of its CRD; the root unless told otherwise. */
  readonly at?: SchemaPlace
}

/**
 * Says what keeps a schema from being that of a CustomResourceDefinition: structure, keywords, defaults that would not
 * validate, rules that do not compile, or that may cost more than a server lets them.
 *
 * @returns the problems in a server's words; empty when the schema is structural
 */
export function checkStructural(schema: JsonValue, { rules, at = root }: StructuralOptions = {}): FieldError[] {
  if (!isJsonObject(schema)) return [required(at, 'must be a schema')]
  const structure = structuralProblems(schema, at, rules)
  const defaults = structure.length > 0 ? [] : defaultProblems(schema, at, rules)
  const isSound = structure.length === 0 && defaults.length === 0
  return [...structure, ...defaults, ...keywordProblems(schema, at, isSound ? rules : undefined)]
}

const root = new SchemaPlace('', [])

/**
 * Says what is wrong with a CustomResourceDefinition of apiextensions.k8s.io/v1, as a server does when one is created.
 *
 * @returns the problems in a server's words; empty when it would be accepted
 */
export function checkCrd(crd: JsonObject, { rules }: Pick<StructuralOptions, 'rules'> = {}): FieldError[] {
  const spec = subschema(crd, 'spec') ?? {}
  const names = subschema(spec, 'names') ?? {}
  const at = root.child('spec')
  return [
    ...nameProblems(crd, `${textOf(names, 'plural')}.${textOf(spec, 'group')}`),
    ...groupProblems(textOf(spec, 'group'), at.child('group')),
    ...scopeProblems(textOf(spec, 'scope'), at.child('scope')),
    ...conversionProblems(spec, at),
    ...versionsProblems(spec, at.child('versions'), rules),
    ...namesProblems(names, at.child('names')),
    ...approvalProblems(crd, textOf(spec, 'group')),
  ]
}

function nameProblems(crd: JsonObject, expected: string): FieldError[] {
  const metadata = subschema(crd, 'metadata') ?? {}
  const errors = validateMetadata(metadata, { namespace: 'Forbidden', names: 'Subdomain' })
  const name = textOf(metadata, 'name')
  if (name !== expected && name !== '')
    errors.push(invalid(root.child('metadata').child('name'), name, 'must be spec.names.plural+"."+spec.group'))
  return errors
}

function groupProblems(group: string, at: SchemaPlace): FieldError[] {
  if (group === '') return [required(at)]
  const problems = subdomainProblems(group)
  if (problems.length > 0) return [invalid(at, group, problems.join(','))]
  return group.includes('.') ? [] : [invalid(at, group, 'should be a domain with at least one dot')]
}

function scopeProblems(scope: string, at: SchemaPlace): FieldError[] {
  if (scope === '') return [required(at)]
  const scopes = ['Cluster', 'Namespaced']
  return scopes.includes(scope) ? [] : [notSupported(at, scope, scopes)]
}

function namesProblems(names: JsonObject, at: SchemaPlace): FieldError[] {
  const errors: FieldError[] = []
  const kind = textOf(names, 'kind')
  const listKind = textOf(names, 'listKind') || (kind === '' ? '' : `${kind}List`)
  for (const key of ['plural', 'kind']) if (textOf(names, key) === '') errors.push(required(at.child(key)))
  for (const key of ['plural', 'singular']) {
    const name = textOf(names, key)
    if (name !== '') errors.push(...labelErrors(name, name, at.child(key)))
  }
  for (const [key, name] of [
    ['kind', kind],
    ['listKind', listKind],
  ] as const)
    if (name !== '')
      errors.push(
        ...labelErrors(name.toLowerCase(), name, at.child(key), 'may have mixed case, but should otherwise match: '),
      )
  for (const key of ['shortNames', 'categories'])
    textsOf(names, key).forEach((name, index) => errors.push(...labelErrors(name, name, at.child(key).index(index))))
  if (kind !== '' && kind === listKind)
    errors.push(invalid(at.child('listKind'), listKind, 'kind and listKind may not be the same'))
  return errors
}

function labelErrors(label: string, value: string, at: SchemaPlace, before = ''): FieldError[] {
  const problems = dns1035Problems(label)
  return problems.length === 0 ? [] : [invalid(at, value, `${before}${problems.join(',')}`)]
}

function versionsProblems(spec: JsonObject, at: SchemaPlace, rules: RuleEngine | undefined): FieldError[] {
  const versions = subschemas(spec, 'versions')
  const errors = versions.flatMap((version, index) => versionProblems(version, at.index(index), rules))
  const names = versions.map((version) => textOf(version, 'name'))
  if (new Set(names).size < names.length) errors.push(invalidWhole(at, 'must contain unique version names'))
  if (versions.filter((version) => isTrue(version, 'storage')).length !== 1)
    errors.push(invalidWhole(at, 'must have exactly one version marked as storage version'))
  return errors
}

function versionProblems(version: JsonObject, at: SchemaPlace, rules: RuleEngine | undefined): FieldError[] {
  const errors = labelErrors(textOf(version, 'name'), textOf(version, 'name'), at.child('name'))
  errors.push(...deprecationProblems(version, at.child('deprecationWarning')))
  const schema = subschema(subschema(version, 'schema') ?? {}, 'openAPIV3Schema')
  const schemaAt = at.child('schema').child('openAPIV3Schema')
  const subresources = subschema(version, 'subresources') ?? {}
  if (schema === undefined) errors.push(required(schemaAt))
  else {
    if (has(subresources, 'status')) errors.push(...rootProblems(schema, schemaAt))
    if (isTrue(schema, 'nullable'))
      errors.push(forbidden(schemaAt.child('nullable'), 'nullable cannot be true at the root'))
    errors.push(...checkStructural(schema, { rules, at: schemaAt }))
    errors.push(...selectableProblems(subschemas(version, 'selectableFields'), schema, at.child('selectableFields')))
  }
  const scale = subschema(subresources, 'scale')
  if (scale !== undefined) errors.push(...scaleProblems(scale, at.child('subresources')))
  subschemas(version, 'additionalPrinterColumns').forEach((column, index) =>
    errors.push(...columnProblems(column, at.child('additionalPrinterColumns').index(index))),
  )
  return errors
}

/** Keywords that say nothing about the object as a whole, so that the status can be validated without it. */
const allowedAtRoot = new Set(
  'description type format title maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems multipleOf required items properties externalDocs example x-kubernetes-preserve-unknown-fields x-kubernetes-validations'.split(
    ' ',
  ),
)

function rootProblems(schema: JsonObject, at: SchemaPlace): FieldError[] {
  const type = textOf(schema, 'type')
  if (type !== 'object')
    return [
      invalid(
        at.child('type'),
        type,
        'only "object" is allowed as the type at the root of the schema if the status subresource is enabled',
      ),
    ]
  const isSet = (value: JsonValue | undefined): boolean =>
    value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0)
  const others = Object.keys(schema).filter((keyword) => !allowedAtRoot.has(keyword) && isSet(schema[keyword]))
  if (others.length === 0) return []
  return [
    invalidWhole(
      at,
      `${others.join(', ')} is not allowed at the root of the schema if the status subresource is enabled`,
    ),
  ]
}

function deprecationProblems(version: JsonObject, at: SchemaPlace): FieldError[] {
  if (!has(version, 'deprecationWarning')) return []
  const warning = textOf(version, 'deprecationWarning')
  if (!isTrue(version, 'deprecated')) return [invalid(at, warning, 'can only be set for deprecated versions')]
  const errors: FieldError[] = []
  if (new TextEncoder().encode(warning).length > 256)
    errors.push(invalid(at, warning, 'must be <= 256 characters long'))
  if (warning === '') errors.push(invalid(at, warning, 'must not be an empty string'))
  const bad = [...warning].findIndex((one) => !isPrintable(one))
  if (bad >= 0)
    errors.push(
      invalid(
        at,
        warning,
        `must only contain printable UTF-8 characters; non-printable character found at index ${bad}`,
      ),
    )
  return errors
}

function columnProblems(column: JsonObject, at: SchemaPlace): FieldError[] {
  const errors: FieldError[] = []
  const types = ['boolean', 'date', 'integer', 'number', 'string']
  const formats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password']
  if (textOf(column, 'name') === '') errors.push(required(at.child('name')))
  const type = textOf(column, 'type')
  if (type === '') errors.push(required(at.child('type'), `must be one of ${types.join(',')}`))
  else if (!types.includes(type)) errors.push(invalid(at.child('type'), type, `must be one of ${types.join(',')}`))
  const format = textOf(column, 'format')
  if (format !== '' && !formats.includes(format))
    errors.push(invalid(at.child('format'), format, `must be one of ${formats.join(',')}`))
  const path = textOf(column, 'jsonPath')
  if (path === '') errors.push(required(at.child('JSONPath')))
  else errors.push(...simplePathProblems(path, at.child('JSONPath')))
  return errors
}

function simplePathProblems(path: string, at: SchemaPlace): FieldError[] {
  return path.startsWith('.') ? [] : [invalid(at, path, 'must be a simple json path starting with .')]
}

function scaleProblems(scale: JsonObject, at: SchemaPlace): FieldError[] {
  const errors: FieldError[] = []
  const check = (key: string, under: readonly string[], where: string, isRequired: boolean): void => {
    const path = textOf(scale, key)
    const place = new SchemaPlace(`${at.field}.scale.${key}`, [...at.path, 'scale', key])
    if (path === '') {
      if (isRequired) errors.push(required(place))
      return
    }
    const problems = simplePathProblems(path, place)
    if (problems.length > 0) errors.push(...problems)
    else if (!under.some((prefix) => path.startsWith(prefix)))
      errors.push(invalid(place, path, `should be a json path under ${where}`))
  }
  check('specReplicasPath', ['.spec.'], '.spec', true)
  check('statusReplicasPath', ['.status.'], '.status', true)
  check('labelSelectorPath', ['.spec.', '.status.'], 'either .spec or .status', false)
  return errors
}

function selectableProblems(fields: readonly JsonObject[], schema: JsonObject, at: SchemaPlace): FieldError[] {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  fields.forEach((field, index) => {
    const path = textOf(field, 'jsonPath')
    const place = at.index(index).child('jsonPath')
    if (path === '') return void errors.push(required(place))
    if (path.includes('[') || !leadsSomewhere(path, schema))
      return void errors.push(invalid(place, path, 'is an invalid path: does not refer to a valid field'))
    const names = parseFieldPath(path)
    if (names[0] === 'metadata') errors.push(invalid(place, path, 'must not point to fields in metadata'))
    let node: JsonObject | undefined = schema
    for (const name of names) node = node && (propertyOf(node, name) ?? subschema(node, 'additionalProperties'))
    if (!['string', 'boolean', 'integer'].includes(node === undefined ? '' : textOf(node, 'type')))
      errors.push(
        invalid(
          place,
          path,
          'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
        ),
      )
    if (seen.has(path)) errors.push(duplicate(place, path))
    seen.add(path)
  })
  if (seen.size > 8) errors.push(tooMany(at, seen.size, 8))
  return errors
}

/** Groups of the Kubernetes community need an annotation that names the change in which they were agreed on. */
function approvalProblems(crd: JsonObject, group: string): FieldError[] {
  const isProtected = ['k8s.io', 'kubernetes.io'].some((suffix) => group === suffix || group.endsWith(`.${suffix}`))
  if (!isProtected) return []
  const key = 'api-approved.kubernetes.io'
  const annotations = subschema(subschema(crd, 'metadata') ?? {}, 'annotations') ?? {}
  const approval = textOf(annotations, key)
  const at = root.child('metadata').child('annotations').key(key)
  if (approval === '')
    return [
      required(
        at,
        'protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
      ),
    ]
  if (approval.startsWith('unapproved') || /^[a-z][a-z0-9+.-]*:\/\/[^/]+/i.test(approval)) return []
  return [
    invalid(
      at,
      approval,
      'protected groups must have approval annotation "api-approved.kubernetes.io" with either a URL or a reason starting with "unapproved", see https://github.com/kubernetes/enhancements/pull/1111',
    ),
  ]
}
