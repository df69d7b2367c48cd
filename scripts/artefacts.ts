// What is made from the kinds and committed: CRDs, kcp's schemas of them, and the reference of the kinds.
import { createHash } from 'node:crypto'
import { allKinds } from '../src/core/api/index.ts'
import { formatYaml } from '../src/core/apimachinery/index.ts'
import { apiResourceSchemaOf, crdOf, kindReference, kindsIndex } from '../src/core/schema/index.ts'

/** The text of every committed file that is made from the kinds, by path from the root of the repository. */
export function artefacts(): Map<string, string> {
  const files = new Map<string, string>()
  for (const resource of allKinds) {
    const { group, plural } = resource
    files.set(`config/crds/${group}_${plural}.yaml`, formatYaml(crdOf(resource)))
    files.set(`config/kcp/${group}_${plural}.yaml`, formatYaml(apiResourceSchemaOf(resource, prefixOf(resource))))
    files.set(`docs/reference/kinds/${plural}.md`, kindReference(resource))
  }
  files.set(
    'docs/reference/kinds/README.md',
    kindsIndex(allKinds, ({ plural }) => `${plural}.md`),
  )
  return files
}

/** kcp never lets a schema change under its name, so the name changes with the schema. */
function prefixOf(resource: (typeof allKinds)[number]): string {
  const digest = createHash('sha256').update(JSON.stringify(crdOf(resource)))
  return `${resource.version}-${digest.digest('hex').slice(0, 8)}`
}
