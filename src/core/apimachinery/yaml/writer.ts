import { isJsonObject } from '../json.ts'
import { resolvePlain } from './scalar.ts'

/**
 * Prints a JSON value as block YAML that readYaml and kubectl read back as the same value; keys stay in order, lists stand
 * under their key without indentation, texts of several lines become literal blocks. Members whose value is `undefined` are
 * left out. Ends with a newline.
 */
export function formatYaml(value: unknown): string {
  const pieces: string[] = []
  const plain = simplified(value)
  if (Array.isArray(plain) && plain.length > 0) writeList(plain, '', true, pieces)
  else if (isJsonObject(plain) && hasMembers(plain)) writeObject(plain, '', true, pieces)
  else writeInline(plain, '', pieces)
  return pieces.join('')
}

/** What JSON would make of a value that brings its own form. */
function simplified(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return 'toJSON' in value && typeof value.toJSON === 'function' ? (value as { toJSON(): unknown }).toJSON() : value
}

function hasMembers(object: object): boolean {
  return Object.values(object).some((member) => member !== undefined)
}

/** @param isAtStart whether the first key begins a line, or stands after the dash of its item */
function writeObject(object: object, indent: string, isAtStart: boolean, pieces: string[]): void {
  let isFirst = true
  for (const [key, member] of Object.entries(object) as [string, unknown][]) {
    if (member === undefined) continue
    if (!isFirst || isAtStart) pieces.push(indent)
    isFirst = false
    writeKey(scalar(key), indent, pieces)
    const value = simplified(member)
    if (Array.isArray(value) && value.length > 0) {
      pieces.push('\n')
      writeList(value, indent, true, pieces)
    } else if (isJsonObject(value) && hasMembers(value)) {
      pieces.push('\n')
      writeObject(value, `${indent}  `, true, pieces)
    } else {
      pieces.push(' ')
      writeInline(value, indent, pieces)
    }
  }
}

/** A key must end within 1,024 characters of its line's beginning, or be announced by a question mark. */
function writeKey(key: string, indent: string, pieces: string[]): void {
  if (key.length > 512) pieces.push('? ', key, '\n', indent, ':')
  else pieces.push(key, ':')
}

function writeList(list: readonly unknown[], indent: string, isAtStart: boolean, pieces: string[]): void {
  list.forEach((item, index) => {
    if (index > 0 || isAtStart) pieces.push(indent)
    pieces.push('- ')
    const value = simplified(item)
    if (Array.isArray(value) && value.length > 0) writeList(value, `${indent}  `, false, pieces)
    else if (isJsonObject(value) && hasMembers(value)) writeObject(value, `${indent}  `, false, pieces)
    else writeInline(value, indent, pieces)
  })
}

/** A scalar or an empty collection, and the end of the line. */
function writeInline(value: unknown, indent: string, pieces: string[]): void {
  if (typeof value === 'string') pieces.push(isBlock(value) ? block(value, `${indent}  `) : scalar(value))
  else if (typeof value === 'bigint') pieces.push(String(value))
  else if (Array.isArray(value)) pieces.push('[]')
  else if (isJsonObject(value)) pieces.push('{}')
  else pieces.push(numberOrWord(value))
  if (pieces.at(-1)?.endsWith('\n') !== true) pieces.push('\n')
}

function numberOrWord(value: unknown): string {
  // Without an exponent a large number would read back as an integer, which it was not.
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) return value.toExponential()
  return JSON.stringify(value ?? null) ?? 'null'
}

/** Characters that only double quotes can carry: controls, the other line breaks of YAML 1.1, halves of pairs, the BOM. */
const needsEscapes = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u

/** Texts of several lines that a literal block gives back exactly, to every reader: no tabs, no spaces at the end of a line. */
function isBlock(text: string): boolean {
  return /^[^\n]/.test(text) && text.includes('\n') && !/\t| \n| $/.test(text) && !needsEscapes.test(text)
}

function block(text: string, indent: string): string {
  const trailing = /\n*$/.exec(text)?.[0].length ?? 0
  const chomping = trailing === 0 ? '-' : trailing === 1 ? '' : '+'
  // Without a number the reader takes the first line's spaces for indentation.
  const header = `|${text.startsWith(' ') ? '2' : ''}${chomping}\n`
  const lines = text.slice(0, text.length - trailing).split('\n')
  const body = lines.map((line) => (line === '' ? '' : indent + line)).join('\n')
  return `${header}${body}\n${'\n'.repeat(Math.max(0, trailing - 1))}`
}

const plainText = /^[^\s\-?:,[\]{}#&*!|>'"%@`=][^\n]*$|^-[^\s\-,[\]{}][^\n]*$/
const base60 = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/
const datelike = /^\d{4}-\d{1,2}-\d{1,2}/
const yaml12 = /^(?:[-+]?0o[0-7]+|[-+]?\.?\d[\d_.,eE+-]*)$/

/** As kubectl prints it: what would read as something else in double quotes, what would not read at all in single ones. */
function scalar(text: string): string {
  if (isPlain(text)) return text
  return needsDouble(text) || isMistakable(text) ? double(text) : `'${text.replaceAll("'", "''")}'`
}

function isPlain(text: string): boolean {
  return (
    plainText.test(text) &&
    !/[\s:]$|: | #|\t/.test(text) &&
    !needsEscapes.test(text) &&
    !text.startsWith('---') &&
    !/^\.\.\.(?: |$)/.test(text) &&
    text !== '<<' &&
    !isMistakable(text)
  )
}

/** Whether kubectl, or a reader of YAML 1.2, would take the text for a number, a date, a boolean or null. */
function isMistakable(text: string): boolean {
  return typeof resolvePlain(text) !== 'string' || base60.test(text) || datelike.test(text) || yaml12.test(text)
}

function needsDouble(text: string): boolean {
  return needsEscapes.test(text) || /[\n\t]/.test(text)
}

function double(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
