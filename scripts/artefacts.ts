// What is made from the sources and committed: of the kinds their CRDs, kcp's schemas and the reference; the schema of the
// placement report.
import { createHash } from 'node:crypto'
import { allKinds } from '../src/core/api/index.ts'
import { formatJson, formatYaml } from '../src/core/apimachinery/index.ts'
import { apiResourceSchemaOf, crdOf, kindReference, kindsIndex } from '../src/core/schema/index.ts'
import { reportSchema } from '../src/core/simulation/index.ts'

/** The text of every committed file that is made from the sources, by path from the root of the repository. */
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
  files.set('docs/reference/schemas/placement-report.json', formatJson(reportSchema(), 2) + '\n')
  return files
}

/** kcp never lets a schema change under its name, so the name changes with the schema. */
function prefixOf(resource: (typeof allKinds)[number]): string {
  const digest = createHash('sha256').update(JSON.stringify(crdOf(resource)))
  return `${resource.version}-${digest.digest('hex').slice(0, 8)}`
}
