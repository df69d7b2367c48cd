import { type Labels, matchesSelector, type Selector, selectorOf, TmcError } from '../../apimachinery/index.ts'
import type { Workload } from '../workload/workload.ts'
import { labelsAt } from './reading.ts'

/** All objects of a run, found by name, by the labels of their pods and by their own. */
export class Catalog {
  readonly all: readonly Workload[]
  readonly #byName = new Map<string, Workload>()
  readonly #podsByNamespace = new Map<string, Workload[]>()
  readonly #podsByLabel = new Map<string, Workload[]>()
  readonly #byKind = new Map<string, Workload[]>()
  readonly #byNamespace = new Map<string, Workload[]>()

  constructor(all: readonly Workload[]) {
    this.all = all
    for (const workload of all) {
      this.#byName.set(workload.key, workload)
      push(this.#byKind, `${workload.group}/${workload.kind}`, workload)
      if (workload.namespace !== undefined) push(this.#byNamespace, workload.namespace, workload)
      const labels = podLabelsOf(workload)
      if (labels === undefined || workload.namespace === undefined) continue
      push(this.#podsByNamespace, workload.namespace, workload)
      for (const [key, value] of Object.entries(labels))
        push(this.#podsByLabel, `${workload.namespace}\n${key}=${value}`, workload)
    }
  }

  find(group: string, kind: string, namespace: string | undefined, name: string): Workload | undefined {
    return this.#byName.get(`${group}/${kind}/${namespace ?? ''}/${name}`)
  }

  ofKind(group: string, kind: string): readonly Workload[] {
    return this.#byKind.get(`${group}/${kind}`) ?? []
  }

  inNamespace(namespace: string): readonly Workload[] {
    return this.#byNamespace.get(namespace) ?? []
  }

  runningIn(namespace: string): readonly Workload[] {
    return this.#podsByNamespace.get(namespace) ?? []
  }

  /** Workloads of a namespace whose pods have all these labels. */
  withPodLabels(namespace: string, labels: Labels): readonly Workload[] {
    const pairs = Object.entries(labels)
    const [first] = pairs
    if (first === undefined) return []
    const some = this.#podsByLabel.get(`${namespace}\n${first[0]}=${first[1]}`) ?? []
    return some.filter((workload) => {
      const own = podLabelsOf(workload)
      return own !== undefined && pairs.every(([key, value]) => ownLabel(own, key) === value)
    })
  }

  /** Workloads of a namespace whose pods a LabelSelector matches; an empty one matches all, an absent one none. */
  selectedIn(namespace: string, written: unknown): readonly Workload[] {
    const selector = readSelector(written)
    if (selector === undefined) return []
    return this.runningIn(namespace).filter((workload) => matchesSelector(selector, podLabelsOf(workload)))
  }
}

/**
 * Labels of the pods an object runs, as far as it says so itself: custom objects whose operator makes the pods
 * (Prometheus, Alertmanager) state them in `spec.podMetadata`.
 */
export function podLabelsOf({ pod, object }: Workload): Labels | undefined {
  return pod?.labels ?? labelsAt(object, 'spec.podMetadata.labels')
}

/** A LabelSelector as requirements; undefined when it is absent or wrong, so that it selects nothing. */
export function readSelector(written: unknown): Selector | undefined {
  if (typeof written !== 'object' || written === null) return undefined
  try {
    return selectorOf(written)
  } catch (error) {
    // A foreign object that was never validated: what it would select cannot be told.
    if (error instanceof TmcError || error instanceof TypeError) return undefined
    throw error
  }
}

function ownLabel(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}

function push(map: Map<string, Workload[]>, key: string, workload: Workload): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [workload])
  else list.push(workload)
}
