import { fail } from '../failure.ts'
import { fn, plain } from '../standard/overloads.ts'
import { bytesType, stringType } from '../types.ts'
import type { Library } from './declaration.ts'
import { written } from './work.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Bytes as padded base64. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < bytes.length; index += 3) {
    const rest = bytes.length - index
    const group = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0)
    text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63)
    text += rest > 1 ? alphabet.charAt((group >> 6) & 63) : '='
    text += rest > 2 ? alphabet.charAt(group & 63) : '='
  }
  return text
}

/**
 * Bytes of a base64 text, with or without padding; line breaks are passed over. A number instead: where it is wrong.
 *
 * @param isPadded whether padding is required and understood
 */
export function decodeBase64(text: string, isPadded: boolean): Uint8Array | number {
  const bytes: number[] = []
  let [bits, count, padding] = [0, 0, 0]
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if (character === '\n' || character === '\r') continue
    if (character === '=' && isPadded && count >= 2 && count + padding < 4) {
      padding++
      continue
    }
    const value = alphabet.indexOf(character)
    if (value < 0 || padding > 0) return index
    bits = (bits << 6) | value
    if (++count < 4) continue
    bytes.push((bits >> 16) & 255, (bits >> 8) & 255, bits & 255)
    bits = count = 0
  }
  if (count === 1 || (isPadded && count > 0 && count + padding < 4)) return text.length
  if (count >= 2) bytes.push((bits >> (count === 2 ? 4 : 10)) & 255)
  if (count === 3) bytes.push((bits >> 2) & 255)
  return Uint8Array.from(bytes)
}

/** `cel.lib.ext.encoders`. @see github.com/google/cel-go/ext/encoders.go */
export const encodersLibrary: Library = {
  name: 'encoders',
  get functions() {
    return [
      fn(
        'base64.decode',
        plain(
          'base64_decode_string',
          [stringType],
          bytesType,
          (text) => {
            const padded = decodeBase64(text as string, true)
            const bytes = typeof padded === 'number' ? decodeBase64(text as string, false) : padded
            return typeof bytes === 'number'
              ? fail('InvalidArgument', `illegal base64 data at input byte ${bytes}`)
              : bytes
          },
          { steps: (text) => 15 + written((text as string).length) },
        ),
      ),
      fn(
        'base64.encode',
        plain('base64_encode_bytes', [bytesType], stringType, (bytes) => encodeBase64(bytes as Uint8Array), {
          steps: (bytes) => 5 + written((bytes as Uint8Array).length),
        }),
      ),
    ]
  },
}
