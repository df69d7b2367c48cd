// Checks the types and the lint rules of all sources over one program, because the typed rules ask for what the compiler
// has found out: two programs would find it out twice. An editor, and `eslint FILE`, make a program of their own.
import { ESLint } from 'eslint'
import ts from 'typescript'

const folders = ['src', 'test', 'bench', 'scripts', '*.config.ts']

const host = {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
    throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))
  },
}
const { fileNames, options, errors } = ts.getParsedCommandLineOfConfigFile('tsconfig.json', {}, host)
const program = ts.createProgram(fileNames, options)
const diagnostics = [...errors, ...ts.getPreEmitDiagnostics(program)]
if (diagnostics.length > 0)
  console.log(
    ts.formatDiagnosticsWithColorAndContext(diagnostics, {
      getCurrentDirectory: () => process.cwd(),
      getCanonicalFileName: (file) => file,
      getNewLine: () => '\n',
    }),
  )

const parserOptions = { projectService: false, programs: [program] }
const eslint = new ESLint({ overrideConfig: { languageOptions: { parserOptions } } })
const results = await eslint.lintFiles(folders)
const text = await (await eslint.loadFormatter()).format(results)
if (text !== '') console.log(text)

// A warning is a mistake as well.
const clean = results.every(({ errorCount, warningCount }) => errorCount + warningCount === 0)
process.exitCode = diagnostics.length === 0 && clean ? 0 : 1
