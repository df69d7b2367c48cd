/**
 * The library's main entry: what a program needs for the whole journey, from manifests to placements. Each room has an
 * entry of its own with everything it offers: `tmcctl/apimachinery`, `tmcctl/schema`, `tmcctl/api`, …
 */
export * from './api/index.ts'
export {
  errorCodes,
  type ErrorCode,
  type ErrorDetail,
  type KubeObject,
  type ObjectMeta,
  TmcError,
} from './apimachinery/index.ts'
