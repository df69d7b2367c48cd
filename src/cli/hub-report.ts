import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { HubAddress } from './hub-address.ts'
import type { ReportView } from './printers/index.ts'

/** What `tmcctl hub …` tells of hubs. */
export type HubReport = {
  readonly apiVersion: 'tmcctl.kcp.io/v1alpha1'
  readonly kind: 'HubReport'
  readonly hubs: readonly {
    readonly address: string
    readonly directory: string
    readonly chosenBy: string
    readonly current: boolean
    readonly exists: boolean
  }[]
}

/** The report of some hubs, of which one is the current one. */
export function hubReport(hubs: readonly HubAddress[], current: string): HubReport {
  return {
    apiVersion: 'tmcctl.kcp.io/v1alpha1',
    kind: 'HubReport',
    hubs: hubs.map(({ address, directory, from }) => ({
      address,
      directory,
      chosenBy: from,
      current: address === current,
      // The file that makes a directory a hub.
      exists: existsSync(join(directory, 'hub.json')),
    })),
  }
}

/** How hubs look. */
export const hubView: ReportView<HubReport> = {
  tables: ({ hubs }) => [
    {
      columns: [{ name: 'Current' }, { name: 'Hub' }, { name: 'Chosen by' }, { name: 'Exists' }],
      rows: hubs.map((hub) => [hub.current ? '*' : '', hub.address, hub.chosenBy, hub.exists ? 'yes' : 'no']),
    },
  ],
  lines: ({ hubs }) => hubs,
  names: ({ hubs }) => hubs.map(({ address }) => `hub/${address}`),
}
