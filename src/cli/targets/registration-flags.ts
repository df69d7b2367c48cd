import { formatTime, TmcError } from '../../core/apimachinery/index.ts'
import type { Question } from '../prompts.ts'
import { parseLabels, parseResources, parseSupported, parseTaint, parseZone } from './parse-flags.ts'
import type { Registration, WrittenCluster } from './registration.ts'

/** What the flags of `register` hold; each may be absent. */
export type RegistrationFlags = {
  readonly label?: readonly string[] | undefined
  readonly region?: string | undefined
  readonly location?: string | undefined
  readonly capacity?: readonly string[] | undefined
  readonly zone?: readonly string[] | undefined
  readonly reserved?: readonly string[] | undefined
  readonly taint?: readonly string[] | undefined
  readonly supports?: readonly string[] | undefined
  readonly 'eviction-strategy'?: 'Graceful' | 'Immediate' | undefined
  readonly cordoned?: boolean | undefined
  readonly cluster?: string | undefined
  readonly 'cluster-uid'?: string | undefined
  readonly 'server-url'?: string | undefined
  readonly 'kubernetes-version'?: string | undefined
  readonly 'credentials-secret'?: string | undefined
  readonly 'syncer-image'?: string | undefined
  readonly 'syncer-replicas'?: number | undefined
  readonly 'syncer-namespace'?: string | undefined
  readonly 'heartbeat-interval'?: string | undefined
  readonly 'resync-period'?: string | undefined
}

const regionLabel = 'topology.kubernetes.io/region'

/**
 * Reads the flags of `register` into a wish.
 *
 * @throws TmcError `Usage` or `InvalidQuantity` naming the flag and what it should be
 */
export function readRegistration(name: string, flags: RegistrationFlags, now: Date): Registration {
  const labels = parseLabels(flags.label ?? [], '--label')
  if (flags.region !== undefined) labels.set(regionLabel, flags.region)
  const syncer = {
    ...(flags['syncer-image'] === undefined ? {} : { image: flags['syncer-image'] }),
    ...(flags['syncer-replicas'] === undefined ? {} : { replicas: flags['syncer-replicas'] }),
    ...(flags['syncer-namespace'] === undefined ? {} : { downstreamNamespace: flags['syncer-namespace'] }),
    ...(flags['heartbeat-interval'] === undefined ? {} : { heartbeatInterval: flags['heartbeat-interval'] }),
    ...(flags['resync-period'] === undefined ? {} : { resyncPeriod: flags['resync-period'] }),
  }
  return {
    name,
    labels,
    capacity: parseResources(flags.capacity ?? [], '--capacity'),
    zones: (flags.zone ?? []).map((text) => parseZone(text, '--zone')),
    reserved: parseResources(flags.reserved ?? [], '--reserved'),
    taints: (flags.taint ?? []).map((text) => parseTaint(text, '--taint', formatTime(now.getTime()))),
    supports: (flags.supports ?? []).map((text) => parseSupported(text, '--supports')),
    location: flags.location,
    ...(flags.cordoned === true ? { unschedulable: true } : {}),
    evictionStrategy: flags['eviction-strategy'],
    ...(Object.keys(syncer).length === 0 ? {} : { syncer }),
    cluster: flags.cluster,
    clusterSpec: clusterSpecOf(flags),
  }
}

function clusterSpecOf(flags: RegistrationFlags): WrittenCluster['spec'] {
  const secret = flags['credentials-secret']
  const [, namespace, secretName] = /^(?:([^/]+)\/)?([^/]+)$/.exec(secret ?? '') ?? []
  if (secret !== undefined && secretName === undefined)
    throw new TmcError('Usage', `--credentials-secret ${JSON.stringify(secret)}: expected NAMESPACE/NAME`)
  return {
    ...(flags['server-url'] === undefined ? {} : { server: serverUrl(flags['server-url']) }),
    ...(flags['cluster-uid'] === undefined ? {} : { clusterUID: flags['cluster-uid'] }),
    ...(flags['kubernetes-version'] === undefined ? {} : { kubernetesVersion: flags['kubernetes-version'] }),
    ...(secretName === undefined
      ? {}
      : { credentialsSecretRef: { name: secretName, ...(namespace === undefined ? {} : { namespace }) } }),
  }
}

/** A URL without a slash at its end, so that the same server always reads the same. */
function serverUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new TmcError('Usage', `--server-url ${JSON.stringify(text)}: expected a URL such as https://10.0.0.1:6443`)
  if (new URL(text).username !== '' || new URL(text).password !== '')
    throw new TmcError('Usage', '--server-url: credentials do not belong into a URL', {
      hint: 'use --credentials-secret',
    })
  return text.replace(/\/+$/, '')
}

/** What a person is asked when nothing else says it; an empty answer leaves it unknown. */
export const registrationQuestions = {
  name: {
    message: 'Name of the target (lower-case letters, digits, dashes):',
    flag: 'NAME',
    check: (answer: string) =>
      /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(answer) ? undefined : 'a DNS label of at most 63 characters',
  },
  region: { message: 'Region it is in (Enter: not known):', flag: '--region' },
  capacity: {
    message: 'What it offers, as cpu=64,memory=256Gi (Enter: not known):',
    flag: '--capacity',
    check: (answer: string) => (answer === '' ? undefined : problemOf(() => parseResources([answer], '--capacity'))),
  },
} as const satisfies { readonly [name: string]: Question }

function problemOf(act: () => unknown): string | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    if (error instanceof TmcError) return error.message
    throw error
  }
}
