import { type Headroom, workloadLabel } from '../../../core/simulation/index.ts'
import type { ReportView } from '../../printers/index.ts'

/** Room by place, then growth, then what stops the next replica. */
export const headroomView: ReportView<Headroom> = {
  tables: ({ domains, targets, growth, binding }) => [
    {
      columns: [{ name: 'Where' }, { name: 'Name' }, { name: 'Now' }, { name: 'Most' }],
      rows: [
        ...domains.map(({ key, name, now, most }) => [key.slice(key.lastIndexOf('/') + 1), name, now, most]),
        ...targets.map(({ name, now, most }) => ['target', name, now, most]),
      ],
    },
    {
      columns: [
        { name: 'Growth' },
        { name: 'Replicas' },
        { name: 'Outcome' },
        { name: 'Left over' },
        { name: 'Binding' },
      ],
      rows: growth.map(({ factor, replicas, outcome, overflow, binding: first }) => [
        `×${factor}`,
        replicas,
        outcome,
        overflow,
        first === null ? '' : first.count === 0 ? first.code : `${first.count}× ${first.code}`,
      ]),
    },
    {
      columns: [{ name: 'Stops the next one' }, { name: 'Alone' }, { name: 'Targets' }, { name: 'For example' }],
      rows: binding.map(({ stage, code, count, message, isSole }) => [
        `${stage}/${code}`,
        isSole ? 'yes' : 'no',
        count,
        message,
      ]),
    },
  ],
}

/** How far it can grow, in one sentence. */
export function headroomSummary({ workload, replicas, most, more, binding }: Headroom): string {
  const [first] = binding
  const stop = first === undefined ? 'nothing stops it' : `${first.code} binds first`
  const name = workloadLabel(workload)
  if (more < 0) return `${name}: only ${most} of ${replicas} replicas fit; ${stop}`
  return `${name}: ${more} more fit, ${most} in all; ${stop}`
}
