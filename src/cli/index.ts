/**
 * How commands meet the terminal: the base command, shared flags, hub choice, prompts, progress, exit codes. Commands
 * import from here; manifests and printers have doors of their own (`manifests/index.ts`, `printers/index.ts`).
 */
export { TmcCommand } from './command.ts'
export { ExitCode } from './exit-code.ts'
export {
  allNamespacesFlags,
  dryRunFlags,
  filenameFlags,
  hubFlags,
  listFlags,
  namespaceFlags,
  outputFlags,
  selectionFlags,
  watchFlags,
  yesFlags,
} from './flags.ts'
export type { Hub } from './hub.ts'
export type { HubAddress } from './hub-address.ts'
export { nearest } from './nearest.ts'
export { Args, Flags } from './oclif.ts'
export type { Palette } from './palette.ts'
export type { Progress } from './progress.ts'
