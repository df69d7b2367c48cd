import {
  applyJsonPatch,
  type JsonObject,
  type JsonPatchOperation,
  type JsonValue,
} from '../../../src/core/apimachinery/index.ts'
import { validExamples } from './valid.ts'

/** A manifest with a fault, and each line that is said of it. */
export type Fault = { readonly name: string; readonly object: JsonObject; readonly errors: readonly string[] }

type Row = readonly [name: string, base: string, patch: readonly JsonPatchOperation[], ...errors: string[]]

const target = 'a sync target with all there is to say'
const policy = 'a policy with all there is to say'
const distribution = 'a distribution in groups'
const transform = 'a transform of every operation'
const constraint = 'a scheduling constraint with all there is to say'
const decision = 'a decision'
const skipped =
  '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'

const put = (path: string, value: JsonValue): JsonPatchOperation => ({ op: 'add', path, value })
const drop = (path: string): JsonPatchOperation => ({ op: 'remove', path })

/** Faults that the CRDs find, and a bare API server therefore too. */
const schemaRows: readonly Row[] = [
  [
    'an enum that is wrong',
    target,
    [put('/spec/evictionStrategy', 'Later')],
    'spec.evictionStrategy: Unsupported value: "Later": supported values: "Graceful", "Immediate"',
    skipped,
  ],
  [
    'an enum that is empty',
    policy,
    [put('/spec/strategy', '')],
    'spec.strategy: Unsupported value: "": supported values: "BestFit", "Spread", "Binpack", "Random", "LeastLoaded"',
  ],
  [
    'an enum that is a number',
    policy,
    [put('/spec/rules/0/effect', 1)],
    'spec.rules[0].effect: Invalid value: "integer": spec.rules[0].effect in body must be of type string: "integer"',
    'spec.rules[0].effect: Unsupported value: 1: supported values: "Require", "Prefer", "Avoid", "Forbid"',
  ],
  [
    'a text in place of a number',
    policy,
    [put('/spec/priority', '5')],
    'spec.priority: Invalid value: "string": spec.priority in body must be of type integer: "string"',
  ],
  [
    'a fraction in place of an integer',
    policy,
    [put('/spec/rules/1/weight', 50.5)],
    'spec.rules[1].weight: Invalid value: "float64": spec.rules[1].weight in body must be of type int32: "float64"',
    '<nil>: Invalid value: "": Checked value must be of type integer with format int32 in spec.rules[1].weight',
  ],
  [
    'a boolean in place of a quantity',
    target,
    [put('/spec/cells/1/capacity/cpu', true)],
    'spec.cells[1].capacity.cpu: Invalid value: "boolean": spec.cells[1].capacity.cpu in body must be of type integer,string: "boolean"',
    '<nil>: Invalid value: "": "spec.cells[1].capacity.cpu" must validate at least one schema (anyOf)',
    'spec.cells[1].capacity.cpu: Invalid value: "boolean": spec.cells[1].capacity.cpu in body must be of type integer: "boolean"',
    skipped,
  ],
  [
    'a number above its bound',
    policy,
    [put('/spec/priority', 1001)],
    'spec.priority: Invalid value: 1001: spec.priority in body should be less than or equal to 1000',
  ],
  [
    'a number below its bound',
    distribution,
    [put('/spec/placement/maxClusters', 0)],
    'spec.placement.maxClusters: Invalid value: 0: spec.placement.maxClusters in body should be greater than or equal to 1',
  ],
  [
    'a number beyond 32 bits',
    distribution,
    [put('/spec/placement/totalReplicas', 2147483648)],
    '<nil>: Invalid value: "": Checked value must be of type integer with format int32 in spec.placement.totalReplicas',
    'spec.placement.totalReplicas: Invalid value: 2147483648: spec.placement.totalReplicas in body should be less than or equal to 2147483647',
  ],
  ['a field that is missing', policy, [drop('/spec/rules/0/effect')], 'spec.rules[0].effect: Required value'],
  [
    'a required field that is null',
    target,
    [put('/spec/clusterRef', null)],
    'spec.clusterRef: Required value',
    skipped,
  ],
  ['no spec', target, [drop('/spec')], 'spec: Required value', skipped],
  ['a spec that is null', 'the smallest cluster registration', [put('/spec', null)], 'spec: Required value'],
  [
    'a text that is too long',
    target,
    [put('/spec/location', 'x'.repeat(254))],
    'spec.location: Too long: may not be more than 253 bytes',
    skipped,
  ],
  [
    'a list of null',
    policy,
    [put('/spec/rules', [null])],
    'spec.rules[0]: Invalid value: "null": spec.rules[0] in body must be of type object: "null"',
  ],
  [
    'a list that is too short',
    transform,
    [put('/spec/operations', [])],
    'spec.operations: Invalid value: 0: spec.operations in body should have at least 1 items',
  ],
  [
    'a text that is too short',
    'the smallest sync target',
    [put('/spec/clusterRef/name', '')],
    'spec.clusterRef.name: Invalid value: "": spec.clusterRef.name in body should be at least 1 chars long',
  ],
  [
    'a name twice in a list',
    policy,
    [put('/spec/rules/1/name', 'prod'), put('/spec/rules/2/name', 'prod')],
    'spec.rules[1]: Duplicate value: {"name":"prod"}',
  ],
  [
    'keys twice in a list',
    target,
    [put('/spec/taints/0/effect', 'NoExecute')],
    'spec.taints[1]: Duplicate value: {"effect":"NoExecute","key":"gpu"}',
  ],
  [
    'an item twice in a set',
    policy,
    [put('/spec/clusterSelector/clusterNames', ['a', 'b', 'a', 'b', 'a'])],
    'spec.clusterSelector.clusterNames[2]: Duplicate value: "a"',
    'spec.clusterSelector.clusterNames[3]: Duplicate value: "b"',
  ],
  [
    'a quantity with a space',
    target,
    [put('/spec/cells/0/capacity/cpu', '1 core')],
    `spec.cells[0].capacity.cpu: Invalid value: "1 core": spec.cells[0].capacity.cpu in body should match '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?[0-9]+))?$'`,
  ],
  [
    'a quantity with a fractional exponent',
    target,
    [put('/spec/reserved/cpu', '1e1.5')],
    `spec.reserved.cpu: Invalid value: "1e1.5": spec.reserved.cpu in body should match '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?[0-9]+))?$'`,
  ],
  [
    'a duration in days',
    target,
    [put('/spec/syncerConfig/resyncPeriod', '1d')],
    `spec.syncerConfig.resyncPeriod: Invalid value: "1d": spec.syncerConfig.resyncPeriod in body should match '^-?([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$'`,
    `spec.syncerConfig: Invalid value: "object": type conversion error from 'string' to 'google.protobuf.Duration' evaluating rule: heartbeatInterval must be shorter than resyncPeriod`,
  ],
  [
    'a time that is none',
    target,
    [put('/spec/evictAfter', 'tomorrow')],
    'spec.evictAfter: Invalid value: "tomorrow": spec.evictAfter in body must be of type date-time: "tomorrow"',
    skipped,
  ],
  [
    'bytes that are no base64',
    'a cluster registration with all there is to say',
    [put('/spec/caBundle', '###')],
    'spec.caBundle: Invalid value: "###": spec.caBundle in body must be of type byte: "###"',
  ],
  [
    'too many keys',
    target,
    [put('/spec/reserved', Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`example.com/r${i}`, 1])))],
    'spec.reserved: Too many: 33: must have at most 32 items',
    skipped,
  ],
  [
    'too many items',
    target,
    [
      put(
        '/spec/taints',
        Array.from({ length: 65 }, (_, i) => ({ key: `k${i}`, effect: 'NoExecute' })),
      ),
    ],
    'spec.taints: Too many: 65: must have at most 64 items',
    skipped,
  ],
  [
    'a share above 100%',
    distribution,
    [put('/spec/targets/0/replicas', '101%')],
    'spec.targets[0].replicas: Invalid value: "101%": spec.targets[0].replicas in body should match \'^(100|[1-9]?[0-9])%$\'',
  ],
  [
    'an interval that is not shorter than the period',
    target,
    [put('/spec/syncerConfig/heartbeatInterval', '90m')],
    'spec.syncerConfig.heartbeatInterval: Invalid value: heartbeatInterval must be shorter than resyncPeriod',
  ],
  [
    'more requested than allowed',
    target,
    [put('/spec/syncerConfig/resources/requests/memory', '1Gi')],
    'spec.syncerConfig.resources.requests: Invalid value: requests must not exceed limits',
  ],
  [
    'fewest above most',
    constraint,
    [put('/spec/minReplicas', 6)],
    'spec.minReplicas: Invalid value: minReplicas must not exceed maxReplicas',
  ],
  [
    'fewest above most in a distribution',
    distribution,
    [put('/spec/placement/minReplicas', 9)],
    'spec.placement.minReplicas: Invalid value: minReplicas must not exceed maxReplicas',
  ],
  [
    'no operation',
    transform,
    [put('/spec/operations', [{}])],
    'spec.operations[0]: Invalid value: exactly one of set, remove, jsonPatch, mergePatch, regex, labels, annotations, image must be given',
  ],
  [
    'two operations in one',
    transform,
    [put('/spec/operations/6/labels', { a: 'b' })],
    'spec.operations[6]: Invalid value: exactly one of set, remove, jsonPatch, mergePatch, regex, labels, annotations, image must be given',
  ],
  [
    'a kind and a resource',
    transform,
    [put('/spec/targetRef/resource', 'deployments')],
    'spec.targetRef: Invalid value: exactly one of kind and resource must be given',
  ],
  [
    'nothing to set',
    transform,
    [drop('/spec/operations/0/set/value')],
    '<nil>: Invalid value: "": "spec.operations[0].set" must validate one and only one schema (oneOf). Found none valid',
    'spec.operations[0].set.value: Required value',
    skipped,
  ],
  [
    'a value and an expression to set',
    transform,
    [put('/spec/operations/0/set/valueExpression', '1')],
    '<nil>: Invalid value: "": "spec.operations[0].set" must validate one and only one schema (oneOf). Found 2 valid alternatives',
  ],
  [
    'an expression without its function',
    'an aggregation of fields',
    [put('/spec/fields/1/function', 'Sum')],
    'spec.fields[1].function: Invalid value: expression goes with the function CEL, and only with it',
  ],
  [
    'a version without its half',
    'a compatibility constraint',
    [drop('/spec/minVersion/major')],
    'spec.minVersion: Invalid value: major and minor, or gitVersion, must be given',
  ],
  [
    'an empty list of clusters',
    policy,
    [put('/spec/rules/1/clusters', {})],
    'spec.rules[1].clusters: Invalid value: 0: spec.rules[1].clusters in body should have at least 1 properties',
  ],
  [
    'an empty expression',
    policy,
    [put('/spec/rules/0/celExpression', '')],
    'spec.rules[0].celExpression: Invalid value: "": spec.rules[0].celExpression in body should be at least 1 chars long',
  ],
  [
    'a name of a variable that is none',
    policy,
    [put('/spec/variables/0/name', 'a-b')],
    'spec.variables[0].name: Invalid value: "a-b": spec.variables[0].name in body should match \'^[_a-zA-Z][_a-zA-Z0-9]*$\'',
  ],
  [
    'a name of a target with a dot',
    target,
    [put('/metadata/name', 'eu.1')],
    'metadata.name: Invalid value: "eu.1": metadata.name in body should match \'^[a-z0-9]([-a-z0-9]*[a-z0-9])?$\'',
  ],
  [
    'a name with a capital',
    policy,
    [put('/metadata/name', 'Shop')],
    "metadata.name: Invalid value: \"Shop\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  ],
  ['no name', policy, [drop('/metadata/name')], 'metadata.name: Required value: name or generateName is required'],
  [
    'labels that are none',
    constraint,
    [put('/metadata/labels', { __proto__x: 'ok', 'a/b/c': 'v', ok: '-' })],
    "metadata.labels: Invalid value: \"__proto__x\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    "metadata.labels: Invalid value: \"a/b/c\": a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    "metadata.labels: Invalid value: \"-\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
  ],
  [
    'annotations and finalizers that are none',
    constraint,
    [put('/metadata/annotations', { 'a b': '' }), put('/metadata/finalizers', ['example.com/'])],
    "metadata.annotations: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    'metadata.finalizers: Invalid value: "example.com/": name part must be non-empty',
    "metadata.finalizers: Invalid value: \"example.com/\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
  ],
  [
    'an owner without a name',
    constraint,
    [put('/metadata/ownerReferences', [{ apiVersion: 'v1', kind: 'ConfigMap', name: '', uid: 'u' }])],
    'metadata.ownerReferences.name: Invalid value: "": must not be empty',
  ],
  [
    'a score that is a text',
    decision,
    [put('/spec/clusters/0/score', 'high')],
    'spec.clusters[0].score: Invalid value: "string": spec.clusters[0].score in body must be of type number: "string"',
  ],
  [
    'two overrides of one target',
    decision,
    [put('/spec/overrides/1/clusterName', 'eu-3')],
    'spec.overrides[1]: Duplicate value: {"clusterName":"eu-3"}',
  ],
  [
    'a list in place of a time',
    decision,
    [put('/spec/overrides/0/expiresAt', 5)],
    'spec.overrides[0].expiresAt: Invalid value: "int64": spec.overrides[0].expiresAt in body must be of type date-time: "int64"',
  ],
  [
    'a scope that is none',
    'a discovery',
    [put('/spec/scope', 'Some')],
    'spec.scope: Unsupported value: "Some": supported values: "Full", "Partial", "Minimal"',
  ],
  ['no verbs', 'an import', [drop('/spec/verbs')], 'spec.verbs: Required value'],
  [
    'a flag that is a text',
    'a negotiated resource of the core group',
    [put('/spec/publish', 'no')],
    'spec.publish: Invalid value: "string": spec.publish in body must be of type boolean: "string"',
  ],
  [
    'many faults at once',
    policy,
    [put('/spec/priority', -1), put('/spec/enforcement', 'None'), drop('/spec/rules/1/name'), put('/spec/seed', 7)],
    'spec.enforcement: Unsupported value: "None": supported values: "Required", "Preferred", "Audit"',
    'spec.priority: Invalid value: -1: spec.priority in body should be greater than or equal to 0',
    'spec.rules[1].name: Required value',
    'spec.seed: Invalid value: "integer": spec.seed in body must be of type string: "integer"',
  ],
]

