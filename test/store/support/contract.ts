import type { JsonObject, JsonPatchOperation, JsonValue } from '../../../src/core/apimachinery/index.ts'
import { policy, registration, target } from './fixtures.ts'

/** One request to something that holds objects as an API server does. Objects that are changed are the stored ones. */
export type Step = (
  | { readonly create: JsonObject }
  | { readonly get: string }
  /** A merge patch on the stored object makes the new one. */
  | { readonly update: string; readonly to: JsonObject }
  | { readonly updateStatus: string; readonly to: JsonObject }
  | { readonly patch: string; readonly with: JsonObject | readonly JsonPatchOperation[] }
  | { readonly patchStatus: string; readonly with: JsonObject }
  | { readonly apply: JsonObject; readonly by?: string; readonly force?: boolean }
  | { readonly delete: string; readonly if?: { readonly uid?: string; readonly resourceVersion?: string } }
) & {
  /** The kind, when it is not SyncTarget. */
  readonly kind?: 'ClusterRegistration' | 'PlacementPolicy'
  /** Whether nothing is to be stored. */
  readonly dryRun?: true
  /** A path into the object, whose value is told as well. */
  readonly show?: string
  /** What is answered, as {@link play} tells it. */
  readonly answers: string
}

/** What was answered, in one form for every backend. */
export type Answer =
  | { readonly refused: string; readonly message: string; readonly fields?: readonly string[] }
  | { readonly object: JsonObject }

/**
 * Asks everything a scenario asks.
 *
 * @returns the answers in one line each; where an expected text is a part of the answer, the expected text
 */
export async function play(steps: readonly Step[], ask: (step: Step) => Promise<Answer>): Promise<string[]> {
  const told: string[] = []
  const versions = new Map<string, string>()
  for (const step of steps) {
    const answer = await ask(step)
    const name = nameIn(step)
    told.push(matched(tell(answer, versions.get(name), step.show), step.answers))
    if ('object' in answer && step.dryRun === undefined)
      versions.set(name, (answer.object['metadata'] as { resourceVersion: string }).resourceVersion)
  }
  return told
}

/** The object a step is about. */
function nameIn(step: Step): string {
  const name = Object.values(step).find((value) => typeof value === 'string') as string
  const object = 'create' in step ? step.create : 'apply' in step ? step.apply : undefined
  return object === undefined ? name : String((object['metadata'] as { name: string }).name)
}

/** The expected text where it is a part of what was told. */
function matched(told: string, expected: string): string {
  const [word = '', ...rest] = expected.split(' ')
  return told.startsWith(word) && told.includes(rest.join(' ')) ? expected : told
}

/** An answer in one line: `g2 new` for generation 2 under a new version; `deleting`; why it was refused. */
function tell(answer: Answer, versionBefore: string | undefined, show: string | undefined): string {
  if ('refused' in answer) {
    const fields = [...new Set(answer.fields ?? [])].filter(
      (field) => !/some validation rules were not checked/.test(field),
    )
    return fields.length > 0 ? `${answer.refused} ${fields.sort().join('; ')}` : `${answer.refused} ${answer.message}`
  }
  const metadata = answer.object['metadata'] as JsonObject
  const words = [
    `g${JSON.stringify(metadata['generation'])}`,
    metadata['resourceVersion'] === versionBefore ? 'same' : 'new',
  ]
  if (metadata['deletionTimestamp'] !== undefined) words.push('deleting')
  if (show !== undefined) words.push(JSON.stringify(at(answer.object, show)))
  return words.join(' ')
}

function at(object: JsonObject, path: string): JsonValue {
  let value: JsonValue | undefined = object
  for (const key of path.split('.'))
    value = typeof value === 'object' && value !== null && !Array.isArray(value) ? value[key] : undefined
  return value ?? null
}

const modified =
  'Operation cannot be fulfilled on synctargets.workload.kcp.io "a": the object has been modified; please apply your changes to the latest version and try again'
const required = 'InvalidObject metadata.resourceVersion: Invalid value: 0: must be specified for an update'

