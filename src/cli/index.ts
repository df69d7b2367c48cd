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
  missingFlags,
  namespaceFlags,
  outputFlags,
  selectionFlags,
  waitFlags,
  watchFlags,
  yesFlags,
} from './flags.ts'
export { Args, Flags } from './oclif.ts'
