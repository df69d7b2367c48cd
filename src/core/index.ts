/**
 * The library's main entry: what a program needs for the whole journey, from manifests to placements. Each room has an
 * entry of its own with everything it offers: `tmcctl/apimachinery`, `tmcctl/schema`, `tmcctl/cel`, `tmcctl/api`,
 * `tmcctl/placement`, `tmcctl/simulation`, `tmcctl/store`.
 */
export * from './api/index.ts'
export {
  type ErrorCode,
  errorCodes,
  type ErrorDetail,
  formatYaml,
  type KubeObject,
  type Manifest,
  type ObjectMeta,
  Quantity,
  readManifests,
  TmcError,
} from './apimachinery/index.ts'
export { environment } from './cel/index.ts'
export { crdOf, type From, type InputOf } from './schema/index.ts'
export {
  type PlacementReport,
  readScenario,
  type ReportedPlacement,
  type Scenario,
  simulate,
} from './simulation/index.ts'
export { client, directoryStore, initDirectory, memoryStore, type ObjectStore } from './store/index.ts'
