import { buildCommandLine } from '../../../scripts/build.mjs'

/** Contract tests run the bundle of the sources as they are now. */
export async function setup(): Promise<void> {
  await buildCommandLine()
}