/** Faults that only the webhooks find; a bare API server accepts every one of them. */
const webhookRows: readonly Row[] = [
  [
    'an expression that does not parse',
    policy,
    [put('/spec/rules/0/celExpression', 'target.')],
    'spec.rules[0].celExpression',
  ],
  [
    'an expression over a variable there is not',
    policy,
    [put('/spec/rules/0/celExpression', "targte.metadata.name == 'a'")],
    'spec.rules[0].celExpression',
  ],
  ['a rule that is no condition', policy, [put('/spec/rules/0/celExpression', '1 + 1')], 'spec.rules[0].celExpression'],
  [
    'a named expression that does not compile',
    policy,
    [put('/spec/variables/0/expression', '1 +')],
    'spec.variables[0].expression',
  ],
  [
    'a selector without values',
    policy,
    [put('/spec/workloadSelector/matchExpressions/0/values', [])],
    "spec.workloadSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
  ],
  [
    'a selector with values too many',
    constraint,
    [put('/spec/workloadSelector', { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] })],
    "spec.workloadSelector.matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
  ],
  [
    'a negative quantity',
    target,
    [put('/spec/reserved/cpu', '-1')],
    'spec.reserved.cpu: Invalid value: "-1": must be greater than or equal to 0',
  ],
  [
    'a duration that is nothing',
    'a discovery',
    [put('/spec/refreshInterval', '0s')],
    'spec.refreshInterval: Invalid value: "0s": must be greater than 0s',
  ],
  [
    'a duration beyond all years',
    'a discovery',
    [put('/spec/refreshInterval', '9999999h')],
    'spec.refreshInterval: Invalid value: "9999999h": must be a duration of at most 292 years, such as 30s, 10m or 1h30m',
  ],
  [
    'a toleration of a value without its key',
    policy,
    [put('/spec/tolerations/0', { operator: 'Equal', value: 'x' })],
    'spec.tolerations[0].operator: Invalid value: "Equal": must be Exists when `key` is empty',
  ],
  [
    'a toleration of everything with a value',
    policy,
    [put('/spec/tolerations/0/value', 'x')],
    'spec.tolerations[0].value: Invalid value: "x": must be empty when `operator` is Exists',
  ],
  [
    'seconds of a toleration that waits for nothing',
    policy,
    [put('/spec/tolerations/1/effect', 'NoSchedule')],
    'spec.tolerations[1].effect: Invalid value: "NoSchedule": must be NoExecute when `tolerationSeconds` is given',
  ],
  [
    'a taint with a bad key',
    target,
    [put('/spec/taints/0/key', 'gpu/')],
    'spec.taints[0].key: Invalid value: "gpu/": name part must be non-empty',
    'spec.taints[0].key',
  ],
  [
    'a name no target can have',
    policy,
    [put('/spec/rules/1/clusters/include', ['EU 1'])],
    'spec.rules[1].clusters.include[0]',
  ],
  [
    'a server without https',
    'a cluster registration with all there is to say',
    [put('/spec/server', 'http://10.1.2.3')],
    'spec.server: Invalid value: "http://10.1.2.3": must be an https URL such as https://10.0.0.1:6443',
  ],
  [
    'a reference and a selector',
    distribution,
    [put('/spec/workloadRef', { name: 'web' })],
    'spec.workloadSelector: Forbidden: may not be given together with workloadRef',
  ],
  [
    'shares above 100%',
    distribution,
    [put('/spec/targets/1/replicas', '60%')],
    'spec.targets: Invalid value: "110%": the shares of all targets must not exceed 100%',
  ],
  [
    'a group with a target from elsewhere',
    distribution,
    [put('/spec/rolloutStrategy/groups/0/targets', ['moon'])],
    'spec.rolloutStrategy.groups[0].targets[0]: Not found: "moon"',
  ],
  [
    'a target in two groups',
    distribution,
    [put('/spec/rolloutStrategy/groups/1/targets', ['eu-1'])],
    'spec.rolloutStrategy.groups[1].targets[0]: Invalid value: "eu-1": is in group "first" already',
  ],
  [
    'a mandatory group that is not there',
    distribution,
    [put('/spec/rolloutStrategy/mandatoryGroups', ['last'])],
    'spec.rolloutStrategy.mandatoryGroups[0]: Not found: "last"',
  ],
  [
    'groups wanted and not given',
    distribution,
    [put('/spec/rolloutStrategy', { type: 'ProgressivePerGroup' })],
    'spec.rolloutStrategy.groups: Required value: must be given when `type` is ProgressivePerGroup',
  ],
  [
    'a pointer that is none',
    transform,
    [put('/spec/operations/0/set/path', 'spec.replicas')],
    'spec.operations[0].set.path',
  ],
  [
    'a pointer to the identity of an object',
    transform,
    [put('/spec/operations/3/remove/paths', ['/metadata/name'])],
    'spec.operations[3].remove.paths[0]: Forbidden: a transform may not change /metadata/name',
  ],
  [
    'a patch that lacks its source',
    transform,
    [drop('/spec/operations/4/jsonPatch/1/from')],
    'spec.operations[4].jsonPatch[1]',
  ],
  [
    'a pattern with a look-ahead',
    transform,
    [put('/spec/operations/6/regex/pattern', '(?=a)b')],
    'spec.operations[6].regex.pattern: Invalid value: "(?=a)b": must be an RE2 pattern (no look-around, no back-references)',
  ],
  [
    'a label value that is none',
    transform,
    [put('/spec/operations/7/labels/tier', 'a b')],
    'spec.operations[7].labels.tier',
  ],
  [
    'an expression that sets nothing',
    transform,
    [put('/spec/operations/2/set/valueExpression', 'workload.spec')],
    'spec.operations[2].set.valueExpression',
  ],
  [
    'an aggregation over a path that is none',
    'an aggregation of fields',
    [put('/spec/fields/0/path', 'status..x')],
    'spec.fields[0].path: Invalid value: "status..x": must be names separated by dots, with [*] after lists, such as spec.containers[*].image',
  ],
  [
    'an aggregation that does not compile',
    'an aggregation of fields',
    [put('/spec/fields/1/expression', 'values[')],
    'spec.fields[1].expression',
  ],
  [
    'an oldest version after the newest',
    'a compatibility constraint',
    [put('/spec/minVersion', { gitVersion: 'v1.37.0' })],
    'spec.minVersion: Invalid value: "v1.37.0": must not be later than maxVersion',
  ],
  [
    'a version that is none',
    'a compatibility constraint',
    [put('/spec/maxVersion', { gitVersion: 'newest' })],
    'spec.maxVersion: Invalid value: "newest": must be a Kubernetes version, such as gitVersion v1.30.2 or major 1 and minor 30',
  ],
  [
    'a feature without a vocabulary',
    'a compatibility constraint',
    [put('/spec/requiredFeatures', ['batch'])],
    'spec.requiredFeatures[0]: Invalid value: "batch": must be group/version/resource[/subresource], verb:<verb>, field:<path> or cel',
  ],
  [
    'a verb nobody knows',
    'a compatibility constraint',
    [put('/spec/requiredFeatures', ['verb:fly'])],
    'spec.requiredFeatures[0]: Invalid value: "verb:fly": must name one of the verbs create, delete, deletecollection, get, list, patch, update, watch',
  ],
  ['a group that is none', 'an import', [put('/spec/groupVersion/group', 'Apps')], 'spec.groupVersion.group'],
  [
    'a kind that is none',
    'an import',
    [put('/spec/kind', 'a-b')],
    'spec.kind: Invalid value: "a-b": must be letters and digits, beginning with a letter',
  ],
  [
    'an excluded target with replicas',
    decision,
    [put('/spec/overrides/1/replicas', 1)],
    'spec.overrides[1].replicas: Forbidden: an excluded target runs no replicas',
  ],
  [
    'a patch of an override without its value',
    decision,
    [drop('/spec/overrides/0/patch/0/value')],
    'spec.overrides[0].patch[0]',
  ],
  [
    'fewest domains where a skew is only disliked',
    constraint,
    [put('/spec/topologySpreadConstraints/1/minDomains', 2)],
    'spec.topologySpreadConstraints[1].minDomains: Invalid value: 2: may only be given when `whenUnsatisfiable` is DoNotSchedule',
  ],
  [
    'a topology key that is none',
    constraint,
    [put('/spec/antiAffinity/terms/0/topologyKey', 'a b')],
    'spec.antiAffinity.terms[0].topologyKey',
  ],
]

function faults(rows: readonly Row[]): Fault[] {
  return rows.map(([name, base, patch, ...errors]) => {
    const example = validExamples.find((one) => one.name === base)
    if (example === undefined) throw new Error(`no example is called ${base}`)
    return { name, object: applyJsonPatch(example.object, patch) as JsonObject, errors }
  })
}

/** Faults that the CRDs find; `errors` is every line. */
export const schemaFaults = faults(schemaRows)

/** Faults that the webhooks find; `errors` is the beginning of each line. */
export const webhookFaults = faults(webhookRows)
