import { type Manifest, readManifests, TmcError } from '../../../src/core/apimachinery/index.ts'
import type { PlacementInputs } from '../../../src/core/placement/index.ts'
import { readScenario, type Scenario, type ScenarioSources } from '../../../src/core/simulation/index.ts'

/** A scenario of objects that are valid by construction. */
export function scenarioOf(inputs: PlacementInputs): Scenario {
  return { inputs: { namespace: 'default', now: null, ...inputs }, notes: [], placeOf: () => undefined }
}

/** A scenario read from the text of manifests, as from a file. */
export async function scenarioFrom(text: string, options: Omit<ScenarioSources, 'manifests'> = {}): Promise<Scenario> {
  return readScenario({ manifests: await manifestsFrom(text), ...options })
}

export function manifestsFrom(text: string, file = 'input.yaml'): Promise<Manifest[]> {
  return readManifests(text, file)
}

/** The error a call throws; it must throw a TmcError. */
export async function errorOf(call: () => unknown): Promise<TmcError> {
  try {
    await call()
  } catch (error) {
    if (error instanceof TmcError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** `eu-1=3 us-1=2`, in rank order. */
export function clusterText(clusters: readonly { clusterName: string; replicas: number | null }[]): string {
  return clusters
    .map(({ clusterName, replicas }) => (replicas === null ? clusterName : `${clusterName}=${replicas}`))
    .join(' ')
}
