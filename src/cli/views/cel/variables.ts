import { existsSync } from 'node:fs'
import type { AnyResource } from '../../../core/api/index.ts'
import {
  type ErrorDetail,
  formatJson,
  isJsonObject,
  type JsonValue,
  readYaml,
  TmcError,
} from '../../../core/apimachinery/index.ts'
import { type CelType, dynType, typeOfSchema } from '../../../core/cel/index.ts'
import { formatFieldError, validate } from '../../../core/schema/index.ts'
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
    summary:
      'The kind of a variable, with or without --var: its fields are then checked. target=SyncTarget. [default: any value]',
  }),
  kubernetes: Flags.string({
    helpValue: 'VERSION',
    summary: 'Only what this Kubernetes version has, as 1.30. [default: every function there is]',
  }),
}

/** The flag that names a file to read expressions from. */
export const filenameFlag = (summary: string) => Flags.string({ char: 'f', helpValue: 'FILE|-', summary })

/** Variables by name: their types, and the values of those that were given one. */
export type Variables = {
  readonly types: { readonly [name: string]: CelType }
  readonly values: { readonly [name: string]: JsonValue }
}

/** What the flags say of one variable. */
type Declaration = { value?: JsonValue; kind?: AnyResource }

/**
 * Reads `--var` and `--schema`. A variable is of any type, unless a schema names its kind; a value it has must then be of
 * that kind. A schema alone declares a variable without a value, which is enough to check an expression.
 *
 * @throws TmcError `Usage` for a flag of another form, a variable that is given two values or two kinds, and for stdin that
 * is asked for twice; `UnknownKind`; `InvalidManifest` for a value that is no YAML; `InvalidObject` for one that is not of
 * its kind
 */
export async function readVariables(
  flags: {
    readonly var?: readonly string[] | undefined
    readonly schema?: readonly string[] | undefined
    readonly filename?: string | undefined
  },
  stdin: AsyncIterable<Uint8Array | string>,
  signal: AbortSignal,
): Promise<Variables> {
  const named = (flags.var ?? []).map((flag) => [flag, split('--var', flag)] as const)
  const fromStdin = named.flatMap(([flag, [, text]]) => (text === '@-' ? [`--var ${flag}`] : []))
  if (flags.filename === '-') fromStdin.push('-f -')
  if (fromStdin.length > 1)
    throw new TmcError('Usage', `${fromStdin.join(' and ')} both read stdin, which is there once`, {
      hint: 'read one of them from a file',
    })
  const declared = new Map<string, Declaration>()
  for (const [, [name, text]] of named) {
    if (declared.has(name)) throw twice('--var', name)
    declared.set(name, text === undefined ? {} : { value: await readValue(name, text, stdin, signal) })
  }
  for (const flag of flags.schema ?? []) {
    const [name, word] = split('--schema', flag)
    if (word === undefined) throw wrongForm('--schema', flag)
    const declaration = declared.get(name) ?? {}
    if (declaration.kind !== undefined) throw twice('--schema', name)
    declared.set(name, { ...declaration, kind: kindNamed(word) })
  }
  const types = new Map<string, CelType>()
  const values = new Map<string, JsonValue>()
  for (const [name, { value, kind }] of declared) {
    if (value !== undefined && kind !== undefined) checkIsOf(kind, name, value)
    types.set(name, kind === undefined ? dynType : typeOfSchema(kind.schema, { name: kind.kind, isResource: true }))
    if (value !== undefined) values.set(name, value)
  }
  return { types: Object.fromEntries(types), values: Object.fromEntries(values) }
}

/** Says where a value is not what its kind says: expressions are checked against the kind, and rely on it. */
function checkIsOf({ kind, group, version, schema }: AnyResource, name: string, value: JsonValue): void {
  const wrong = (reason: string, details: readonly ErrorDetail[] = []): TmcError =>
    new TmcError('InvalidObject', `--var ${name}: ${reason}`, {
      details,
      hint: `--schema ${name}=${kind} says what it is; without it, it may be anything`,
    })
  if (!isJsonObject(value)) throw wrong(`${describe(value)} is no ${kind}`)
  for (const [key, wanted] of Object.entries({ apiVersion: `${group}/${version}`, kind })) {
    const found = Object.hasOwn(value, key) ? value[key] : undefined
    if (found !== undefined && found !== wanted) throw wrong(`its ${key} is ${formatJson(found)}, not ${wanted}`)
  }
  const errors = validate(schema, value).filter(({ type }) => type === 'TypeInvalid')
  const [first] = errors
  if (first === undefined) return
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  throw wrong(
    `${formatFieldError(first)}${more}`,
    errors.map((error) => ({ message: formatFieldError(error), field: error.field })),
  )
}

/** A value in a word or two. */
function describe(value: JsonValue): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return `a ${typeof value === 'bigint' ? 'number' : typeof value}`
}

function twice(flag: string, name: string): TmcError {
  return new TmcError('Usage', `${flag} names ${name} twice`, { hint: 'give every variable once' })
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
  if ('problem' in content)
    throw new TmcError('NotFound', `${path}: ${existsSync(path) ? content.problem : 'there is no such file'}`)
  const text = decodeText(content.bytes)
  if (typeof text !== 'string') throw new TmcError('InvalidManifest', `${path} ${text.problem}`)
  return text
}

/**
 * Says in which file an expression is wrong or failed, when it came from one (`-`: stdin): on every line that tells of a
 * problem.
 */
export function inFile<T>(file: string | undefined, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (file === undefined || !(error instanceof TmcError)) throw error
    const name = file === '-' ? '<stdin>' : file
    const where = error.code === 'InvalidExpression' ? `${name}:` : `${name}: `
    throw new TmcError(error.code, `${where}${error.message}`, {
      hint: error.hint,
      details: error.details.map((detail) => ({ file: name, ...detail, message: `${where}${detail.message}` })),
      cause: error.cause,
    })
  }
}

async function onlyDocument(file: string, text: string): Promise<JsonValue> {
  const documents = await readYaml(text, file)
  const [document] = documents
  if (documents.length === 1 && document !== undefined) return document.value
  if (documents.length === 0) {
    // Manifests leave documents out that say nothing; here null is a value.
    if (text.trim() !== '') return null
    throw new TmcError('InvalidManifest', `${file}: there is no value`, { hint: `write '""' for an empty text` })
  }
  throw new TmcError('InvalidManifest', `${file}: ${documents.length} documents; a variable is one value`)
}
