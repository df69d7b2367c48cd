import { ExitCode, outputFlags, TmcCommand } from '../cli/index.ts'

export default class Version extends TmcCommand {
  static override summary = 'Print the versions of this program and of what runs it.'
  static override examples = [
    { description: 'Both versions:', command: '<%= config.bin %> version' },
    { description: 'For a script:', command: '<%= config.bin %> version -o json' },
  ]
  static override flags = { ...outputFlags }

  async run(): Promise<ExitCode> {
    await this.parse(Version)
    const version = {
      apiVersion: 'tmcctl.kcp.io/v1alpha1',
      kind: 'Version',
      clientVersion: {
        version: this.config.version,
        nodeVersion: process.version,
        platform: `${process.platform}/${process.arch}`,
      },
    }
    await this.print(version, {
      tables: ({ clientVersion }) => [
        {
          columns: [{ name: 'Component' }, { name: 'Version' }],
          rows: [
            ['tmcctl', clientVersion.version],
            ['node', clientVersion.nodeVersion],
          ],
        },
      ],
      names: () => ['version/tmcctl'],
    })
    return ExitCode.Ok
  }
}
