import type { JsonObject } from '../apimachinery/index.ts'
import { reasonCodes, stages } from '../placement/index.ts'
import { reportVersion } from './report.ts'

/**
 * The JSON Schema (draft 2020-12) of what `placement simulate -o json` prints, and under `$defs` of the lines of
 * `-o jsonl`. Fields may come within a version, so others than these are allowed; none is renamed or taken away.
 */
export function reportSchema(): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:${reportVersion.replace('/', ':')}:PlacementReport`,
    title: 'PlacementReport',
    description: 'Where workloads go, and why they go nowhere else.',
    ...record(
      {
        ...kind('PlacementReport'),
        ...head,
        placements: list(ref('Placement')),
        summary: ref('Summary'),
        suggestions: { ...list(ref('Suggestions')), description: 'With --suggest: edits that were tried and help.' },
      },
      ['without', 'suggestions'],
    ),
    $defs: {
      Placement: placement({}),
      PlacementLine: {
        description: 'A line of JSON lines: one placement.',
        ...placement(kind('Placement')),
      },
      SuggestionsLine: {
        description: 'A line of JSON lines with --suggest: the edits for one workload, behind all placements.',
        ...record({ ...kind('PlacementSuggestions'), ...suggestions }),
      },
      SummaryLine: {
        description: 'The last of the JSON lines.',
        ...record({ ...kind('PlacementSummary'), ...head, ...sums }, ['without']),
      },
      Summary: record(sums),
      Workload: record({ apiVersion: text, kind: text, namespace: optional(text), name: text }),
      WorkloadRef: record({ apiVersion: text, kind: text, namespace: text, name: text, uid: text }, [
        'namespace',
        'uid',
      ]),
      Cluster: record(
        {
          clusterName: text,
          replicas: { ...optional(count), description: 'Null for a workload without replicas.' },
          weight: { ...number, description: 'Its weight in the division; 0 when nothing was divided.' },
          score: { type: 'integer', minimum: 0, maximum: 100, description: 'Of the weighted rules.' },
          tier: { ...count, description: 'Preferred rules it violates.' },
          reason: text,
          violations: list(text),
          trace: list(ref('TraceEntry')),
        },
        ['trace'],
      ),
      Rejection: record({ clusterName: text, reasons: list(ref('Reason')), trace: list(ref('TraceEntry')) }, ['trace']),
      Reason: record({ stage: ref('Stage'), name: text, code: ref('ReasonCode'), message: text }),
      RejectionGroup: record({
        stage: ref('Stage'),
        code: ref('ReasonCode'),
        message: text,
        count,
        clusterNames: list(text),
      }),
      TraceEntry: record(
        {
          stage: ref('Stage'),
          name: text,
          verdict: oneOf(
            ...['Passed', 'Refused', 'Matched', 'Unmatched', 'Error'],
            ...['Unknown', 'Bypassed', 'Scored', 'Chosen', 'Lost'],
          ),
          points: optional(number),
          inputs: { type: 'object', description: 'What was compared; for a rule each part of its expression.' },
          message: text,
          override: { ...text, description: 'Of what is Bypassed: why an override forces the target all the same.' },
        },
        ['message', 'override'],
      ),
      Audit: record({ clusterName: text, rule: text, effect: oneOf('Require', 'Forbid'), message: text }),
      Follow: record({ workload: ref('WorkloadRef'), because: text }),
      Note: record({ code: text, message: text }),
      Error: record({ code: text, message: text, file: text, line: count, column: count }, ['file', 'line', 'column']),
      Suggestions: record(suggestions),
      Suggestion: record({
        edit: { ...text, description: 'What to change, as a sentence.' },
        object: { ...text, description: 'The object to change, such as SyncTarget/eu-west-4.' },
        result: { ...text, description: 'What the workload comes to then.' },
        outcome,
        placedReplicas: { ...count, description: 'Replicas that have a place then.' },
        unplacedReplicas: { ...count, description: 'Replicas that find no place even then; 0 under edits.' },
        alsoChanges: { ...ref('Disturbance'), description: 'What becomes of other workloads in the same simulation.' },
      }),
      Disturbance: record({
        workloads: { ...count, description: 'Other workloads that are placed otherwise.' },
        ...movements,
        changes: { ...list(ref('OtherChange')), description: 'Those that lose most first; ten at most.' },
      }),
      OtherChange: record({
        workload: ref('WorkloadRef'),
        outcome: record({ before: outcome, after: outcome }),
        ...movements,
        targets: { ...list(ref('Shift')), description: 'Targets whose replicas change; ten at most.' },
      }),
      Shift: record({ name: text, before: count, after: count }),
      Stage: oneOf(...stages),
      ReasonCode: oneOf(...Object.keys(reasonCodes)),
    },
  }
}

const text = { type: 'string' }
const number = { type: 'number' }
const count = { type: 'integer', minimum: 0 }
const outcome = oneOf('Placed', 'Partial', 'Unplaced', 'Follows', 'Ignored', 'Error')
const head = {
  seed: { ...text, description: 'What broke ties.' },
  now: { ...optional(text), description: 'The time everything was judged at.' },
  without: { ...list(text), description: 'Parts of the fleet that were taken away.' },
}
const sums = Object.fromEntries(
  [
    ...['targets', 'workloads', 'placed', 'partial', 'unplaced', 'followers', 'ignored', 'errors'],
    ...['replicas', 'overflow'],
  ].map((name) => [name, count]),
)

/** Replicas of a workload that an edit is not for. */
const movements = {
  moved: { ...count, description: 'Replicas that leave one target for another.' },
  added: { ...count, description: 'Replicas that come without another leaving.' },
  removed: { ...count, description: 'Replicas that lose their place.' },
}

/** What was found for one workload. */
const suggestions = {
  workload: ref('WorkloadRef'),
  outcome,
  edits: {
    ...list(ref('Suggestion')),
    description:
      'Those with which all of the workload was placed: those that take nothing from others first, then the smallest.',
  },
  partialEdits: {
    ...list(ref('Suggestion')),
    description: 'Those with which more of it was placed than is now, but not all; the most effective first.',
  },
  tried: { ...count, description: 'Edits that were tried.' },
  untried: { ...count, description: 'Edits that were not, because there are so many, or because a run takes so long.' },
}

function placement(first: JsonObject): JsonObject {
  return record(
    {
      ...first,
      workload: ref('Workload'),
      outcome,
      policy: { ...optional(text), description: 'What decided; <default> for the built-in policy.' },
      strategy: optional(text),
      mode: { enum: ['Duplicated', 'Divided', 'Aggregated', null] },
      requested: { ...optional(count), description: 'Replicas asked for; null for what has none.' },
      overflow: { ...optional(count), description: 'Replicas that found no place.' },
      seed: text,
      clusters: { ...list(ref('Cluster')), description: 'Chosen targets, the best first.' },
      rejected: { ...list(ref('Rejection')), description: 'Empty unless every reason is reported.' },
      rejectedCounts: list(ref('RejectionGroup')),
      audit: list(ref('Audit')),
      follows: list(ref('Follow')),
      notes: list(ref('Note')),
      error: ref('Error'),
    },
    ['rejectedCounts', 'follows', 'error'],
  )
}

/** An object with these fields, all of them required but some. */
function record(properties: JsonObject, optionalNames: readonly string[] = []): JsonObject {
  return {
    type: 'object',
    required: Object.keys(properties).filter((name) => !optionalNames.includes(name)),
    properties,
  }
}

function kind(name: string): JsonObject {
  return { apiVersion: { const: reportVersion }, kind: { const: name } }
}

function list(items: JsonObject): JsonObject {
  return { type: 'array', items }
}

function optional({ type, ...rest }: { type: string }): JsonObject {
  return { type: [type, 'null'], ...rest }
}

function oneOf(...values: string[]): JsonObject {
  return { enum: values }
}

function ref(name: string): JsonObject {
  return { $ref: `#/$defs/${name}` }
}
