import { makePackage } from '../../../scripts/package.mjs'

/** Package tests look at what would be published now; `npm test` has made it a moment ago, beside other things. */
export async function setup(): Promise<void> {
  if (process.env['TMCCTL_PACKAGE_IS_MADE'] !== '1') await makePackage()
}
