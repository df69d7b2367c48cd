import type { JsonObject } from '../apimachinery/index.ts'
import { type FieldError, forbidden, invalid, notSupported, required } from './field-error.ts'
import {
  has,
  isTrue,
  maxSchemaDepth,
  propertiesOf,
  type SchemaPlace,
  subschema,
  subschemas,
  textOf,
  textsOf,
} from './structural-place.ts'

/**
 * Says what is wrong with how a CustomResourceDefinition converts its versions, and with its wish to keep what no schema
 * knows, which the older form of CRDs could have.
 *
 * @param spec the spec of the CRD, which stands at `at`
 */
export function conversionProblems(spec: JsonObject, at: SchemaPlace): FieldError[] {
  const errors: FieldError[] = []
  const keepsUnknown = isTrue(spec, 'preserveUnknownFields')
  if (keepsUnknown) {
    const place = at.child('preserveUnknownFields')
    const instead = 'set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead'
    if (subschemas(spec, 'versions').some((version) => hasDefaults(subschema(version, 'schema'))))
      errors.push(invalid(place, true, 'must be false in order to use defaults in the schema'))
    errors.push(invalid(place, true, `cannot set to true, ${instead}`))
  }
  const conversion = subschema(spec, 'conversion')
  if (conversion === undefined) return errors
  const strategy = textOf(conversion, 'strategy')
  const strategyAt = at.child('conversion').child('strategy')
  if (keepsUnknown && strategy !== 'None')
    errors.push(invalid(strategyAt, strategy, 'must be None if spec.preserveUnknownFields is true'))
  if (strategy === '') errors.push(required(strategyAt))
  else if (!['None', 'Webhook'].includes(strategy)) errors.push(notSupported(strategyAt, strategy, ['None', 'Webhook']))
  const webhook = subschema(conversion, 'webhook') ?? {}
  const written = [...at.path, 'conversion', 'webhook']
  const client = subschema(webhook, 'clientConfig')
  // A server names these fields as it keeps them, not as they are written.
  const clientAt = { field: `${at.field}.conversion.webhookClientConfig`, path: [...written, 'clientConfig'] }
  const versions = textsOf(webhook, 'conversionReviewVersions')
  const versionsAt = {
    field: `${at.field}.conversion.conversionReviewVersions`,
    path: [...written, 'conversionReviewVersions'],
  }
  const isForWebhook = strategy === 'Webhook'
  if (!isForWebhook) {
    const detail = 'should not be set when strategy is not set to Webhook'
    if (client !== undefined) errors.push(forbidden(clientAt, detail))
    if (versions.length > 0) errors.push(forbidden(versionsAt, detail))
    return errors
  }
  if (client === undefined) errors.push(required(clientAt, 'required when strategy is set to Webhook'))
  else if (has(client, 'url') === has(client, 'service'))
    errors.push(required(clientAt, 'exactly one of url or service is required'))
  if (versions.length === 0) errors.push(required(versionsAt))
  else if (!versions.includes('v1') && !versions.includes('v1beta1'))
    errors.push(invalid(versionsAt, versions, 'must include at least one of v1, v1beta1'))
  return errors
}

function hasDefaults(schema: JsonObject | undefined, depth = 0): boolean {
  if (schema === undefined || depth > maxSchemaDepth) return false
  if (has(schema, 'default')) return true
  const inside = ['openAPIV3Schema', 'items', 'additionalProperties'].map((keyword) => subschema(schema, keyword))
  return [...inside, ...propertiesOf(schema).map(([, field]) => field)].some((one) => hasDefaults(one, depth + 1))
}
