import { makePackage } from '../../../scripts/package.mjs'

/** Package tests look at what would be published now. */
export async function setup(): Promise<void> {
  await makePackage()
}
