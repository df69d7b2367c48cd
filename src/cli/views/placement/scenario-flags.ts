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

const whatIf = 'What if'

/** Parts of the fleet to do without. */
export const withoutFlags = {
  without: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'TARGET|zone=Z|region=R|KEY=VALUE',
    summary: 'Take targets or cells away and place again, moving as little as possible. May be given several times.',
    helpGroup: whatIf,
  }),
}

/** Flags that are questions of their own, one at a time. */
export const questions = ['lose', 'silent', 'orderings'] as const

/** Other worlds to place in. */
export const whatIfFlags = {
  ...withoutFlags,
  lose: Flags.integer({
    min: 1,
    helpValue: 'K',
    summary: 'Lose any K targets together, every combination, and list what that costs, the worst first.',
    exclusive: ['silent', 'orderings'],
    helpGroup: whatIf,
  }),
  each: Flags.string({
    helpValue: 'target|zone|region|KEY',
    summary: 'What --lose loses. [default: target]',
    dependsOn: ['lose'],
    helpGroup: whatIf,
  }),
  silent: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'TARGET',
    summary: 'Let this target miss its heartbeats from now on, and play what follows.',
    exclusive: ['orderings'],
    helpGroup: whatIf,
  }),
  lasts: Flags.string({
    helpValue: 'DURATION',
    summary: 'How long the silence of --silent lasts. [default: 15m]',
    dependsOn: ['silent'],
    helpGroup: whatIf,
  }),
  'evict-after': Flags.string({
    helpValue: 'DURATION',
    summary: 'From unhealthy to eviction under --silent. [default: 5m]',
    dependsOn: ['silent'],
    helpGroup: whatIf,
  }),
  orderings: Flags.integer({
    min: 2,
    max: 10000,
    helpValue: 'N',
    summary: 'Decide in N orders and report whether the order of arrival matters.',
    helpGroup: whatIf,
  }),
}

/** How many threads answer. */
export const jobsFlags = {
  jobs: Flags.integer({
    min: 1,
    max: 64,
    helpValue: 'N',
    summary:
      'Use this many threads for questions of many independent parts. The answer is the same. [default: one per core when there is enough to do, else 1]',
  }),
}
