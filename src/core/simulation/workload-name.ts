import { nearestName, TmcError } from '../apimachinery/index.ts'
import type { WorkloadRef } from '../placement/index.ts'

/** Names people use for kinds besides the kind itself and its plural. */
const shortNames = new Map([
  ['deploy', 'deployment'],
  ['sts', 'statefulset'],
  ['ds', 'daemonset'],
  ['cj', 'cronjob'],
  ['po', 'pod'],
  ['svc', 'service'],
  ['cm', 'configmap'],
  ['sa', 'serviceaccount'],
  ['ns', 'namespace'],
  ['pvc', 'persistentvolumeclaim'],
  ['netpol', 'networkpolicy'],
  ['ing', 'ingress'],
  ['pdb', 'poddisruptionbudget'],
  ['hpa', 'horizontalpodautoscaler'],
])

/** A workload as people write it: `default/Deployment/web`. */
export function workloadLabel({
  kind,
  namespace,
  name,
}: Pick<WorkloadRef, 'kind' | 'name'> & { namespace?: string | null }): string {
  return `${namespace === undefined || namespace === null ? '' : `${namespace}/`}${kind}/${name}`
}

/**
 * Finds the one a person means: `NAME`, `KIND/NAME` or `NAMESPACE/KIND/NAME`. The kind in any case, singular, plural or
 * short. Among objects of one name, those that run something come before what follows them.
 *
 * @param namespace looked in first; elsewhere only when it has none of that name
 * @throws TmcError `UnknownReference` when there is none, naming the nearest, or when several fit equally
 */
export function findWorkload<T extends { readonly workload: WorkloadRef; readonly outcome?: string }>(
  entries: readonly T[],
  text: string,
  namespace?: string,
): T {
  const parts = text.split('/')
  const name = parts.at(-1) ?? ''
  const kind = parts.length > 1 ? kindWord(parts.at(-2) ?? '') : undefined
  const place = parts.length > 2 ? parts.at(-3) : namespace
  const named = entries.filter(
    ({ workload }) => workload.name === name && (kind === undefined || kindWord(workload.kind) === kind),
  )
  const near = place === undefined ? named : named.filter(({ workload }) => workload.namespace === place)
  const inPlace = parts.length > 2 || near.length > 0 ? near : named
  const leading = inPlace.filter(({ outcome }) => outcome !== 'Follows' && outcome !== 'Ignored')
  const found = leading.length > 0 ? leading : inPlace
  const [first] = found
  if (first !== undefined && found.length === 1) return first
  if (first !== undefined)
    throw new TmcError('UnknownReference', `${JSON.stringify(text)} is the name of ${found.length} workloads`, {
      hint: `say which: ${found
        .slice(0, 5)
        .map(({ workload }) => workloadLabel(workload))
        .join(', ')}`,
    })
  const [homonym] = entries.filter(({ workload }) => workload.name === name)
  const close =
    homonym === undefined
      ? nearestName(
          name,
          entries.map(({ workload }) => workload.name),
        )
      : workloadLabel(homonym.workload)
  throw new TmcError('UnknownReference', `no workload is called ${JSON.stringify(text)}`, {
    hint:
      close === undefined
        ? `there ${entries.length === 1 ? 'is 1 workload' : `are ${entries.length} workloads`}; see them with \`tmcctl placement simulate\``
        : `did you mean ${close}?`,
  })
}

/** The singular of a kind in lower case, whatever way it was written. */
function kindWord(word: string): string {
  const lower = word.toLowerCase()
  const known = shortNames.get(lower)
  if (known !== undefined) return known
  if (lower.endsWith('ies')) return `${lower.slice(0, -3)}y`
  if (/(?:ss|x|z|ch|sh)es$/.test(lower)) return lower.slice(0, -2)
  return lower.endsWith('s') && !lower.endsWith('ss') ? lower.slice(0, -1) : lower
}
