import 'vitest'
import type { TestProject } from 'vitest/node'
import { controlPlaneAssets } from './assets.ts'
import { startControlPlane } from './control-plane.ts'

declare module 'vitest' {
  interface ProvidedContext {
    apiServerUrl: string
    apiServerToken: string
  }
}

/** Starts one control plane for all end-to-end tests and stops it, by process id, when they are done. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const say = (line: string): void => void process.stderr.write(`end-to-end: ${line}\n`)
  const plane = await startControlPlane(controlPlaneAssets(say))
  project.provide('apiServerUrl', plane.server.url)
  project.provide('apiServerToken', plane.server.token)
  return async () => await plane.stop()
}
