import { Args, ExitCode, Flags, outputFlags, TmcCommand } from '../../cli/index.ts'
import { expressionFlags, filenameFlag, inFile, readText, readVariables } from '../../cli/views/cel/variables.ts'
import { evaluateOne } from '../../cli/views/cel/evaluation.ts'
import { linesOf } from '../../cli/views/cel/lines.ts'
import { evaluateLines } from '../../cli/views/cel/pipeline.ts'
import { TmcError } from '../../core/apimachinery/index.ts'

export default class CelEval extends TmcCommand {
  static override summary = 'Evaluate a CEL expression against objects.'
  static override description =
    'Prints the value; with -o json the value, its type and its cost in Kubernetes cost units. Numbers are exact; what JSON has no number for is a text: "NaN", "Infinity", "-Infinity". Exit code 1 when the evaluation fails, 2 when the expression is wrong; of several expressions (-f -) the worst.'
  static override examples = [
    {
      description: 'A rule on a target, with every part of it:',
      command: `<%= config.bin %> cel eval "target.metadata.labels['region'] == 'eu'" --var target=@target.yaml --explain`,
    },
    {
      description: 'With the fields of the kind checked:',
      command:
        '<%= config.bin %> cel eval "size(target.spec.cells)" --var target=@target.yaml --schema target=SyncTarget',
    },
    {
      description: 'Many expressions, one a line:',
      command: '<%= config.bin %> cel eval -f - --var n=3 -o jsonl < expressions.txt',
    },
  ]
  static override args = {
    expression: Args.string({ description: 'The expression; after -- when it begins with a minus.' }),
  }
  static override flags = {
    ...expressionFlags,
    filename: filenameFlag(
      'Read the expression from a file; from stdin (-) one expression a line, each evaluated as it comes.',
    ),
    explain: Flags.boolean({ summary: 'Show the value of every part of the expression.' }),
    ...outputFlags,
  }

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(CelEval)
    const { kubernetes, explain, filename } = flags
    const { expression } = args
    if ((expression === undefined) === (filename === undefined))
      throw new TmcError('Usage', expression === undefined ? 'missing EXPRESSION' : 'an expression and -f are given', {
        hint: `write ${this.typed} EXPRESSION, or ${this.typed} -f FILE`,
      })
    const variables = await readVariables(flags, process.stdin, this.signal)
    const options = { variables: variables.types, ...(kubernetes === undefined ? {} : { kubernetes }) }
    const context = { options, values: variables.values, signal: this.signal, explain }
    if (filename === '-')
      return evaluateLines(linesOf(process.stdin, this.signal), context, await this.stdout(), await this.outputFormat())
    const text = expression ?? (await readText(filename ?? '', process.stdin, this.signal)).trimEnd()
    const { result, format } = inFile(filename, () => evaluateOne(text, context))
    await this.printText(result, format)
    return ExitCode.Ok
  }
}
