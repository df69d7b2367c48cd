import { type JsonValue, readYaml, TmcError } from '../../../core/apimachinery/index.ts'
import { type CelType, dynType, typeOfSchema } from '../../../core/cel/index.ts'
import { Flags } from '../../oclif.ts'
import { kindNamed } from '../../kinds.ts'
import { decodeText, readSource } from '../../manifests/read-source.ts'

/** Flags that say what an expression may read. */
export const expressionFlags = {
  var: Flags.string({
    multiple: true,
    helpValue: 'NAME=VALUE',
    summary: 'A variable: NAME=VALUE in YAML or JSON, or NAME=@FILE (- is stdin). May be given several times.',
  }),
  schema: Flags.string({
    multiple: true,
    helpValue: 'NAME=KIND',
    summary: 'The kind of a variable, whose fields are then checked, as target=SyncTarget. [default: any value]',
  }),
  kubernetes: Flags.string({
    helpValue: 'VERSION',
    summary: 'Only what this Kubernetes version has, as 1.30. [default: every function there is]',
  }),
  filename: Flags.string({
    char: 'f',
    helpValue: 'FILE|-',
    summary: 'Read the expression from a file; from stdin (-) one expression a line.',
    exclusive: ['expression'],
  }),
}

/** Variables by name: their types, and the values of those that were given one. */
export type Variables = {
  readonly types: { readonly [name: string]: CelType }
  readonly values: { readonly [name: string]: JsonValue }
}

/**
 * Reads `--var` and `--schema`.
 *
 * @throws TmcError `Usage` for a flag of another form, `UnknownKind`, `InvalidManifest` for a value that is no YAML
 */
export async function readVariables(
  flags: { readonly var?: readonly string[] | undefined; readonly schema?: readonly string[] | undefined },
  stdin: AsyncIterable<Uint8Array | string>,
  signal: AbortSignal,
): Promise<Variables> {
  const types = new Map<string, CelType>()
  const values = new Map<string, JsonValue>()
  for (const flag of flags.var ?? []) {
    const [name, text] = split('--var', flag)
    types.set(name, dynType)
    if (text !== undefined) values.set(name, await readValue(name, text, stdin, signal))
  }
  for (const flag of flags.schema ?? []) {
    const [name, word] = split('--schema', flag)
    if (word === undefined) throw wrongForm('--schema', flag)
    const resource = kindNamed(word)
    types.set(name, typeOfSchema(resource.schema, { name: resource.kind, isResource: true }))
  }
  return { types: Object.fromEntries(types), values: Object.fromEntries(values) }
}

function split(flag: string, text: string): [name: string, value: string | undefined] {
  const equals = text.indexOf('=')
  const name = equals < 0 ? text : text.slice(0, equals)
  if (!/^[A-Za-z_]\w*$/.test(name)) throw wrongForm(flag, text)
  return [name, equals < 0 ? undefined : text.slice(equals + 1)]
}

function wrongForm(flag: string, text: string): TmcError {
  const hint =
    flag === '--var' ? 'write --var target=@file.yaml, or --var replicas=3' : 'write --schema target=SyncTarget'
  return new TmcError('Usage', `${flag} ${JSON.stringify(text)} does not name a variable`, { hint })
}

async function readValue(
  name: string,
  text: string,
  stdin: AsyncIterable<Uint8Array | string>,
  signal: AbortSignal,
): Promise<JsonValue> {
  if (!text.startsWith('@')) return onlyDocument(`--var ${name}`, text)
  const path = text.slice(1)
  return onlyDocument(path === '-' ? '<stdin>' : path, await readText(path, stdin, signal))
}

/**
 * The text of a file, or of stdin (`-`).
 *
 * @throws TmcError `NotFound` when it cannot be read, `InvalidManifest` when it is not UTF-8
 */
export async function readText(
  path: string,
  stdin: AsyncIterable<Uint8Array | string>,
  signal: AbortSignal,
): Promise<string> {
  const content = await readSource(path, stdin, signal)
  if ('problem' in content) throw new TmcError('NotFound', `${path}: ${content.problem}`)
  const text = decodeText(content.bytes)
  if (typeof text !== 'string') throw new TmcError('InvalidManifest', `${path} ${text.problem}`)
  return text
}

async function onlyDocument(file: string, text: string): Promise<JsonValue> {
  const documents = await readYaml(text, file)
  const [document] = documents
  if (documents.length === 1 && document !== undefined) return document.value
  throw new TmcError('InvalidManifest', `${file}: ${documents.length} documents; a variable is one value`)
}
