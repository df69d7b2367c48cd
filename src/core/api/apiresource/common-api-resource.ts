import { listMap, listSet, object, oneOf, rawExtension, string } from '../../schema/index.ts'
import { groupVersion, kindName, plural } from '../fragments.ts'

const subresource = object({
  name: string({ maxLength: 63, minLength: 1 }).required().describe('Name of the subresource: status, scale, …'),
  specReplicasPath: string({ maxLength: 1024 }).describe('For scale: where the wanted replicas are.'),
  statusReplicasPath: string({ maxLength: 1024 }).describe('For scale: where the observed replicas are.'),
  labelSelectorPath: string({ maxLength: 1024 }).describe('For scale: where the selector is.'),
})

/** What an imported and a negotiated resource have in common; both carry these fields among their own. */
export const commonAPIResource = {
  groupVersion: groupVersion().required().describe('Group and version of the resource.'),
  scope: oneOf('Namespaced', 'Cluster').required().describe('Whether its objects live in namespaces.'),
  resource: plural().required().describe('Plural name of the resource.'),
  kind: kindName().required().describe('Name of its type.'),
  listKind: kindName().describe('Name of the type of its lists.'),
  singular: string({ maxLength: 63 }).describe('Singular name of the resource.'),
  shortNames: listSet(string({ maxLength: 63 }), { maxItems: 32 }).describe('Abbreviations.'),
  categories: listSet(string({ maxLength: 63 }), { maxItems: 32 }).describe('Groups of resources it is listed with.'),
  subresources: listMap('name', subresource, { maxItems: 32 }).describe('Its subresources.'),
  verbs: listSet(string({ maxLength: 63 }), { maxItems: 32 })
    .required()
    .describe('What can be done with it.'),
  openAPISchema: rawExtension().describe('Its structural schema.'),
}
