import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  formatJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '../../../src/core/apimachinery/index.ts'

/** Files of what a real API server answered; `TMCCTL_RECORD=1 npm run test:e2e` writes them anew. */
export type Recording = 'foreign-values' | 'broken-crds'

const fileOf = (name: Recording): string => fileURLToPath(new URL(`./${name}.recorded.json`, import.meta.url))

/** What the server answered, by the name of the case. */
export function recorded(name: Recording): JsonObject {
  const value = parseJson(readFileSync(fileOf(name), 'utf8'))
  if (!isJsonObject(value)) throw new Error(`${name} is no recording`)
  return value
}

/** Whether answers are to be recorded. */
export const isRecording = process.env['TMCCTL_RECORD'] === '1'

/** Writes what the server answered, one case a line. */
export function record(name: Recording, answers: ReadonlyMap<string, JsonValue>): void {
  const lines = [...answers].map(([one, answer]) => `  ${JSON.stringify(one)}: ${formatJson(answer)}`)
  writeFileSync(fileOf(name), `{\n${lines.join(',\n')}\n}\n`)
}

/** A value as the name of a case. */
export function caseName(value: JsonValue): string {
  return formatJson(value).slice(0, 80)
}
