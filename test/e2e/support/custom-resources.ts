import type { AnyResource } from '../../../src/core/api/index.ts'
import { crdOf } from '../../../src/core/schema/index.ts'
import type { ApiServer } from './api-server.ts'

/** Where CustomResourceDefinitions are. */
export const crdsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

/** Installs the CRDs of kinds, where they are not installed yet, and waits until their objects can be written. */
export async function installKinds(server: ApiServer, resources: readonly AnyResource[]): Promise<void> {
  for (const resource of resources) {
    const answer = await server.request('POST', crdsPath, crdOf(resource))
    if (answer.status !== 201 && answer.status !== 409) throw new Error(JSON.stringify(answer.body))
  }
  for (const resource of resources) await isServed(server, pathOf(resource))
}

/** Waits until a path answers. */
export async function isServed(server: ApiServer, path: string): Promise<void> {
  for (;;) {
    const answer = await server.request('GET', path)
    if (answer.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The path of the objects of a kind; of a namespaced one in the namespace `default` unless told otherwise. */
export function pathOf({ group, version, plural, scope }: AnyResource, namespace = 'default'): string {
  const within = scope === 'Namespaced' ? `namespaces/${namespace}/` : ''
  return `/apis/${group}/${version}/${within}${plural}`
}
