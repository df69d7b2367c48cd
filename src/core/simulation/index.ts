/**
 * What-if over placement: scenarios out of manifests and hubs, reports, explanations, comparisons, test suites, losses,
 * headroom, suggestions, lint. Pure: every number comes from deciding again with other inputs. Knows no terminal and no
 * store; who carries a plan out is somebody else.
 */
export * from './report.ts'
export * from './report-text.ts'
export * from './scenario.ts'
