import { Args, ExitCode, TmcCommand } from '../cli/index.ts'
import { completionScript, type Shell, shells } from '../cli/completion-scripts.ts'

export default class Completion extends TmcCommand {
  static override summary = 'Print the script that lets a shell complete commands, flags, kinds and names.'
  static override examples = [
    { description: 'In bash, for this session:', command: 'source <(<%= config.bin %> completion bash)' },
    {
      description: 'In bash, for good:',
      command: '<%= config.bin %> completion bash > ~/.local/share/bash-completion/completions/tmcctl',
    },
    { description: 'In zsh:', command: '<%= config.bin %> completion zsh > "${fpath[1]}/_tmcctl"' },
    { description: 'In fish:', command: '<%= config.bin %> completion fish > ~/.config/fish/completions/tmcctl.fish' },
    {
      description: 'In PowerShell:',
      command: '<%= config.bin %> completion powershell | Out-String | Invoke-Expression',
    },
  ]
  static override args = {
    shell: Args.string({ required: true, options: [...shells], description: 'The shell.' }),
  }

  async run(): Promise<ExitCode> {
    const { args } = await this.parse(Completion)
    process.stdout.write(completionScript(args.shell as Shell))
    return ExitCode.Ok
  }
}
