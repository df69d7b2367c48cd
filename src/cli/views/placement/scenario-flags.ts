import { filenameFlags, hubFlags, namespaceFlags } from '../../flags.ts'
import { Flags } from '../../oclif.ts'

/** What a question to the scheduler is asked about. */
export const scenarioFlags = {
  ...filenameFlags,
  ...namespaceFlags,
  ...hubFlags,
  'no-hub': Flags.boolean({
    exclusive: ['hub'],
    summary: 'Leave the hub out: the manifests alone are the world.',
  }),
  now: Flags.string({
    helpValue: 'TIME',
    summary:
      'Judge everything at this time, RFC 3339, and freshness by heartbeats. [default: the newest time in the statuses of the targets]',
  }),
  seed: Flags.string({ helpValue: 'TEXT', summary: 'Breaks ties, whatever seeds the policies have.' }),
  policy: Flags.string({
    helpValue: 'FILE|NAME',
    summary: 'Try this policy on every workload, whatever it selects.',
  }),
  'require-policy': Flags.boolean({ summary: 'Refuse a workload that no policy selects.' }),
}

/** Parts of the fleet to do without. */
export const withoutFlags = {
  without: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'TARGET|zone=Z|region=R|KEY=VALUE',
    summary: 'Take targets or cells away and place again, moving as little as possible. May be given several times.',
    helpGroup: 'What if',
  }),
}
