import { ExitCode, Flags, hubFlags, TmcCommand } from '../cli/index.ts'

export default class Init extends TmcCommand {
  static override summary = 'Make a local hub: a directory of JSON manifests one can read and commit.'
  static override examples = [
    {
      description: 'A hub of your own, with a sample fleet to try things on:',
      command: '<%= config.bin %> init --with-sample',
    },
    { description: 'A hub inside a repository:', command: '<%= config.bin %> init --hub local:./fleet' },
  ]
  static override flags = {
    'with-sample': Flags.boolean({
      summary: 'Put a sample fleet into it: targets in three regions, with what their syncers reported.',
    }),
    ...hubFlags,
  }

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Init)
    const { initHub } = await import('../cli/init-hub.ts')
    const { summarizeOutcomes } = await import('../cli/outcome.ts')
    const { shellWord } = await import('../core/apimachinery/index.ts')
    const address = await this.hubAddress()
    const { isNew, outcomes } = await initHub(address, flags['with-sample'] ? this.config.root : undefined)
    const stdout = await this.stdout()
    await stdout.write(`hub/${address.address} ${isNew ? 'created' : 'exists already'}\n`)
    await stdout.write(summarizeOutcomes(outcomes))
    await stdout.flush()
    const { bin } = this.config
    const current = await this.currentHub()
    if (current === undefined) this.note(`commands find it with --hub ${shellWord(address.address)}, or in $TMCCTL_HUB`)
    else if (current.address === address.address)
      this.say(`next: ${bin} ${flags['with-sample'] ? 'synctarget list' : 'synctarget register NAME'}`)
    else
      this.note(`commands work on ${current.address}; change that with: ${bin} hub use ${shellWord(address.address)}`)
    return ExitCode.Ok
  }
}
