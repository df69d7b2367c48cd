import { Args, ExitCode, outputFlags, TmcCommand } from '../../cli/index.ts'
import { checkExpression, formatCheck } from '../../cli/views/cel/checking.ts'
import { expressionFlags, filenameFlag, inFile, readText, readVariables } from '../../cli/views/cel/variables.ts'
import { TmcError } from '../../core/apimachinery/index.ts'

export default class CelCheck extends TmcCommand {
  static override summary = 'Check a CEL expression without evaluating it.'
  static override description =
    'Prints its type, the bounds of its cost, what it reads, and the Kubernetes versions that accept it. Exit code 2 when the expression is wrong; every problem is listed.'
  static override examples = [
    {
      description: 'A rule on targets:',
      command: '<%= config.bin %> cel check "target.spec.cells.exists(c, has(c.labels))" --schema target=SyncTarget',
    },
    {
      description: 'On any value, for one Kubernetes version:',
      command: '<%= config.bin %> cel check "isIP(object.spec.address)" --var object --kubernetes 1.30',
    },
  ]
  static override args = {
    expression: Args.string({ description: 'The expression; after -- when it begins with a minus.' }),
  }
  static override flags = {
    ...expressionFlags,
    filename: filenameFlag('Read the expression from a file, or from stdin (-).'),
    ...outputFlags,
  }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(CelCheck)
    const { kubernetes, filename } = flags
    const { expression } = args
    if ((expression === undefined) === (filename === undefined))
      throw new TmcError('Usage', expression === undefined ? 'missing EXPRESSION' : 'an expression and -f are given', {
        hint: `write ${this.typed} EXPRESSION, or ${this.typed} -f FILE`,
      })
    const { types } = await readVariables(flags, process.stdin, this.signal)
    const text = expression ?? (await readText(filename ?? '', process.stdin, this.signal)).trimEnd()
    const options = { variables: types, ...(kubernetes === undefined ? {} : { kubernetes }) }
    const report = inFile(filename, () => checkExpression(text, options))
    await this.printText(report, formatCheck)
    return ExitCode.Ok
  }
}
