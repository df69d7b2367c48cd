import type { LintReport } from '../../../core/simulation/index.ts'
import type { ReportView } from '../../printers/index.ts'

/** Findings, the worst first. */
export const lintView: ReportView<LintReport> = {
  tables: ({ findings }) => [
    {
      columns: [
        { name: 'Severity' },
        { name: 'Code' },
        { name: 'Where' },
        { name: 'Field', priority: 1 },
        { name: 'Message' },
      ],
      rows: findings.map(({ severity, code, object, field, message, file, line, column }) => [
        severity,
        code,
        file === undefined ? object : `${file}:${line}:${column}`,
        field,
        message,
      ]),
    },
  ],
  lines: ({ findings }) => findings,
}

/** The counts in one sentence. */
export function lintSummary({ counts, findings }: LintReport): string {
  if (findings.length === 0) return 'nothing to complain about'
  const { Error: errors, Warning: warnings, Info: infos } = counts
  return `${errors} error${errors === 1 ? '' : 's'}, ${warnings} warning${warnings === 1 ? '' : 's'}, ${infos} to know`
}
