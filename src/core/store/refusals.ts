import type { AnyResource } from '../api/index.ts'
import { TmcError } from '../apimachinery/index.ts'
import type { ObjectKey } from './object-store.ts'

// Why a store refuses, in the words of an API server.

/** What a server calls the objects of a kind: `synctargets.workload.kcp.io`. */
export function resourceName({ plural, group }: Pick<AnyResource, 'plural' | 'group'>): string {
  return `${plural}.${group}`
}

/** There is no such object. */
export function notFound(kind: AnyResource, { name, namespace }: ObjectKey): TmcError {
  const where =
    kind.scope === 'Namespaced' && namespace !== undefined ? ` in namespace ${JSON.stringify(namespace)}` : ''
  return new TmcError('NotFound', `${resourceName(kind)} ${JSON.stringify(name)} not found${where}`)
}

/** There is one already. */
export function alreadyExists(kind: AnyResource, name: string, isBeingDeleted: boolean): TmcError {
  const prefix = isBeingDeleted ? 'object is being deleted: ' : ''
  return new TmcError('AlreadyExists', `${prefix}${resourceName(kind)} ${JSON.stringify(name)} already exists`)
}

/** The stored object is not what the writer took it for. */
export function conflict(kind: AnyResource, name: string, why: string): TmcError {
  return new TmcError(
    'Conflict',
    `Operation cannot be fulfilled on ${resourceName(kind)} ${JSON.stringify(name)}: ${why}`,
  )
}

/** Somebody else wrote in between. */
export function modified(kind: AnyResource, name: string): TmcError {
  return conflict(
    kind,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  )
}

/** A write that says the wrong thing of itself, rather than of the object. */
export function badRequest(message: string, hint?: string): TmcError {
  return new TmcError('Usage', message, { hint })
}

/** The kind keeps no status apart. */
export function noStatus(kind: AnyResource): TmcError {
  return new TmcError('NotFound', `${resourceName(kind)} have no status that is written apart`)
}
