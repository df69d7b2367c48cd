import { tests as checking } from '@bufbuild/cel-spec/testdata/checking.js'
import { tests as comprehension } from '@bufbuild/cel-spec/testdata/comprehension.js'
import { tests as conformance } from '@bufbuild/cel-spec/testdata/conformance.js'
import { tests as parsing } from '@bufbuild/cel-spec/testdata/parsing.js'
import type { SerializedIncrementalTestSuite } from '@bufbuild/cel-spec/testdata/tests.js'

/** A value as the vectors write it in JSON: one key, which names its type. */
export type JsonOfValue = {
  readonly int64Value?: string
  readonly uint64Value?: string
  readonly doubleValue?: number | string
  readonly stringValue?: string
  readonly bytesValue?: string
  readonly boolValue?: boolean
  readonly nullValue?: null
  readonly typeValue?: string
  readonly listValue?: { readonly values?: readonly JsonOfValue[] }
  readonly mapValue?: { readonly entries?: readonly { readonly key: JsonOfValue; readonly value: JsonOfValue }[] }
}

/** A type as the vectors write it in JSON. */
export type JsonOfType = {
  readonly primitive?: string
  readonly wellKnown?: string
  readonly wrapper?: string
  readonly dyn?: unknown
  readonly null?: unknown
  readonly messageType?: string
  readonly typeParam?: string
  readonly type?: JsonOfType
  readonly listType?: { readonly elemType?: JsonOfType }
  readonly mapType?: { readonly keyType?: JsonOfType; readonly valueType?: JsonOfType }
  readonly abstractType?: { readonly name: string; readonly parameterTypes?: readonly JsonOfType[] }
}

export type JsonOfDeclaration = {
  readonly name: string
  readonly ident?: { readonly type: JsonOfType }
  readonly function?: {
    readonly overloads: readonly {
      readonly overloadId: string
      readonly params?: readonly JsonOfType[]
      readonly resultType: JsonOfType
      readonly isInstanceFunction?: boolean
    }[]
  }
}

/** One conformance test, as its authors wrote it. */
export type VectorSource = {
  readonly name?: string
  readonly expr: string
  readonly disableMacros?: boolean
  readonly disableCheck?: boolean
  readonly checkOnly?: boolean
  readonly container?: string
  readonly typeEnv?: readonly JsonOfDeclaration[]
  readonly bindings?: { readonly [name: string]: { readonly value: JsonOfValue } }
  readonly value?: JsonOfValue
  readonly typedResult?: { readonly result?: JsonOfValue; readonly deducedType?: JsonOfType }
  readonly evalError?: { readonly errors: readonly { readonly message: string }[] }
}

export type Vector = {
  /** `file/section/name`, with a number where a section uses a name twice. */
  readonly id: string
  readonly source: VectorSource
  /** The tree that cel-go parses, and the one its checker leaves, as its debug printer prints them. */
  readonly ast: string | undefined
  readonly checkedAst: string | undefined
}

/** Files that are about messages only. */
const messageFiles = new Set(['dynamic', 'enums', 'proto2', 'proto2_ext', 'proto3', 'wrappers'])
/** What only a protobuf message can have in a test of the other files. */
const messages =
  /TestAllTypes|NestedMessage|objectValue|google\.protobuf\.(?:\w*Value|Struct|Any|Timestamp\{|Duration\{)\b/

function collect(suite: SerializedIncrementalTestSuite, path: readonly string[], into: Vector[]): void {
  const seen = new Map<string, number>()
  for (const test of suite.tests ?? []) {
    const source = test.original as unknown as VectorSource
    const base = [...path, source.name ?? source.expr].join('/')
    const count = (seen.get(base) ?? 0) + 1
    seen.set(base, count)
    into.push({ id: count === 1 ? base : `${base}#${count}`, source, ast: test.ast, checkedAst: test.checkedAst })
  }
  for (const inner of suite.suites ?? []) collect(inner, [...path, inner.name], into)
}

function vectorsOf(suite: SerializedIncrementalTestSuite): Vector[] {
  const vectors: Vector[] = []
  collect(suite, [], vectors)
  return vectors
}

/** Every conformance test that needs no protobuf message. */
export function conformanceVectors(): Vector[] {
  return vectorsOf(conformance).filter(
    ({ id, source }) => !messageFiles.has(id.split('/', 1)[0] ?? '') && !messages.test(JSON.stringify(source)),
  )
}

/** Expressions of cel-go's own tests of its parser, its comprehensions and its checker, without protobuf messages. */
export function celGoVectors(): { parser: Vector[]; comprehensions: Vector[]; checker: Vector[] } {
  const plain = (suite: SerializedIncrementalTestSuite): Vector[] =>
    vectorsOf(suite).filter(({ source, checkedAst }) => !messages.test(source.expr + (checkedAst ?? '')))
  return { parser: plain(parsing), comprehensions: plain(comprehension), checker: plain(checking) }
}