/** Each begins with an empty hub. */
export const scenarios: readonly { readonly name: string; readonly steps: readonly Step[] }[] = [
  {
    name: 'what only a hub sets is set by the hub',
    steps: [
      {
        create: target(
          'a',
          {},
          {
            uid: 'mine',
            generation: 7,
            creationTimestamp: '2020-01-01T00:00:00Z',
            deletionTimestamp: '2020-01-01T00:00:00Z',
          },
        ),
        answers: 'g1 new',
      },
      { update: 'a', to: { metadata: { generation: 9, labels: { x: 'y' } } }, answers: 'g1 new' },
      { update: 'a', to: { metadata: { creationTimestamp: '2020-01-01T00:00:00Z' } }, answers: 'g1 same' },
      {
        create: target('b', {}, { resourceVersion: '1' }),
        answers: 'Usage resourceVersion should not be set on objects to be created',
      },
    ],
  },
  {
    name: 'names are taken once',
    steps: [
      { create: target('a'), answers: 'g1 new' },
      { create: target('a'), answers: 'AlreadyExists synctargets.workload.kcp.io "a" already exists' },
      { create: target(''), answers: 'InvalidObject metadata.name: Required value: name or generateName is required' },
      { get: 'b', answers: 'NotFound synctargets.workload.kcp.io "b" not found' },
      { delete: 'b', answers: 'NotFound synctargets.workload.kcp.io "b" not found' },
      { patch: 'b', with: {}, answers: 'NotFound synctargets.workload.kcp.io "b" not found' },
    ],
  },
  {
    name: 'an update names the version it replaces',
    steps: [
      { create: target('a'), answers: 'g1 new' },
      { update: 'a', to: { metadata: { resourceVersion: null } }, answers: required },
      { update: 'a', to: { metadata: { resourceVersion: '0' } }, answers: required },
      { update: 'a', to: { metadata: { resourceVersion: '1' } }, answers: `Conflict ${modified}` },
      { updateStatus: 'a', to: { metadata: { resourceVersion: '1' } }, answers: `Conflict ${modified}` },
      { updateStatus: 'a', to: { metadata: { resourceVersion: null } }, answers: required },
      { patch: 'a', with: { metadata: { resourceVersion: '1' } }, answers: `Conflict ${modified}` },
      { apply: target('a', {}, { resourceVersion: '1' }), answers: `Conflict ${modified}` },
      { update: 'a', to: {}, answers: 'g1 same' },
    ],
  },
  {
    name: 'a new generation is a change of what is wished, nothing else',
    steps: [
      { create: target('a'), answers: 'g1 new' },
      { update: 'a', to: { metadata: { labels: { x: 'y' } } }, answers: 'g1 new' },
      { update: 'a', to: { metadata: { annotations: { x: 'y' } } }, answers: 'g1 new' },
      { update: 'a', to: { spec: { location: 'eu' } }, answers: 'g2 new' },
      { patch: 'a', with: { spec: { location: 'eu' } }, answers: 'g2 same' },
      { patch: 'a', with: { spec: { location: 'us' } }, answers: 'g3 new' },
      { patch: 'a', with: [{ op: 'replace', path: '/spec/location', value: 'ap' }], answers: 'g4 new' },
      { patchStatus: 'a', with: { phase: 'Ready' }, answers: 'g4 new' },
      { patchStatus: 'a', with: { phase: 'Ready' }, answers: 'g4 same' },
      { patch: 'a', with: { metadata: { finalizers: ['example.com/f'] } }, answers: 'g4 new' },
      { patch: 'a', with: { spec: { syncerConfig: null } }, answers: 'g4 same' },
    ],
  },
  {
    name: 'spec and status are written apart',
    steps: [
      { create: { ...target('a'), status: { phase: 'Ready' } }, show: 'status', answers: 'g1 new null' },
      { update: 'a', to: { status: { phase: 'Ready' } }, show: 'status', answers: 'g1 same null' },
      {
        updateStatus: 'a',
        to: { metadata: { labels: { x: 'y' } }, spec: { location: 'eu' }, status: { phase: 'Ready' } },
        show: 'spec.location',
        answers: 'g1 new null',
      },
      { get: 'a', show: 'metadata.labels', answers: 'g1 same null' },
      {
        patch: 'a',
        with: { spec: { location: 'eu' }, status: null },
        show: 'status',
        answers: 'g2 new {"phase":"Ready"}',
      },
      {
        patchStatus: 'a',
        with: { phase: 'Odd' },
        answers:
          'InvalidObject status.phase: Unsupported value: "Odd": supported values: "Pending", "Scheduling", "Ready", "NotReady", "Terminating"',
      },
      { updateStatus: 'a', to: { status: null }, show: 'status', answers: 'g2 new null' },
    ],
  },
  {
    name: 'a kind without a status has generations all the same',
    steps: [
      { kind: 'ClusterRegistration', create: registration('a', { server: 'https://a.example' }), answers: 'g1 new' },
      { kind: 'ClusterRegistration', update: 'a', to: { spec: { server: 'https://b.example' } }, answers: 'g2 new' },
      { kind: 'ClusterRegistration', update: 'a', to: {}, answers: 'g2 same' },
    ],
  },
  {
    name: 'an object goes when nothing holds it',
    steps: [
      { create: target('a', {}, { finalizers: ['example.com/f'] }), answers: 'g1 new' },
      {
        delete: 'a',
        if: { resourceVersion: '1' },
        answers: 'Conflict the ResourceVersion in the precondition (1) does not match',
      },
      { delete: 'a', if: { uid: 'other' }, answers: 'Conflict the UID in the precondition (other) does not match' },
      { delete: 'a', answers: 'g2 new deleting' },
      { delete: 'a', answers: 'g2 same deleting' },
      {
        create: target('a'),
        answers: 'AlreadyExists object is being deleted: synctargets.workload.kcp.io "a" already exists',
      },
      {
        patch: 'a',
        with: { metadata: { finalizers: ['example.com/f', 'example.com/g'] } },
        answers:
          'InvalidObject metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/g"}',
      },
      { patch: 'a', with: { spec: { location: 'eu' } }, answers: 'g3 new deleting' },
      { patchStatus: 'a', with: { phase: 'Terminating' }, answers: 'g3 new deleting' },
      { patch: 'a', with: { metadata: { deletionTimestamp: null } }, answers: 'g3 same deleting' },
      { patch: 'a', with: { metadata: { finalizers: null } }, answers: 'g3 same deleting' },
      { get: 'a', answers: 'NotFound synctargets.workload.kcp.io "a" not found' },
      { create: target('a'), answers: 'g1 new' },
      { delete: 'a', answers: 'g1 same' },
      { get: 'a', answers: 'NotFound synctargets.workload.kcp.io "a" not found' },
    ],
  },
  {
    name: 'who an object is does not change',
    steps: [
      { create: target('a'), answers: 'g1 new' },
      {
        patch: 'a',
        with: { metadata: { uid: 'other' } },
        answers: 'InvalidObject metadata.uid: Invalid value: "other": field is immutable',
      },
      {
        patch: 'a',
        with: { metadata: { name: 'b' } },
        answers: 'Usage the name of the object (b) does not match the name',
      },
      {
        update: 'a',
        to: { metadata: { uid: 'other' } },
        answers: 'Conflict Precondition failed: UID in precondition: other',
      },
      {
        patch: 'a',
        with: { spec: { clusterRef: { name: 'x' } } },
        answers: 'InvalidObject spec.clusterRef: Invalid value: clusterRef is immutable',
      },
    ],
  },
  {
    name: 'what is applied again changes nothing, what is applied no longer goes',
    steps: [
      {
        apply: target(
          'a',
          { location: 'eu', cells: [{ name: 'z1', labels: { a: '1' } }, { name: 'z2' }] },
          { labels: { l: '1', m: '2' } },
        ),
        answers: 'g1 new',
      },
      {
        apply: target(
          'a',
          { location: 'eu', cells: [{ name: 'z1', labels: { a: '1' } }, { name: 'z2' }] },
          { labels: { l: '1', m: '2' } },
        ),
        answers: 'g1 same',
      },
      {
        apply: target('a', { cells: [{ name: 'z1', labels: { a: '1' } }, { name: 'z2' }] }, { labels: { m: '2' } }),
        show: 'metadata.labels',
        answers: 'g2 new {"m":"2"}',
      },
      { get: 'a', show: 'spec.location', answers: 'g2 same null' },
      {
        apply: target('a', { cells: [{ name: 'z2' }] }, { labels: { m: '2' } }),
        show: 'spec.cells',
        answers: 'g3 new [{"name":"z2"}]',
      },
      {
        apply: target('a', { syncerConfig: { replicas: 3 }, cells: [{ name: 'z2' }] }),
        show: 'spec.syncerConfig.replicas',
        answers: 'g4 new 3',
      },
      { apply: target('a', { cells: [{ name: 'z2' }] }), show: 'spec.syncerConfig.replicas', answers: 'g5 new 1' },
    ],
  },
  {
    name: 'two who apply own what each of them says',
    steps: [
      { apply: target('a', { location: 'eu', cells: [{ name: 'z1' }] }), by: 'A', answers: 'g1 new' },
      { apply: target('a', { location: 'eu' }), by: 'B', answers: 'g1 new' },
      { apply: target('a', { location: 'us' }), by: 'B', answers: 'Conflict .spec.location' },
      {
        apply: target('a', { location: 'us', cells: [{ name: 'z1', labels: { x: 'y' } }] }),
        by: 'B',
        answers: 'Conflict .spec.location',
      },
      {
        apply: target('a', { location: 'us', cells: [{ name: 'z2' }] }),
        by: 'B',
        force: true,
        show: 'spec.cells',
        answers: 'g2 new [{"name":"z1"},{"name":"z2"}]',
      },
      { apply: target('a', { cells: [{ name: 'z1' }] }), by: 'A', show: 'spec.location', answers: 'g2 same "us"' },
      { apply: target('a', {}), by: 'B', show: 'spec.cells', answers: 'g3 new [{"name":"z1"}]' },
      { get: 'a', show: 'spec.location', answers: 'g3 same null' },
    ],
  },
  {
    name: 'a dry run answers as the write would, and stores nothing',
    steps: [
      { create: target('a'), dryRun: true, answers: 'g1 same' },
      { get: 'a', answers: 'NotFound synctargets.workload.kcp.io "a" not found' },
      { create: target('a'), answers: 'g1 new' },
      { patch: 'a', with: { spec: { location: 'eu' } }, dryRun: true, show: 'spec.location', answers: 'g2 same "eu"' },
      { patchStatus: 'a', with: { phase: 'Ready' }, dryRun: true, show: 'status.phase', answers: 'g1 same "Ready"' },
      { apply: target('a', { location: 'us' }), dryRun: true, show: 'spec.location', answers: 'g2 same "us"' },
      {
        create: target('a'),
        dryRun: true,
        answers: 'AlreadyExists synctargets.workload.kcp.io "a" already exists',
      },
      { delete: 'a', dryRun: true, answers: 'g1 same' },
      { get: 'a', show: 'spec.location', answers: 'g1 same null' },
    ],
  },
  {
    name: 'objects of one name live in many namespaces',
    steps: [
      { kind: 'PlacementPolicy', create: policy('web', 'default'), answers: 'g1 new' },
      {
        kind: 'PlacementPolicy',
        create: policy('web', 'default'),
        answers: 'AlreadyExists placementpolicies.placement.kcp.io "web" already exists',
      },
      { kind: 'PlacementPolicy', patch: 'web', with: { spec: { priority: 9 } }, answers: 'g2 new' },
      {
        kind: 'PlacementPolicy',
        patch: 'web',
        with: { spec: { priority: -1 } },
        answers:
          'InvalidObject spec.priority: Invalid value: -1: spec.priority in body should be greater than or equal to 0',
      },
    ],
  },
]
