import { isJsonObject, type JsonObject, type JsonValue, type Path } from '../apimachinery/index.ts'
import { type FieldError, invalid, required } from './field-error.ts'
import { readMetadata, validateMetadata } from './metadata.ts'
import { dns1035Problems } from './name-rules.ts'
import type { Place } from './place.ts'
import type { StructuralSchema } from './structural.ts'

/**
 * Reads, in place, the metadata of every object that the schema says is a Kubernetes object of its own.
 *
 * @returns the paths of what was removed because metadata has no such field
 */
export function readEmbedded(schema: StructuralSchema, value: JsonValue, at: Path = []): Path[] {
  if (!hasEmbedded(schema)) return []
  const { items, properties, additionalProperties } = schema
  if (Array.isArray(value))
    return items === undefined ? [] : value.flatMap((item, index) => readEmbedded(items, item, [...at, index]))
  if (!isJsonObject(value)) return []
  const unknown: Path[] = []
  const { metadata } = value
  if (schema['x-kubernetes-embedded-resource'] === true && isJsonObject(metadata))
    unknown.push(...readMetadata(metadata, [...at, 'metadata']).unknown)
  for (const key of Object.keys(value)) {
    const isDeclared = properties !== undefined && Object.hasOwn(properties, key)
    const field = isDeclared ? properties[key] : additionalProperties
    if (typeof field === 'object') unknown.push(...readEmbedded(field, value[key] ?? null, [...at, key]))
  }
  return unknown
}

/** Checks apiVersion, kind and metadata of every object that the schema says is a Kubernetes object of its own. */
export function validateEmbedded(schema: StructuralSchema, value: JsonValue, place: Place): FieldError[] {
  const errors: FieldError[] = []
  if (hasEmbedded(schema)) walk(schema, value, place, errors)
  return errors
}

function walk(schema: StructuralSchema, value: JsonValue, place: Place, errors: FieldError[]): void {
  if (!hasEmbedded(schema)) return
  if (Array.isArray(value)) {
    const { items } = schema
    if (items === undefined) return
    value.forEach((item, index) => {
      place.index(index)
      walk(items, item, place, errors)
      place.leave()
    })
    return
  }
  if (!isJsonObject(value)) return
  if (schema['x-kubernetes-embedded-resource'] === true) checkResource(value, place, errors)
  const { properties, additionalProperties } = schema
  for (const key of Object.keys(value).sort()) {
    const isDeclared = properties !== undefined && Object.hasOwn(properties, key)
    const field = isDeclared ? properties[key] : additionalProperties
    if (typeof field !== 'object') continue
    if (isDeclared) place.field(key)
    else place.key(key)
    walk(field, value[key] ?? null, place, errors)
    place.leave()
  }
}

function checkResource(object: JsonObject, place: Place, errors: FieldError[]): void {
  for (const key of ['apiVersion', 'kind'] as const) {
    place.field(key)
    const at = { field: place.bracketed, path: place.path }
    if (!Object.hasOwn(object, key)) errors.push(required(at))
    else {
      const value = object[key] ?? null
      if (typeof value !== 'string') errors.push(invalid(at, value, 'must be a string'))
      else if (value === '') errors.push(invalid(at, value, 'must not be empty'))
      else {
        const problem = key === 'kind' ? kindProblem(value) : apiVersionProblem(value)
        if (problem !== undefined) errors.push(invalid(at, value, problem))
      }
    }
    place.leave()
  }
  const { metadata } = object
  if (!Object.hasOwn(object, 'metadata') || metadata === undefined || metadata === null) return
  place.field('metadata')
  const path = place.path
  if (!isJsonObject(metadata)) errors.push(invalid({ field: place.bracketed, path }, metadata, 'must be an object'))
  else {
    const { errors: wrong } = readMetadata(metadata, path)
    errors.push(
      ...(wrong.length > 0 ? wrong : validateMetadata(metadata, { namespace: 'Any', names: 'PathSegment' }, path)),
    )
  }
  place.leave()
}

function kindProblem(kind: string): string | undefined {
  const problems = dns1035Problems(kind.toLowerCase())
  if (problems.length === 0) return undefined
  return `may have mixed case, but should otherwise match: ${problems.join(',')}`
}

function apiVersionProblem(text: string): string | undefined {
  return text.split('/').length > 2 ? `unexpected GroupVersion string: ${text}` : undefined
}

const embedding = new WeakMap<StructuralSchema, boolean>()

function hasEmbedded(schema: StructuralSchema): boolean {
  const known = embedding.get(schema)
  if (known !== undefined) return known
  const { items, additionalProperties, properties } = schema
  const found =
    schema['x-kubernetes-embedded-resource'] === true ||
    (items !== undefined && hasEmbedded(items)) ||
    (typeof additionalProperties === 'object' && hasEmbedded(additionalProperties)) ||
    Object.values(properties ?? {}).some(hasEmbedded)
  embedding.set(schema, found)
  return found
}
