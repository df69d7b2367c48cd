import { OpaqueValue } from '../values.ts'
import { quoteGo } from './go-text.ts'
import { walked } from './work.ts'
import { AddressError, parseZonedAddress } from './ip-address.ts'

/** Why a text is no URL, in the words of Go's `net/url`. */
export class UrlError {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}

type Parts = {
  readonly scheme: string
  readonly opaque: string
  readonly user: string | undefined
  readonly host: string
  readonly path: string
  /** The path as written, when escaping it again would read otherwise. */
  readonly rawPath: string
  readonly query: string
  readonly hasEmptyQuery: boolean
  readonly omitsHost: boolean
  readonly fragment: string
  readonly rawFragment: string
}

/** A URL taken apart as Go's `net/url` does. Parts are UTF-8 bytes, one character each, until they are printed. */
export class Url extends OpaqueValue {
  readonly #parts: Parts
  /** Bytes of the text it was read from. */
  readonly length: number

  constructor(parts: Parts, length: number) {
    super()
    this.#parts = parts
    this.length = length
  }

  /** Printing it is most of the work. */
  override get work(): number {
    return 20 + walked(this.length) * 4
  }

  get typeName(): string {
    return 'kubernetes.URL'
  }

  get scheme(): string {
    return toText(this.#parts.scheme)
  }

  /** With the port, and an IPv6 address in brackets. */
  get host(): string {
    return toText(this.#parts.host)
  }

  get hostname(): string {
    const { host } = splitPort(this.#parts.host)
    return toText(host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host)
  }

  get port(): string {
    return splitPort(this.#parts.host).port
  }

  get escapedPath(): string {
    return toText(escapedPath(this.#parts))
  }

  /** Values of each query parameter, in the order of their first appearance. */
  get query(): Map<string, string[]> {
    const parameters = new Map<string, string[]>()
    for (const pair of this.#parts.query.split('&')) {
      if (pair === '' || pair.includes(';')) continue
      const equals = pair.indexOf('=')
      const key = unescape(equals < 0 ? pair : pair.slice(0, equals), 'query')
      const value = unescape(equals < 0 ? '' : pair.slice(equals + 1), 'query')
      if (key instanceof UrlError || value instanceof UrlError) continue
      const values = parameters.get(toText(key)) ?? []
      values.push(toText(value))
      parameters.set(toText(key), values)
    }
    return parameters
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof Url && other.toString() === this.toString()
  }

  toString(): string {
    const { scheme, opaque, user, host, query, hasEmptyQuery, omitsHost, fragment, rawFragment, path } = this.#parts
    let text = scheme === '' ? '' : `${scheme}:`
    if (opaque !== '') {
      text += opaque
    } else {
      const hasAuthority = scheme !== '' || host !== '' || user !== undefined
      const isBare = omitsHost && host === '' && user === undefined
      if (hasAuthority && !isBare) {
        if (host !== '' || path !== '' || user !== undefined) text += '//'
        if (user !== undefined) text += `${user}@`
        text += escape(host, 'host')
      }
      const written = escapedPath(this.#parts)
      if (written !== '' && !written.startsWith('/') && host !== '') text += '/'
      text += written
    }
    if (hasEmptyQuery || query !== '') text += `?${query}`
    if (fragment !== '') text += `#${rawFragment !== '' ? rawFragment : escape(fragment, 'fragment')}`
    return toText(text)
  }
}

/** Parts of a URL in which different characters stand for themselves. */
type Place = 'path' | 'host' | 'zone' | 'user' | 'query' | 'fragment'

const inHost = `!$&'()*+,;=:[]<>"`
const unescaped: { readonly [place in Place]: string } = {
  path: '$&+,/:;=@',
  host: inHost,
  zone: inHost,
  user: '$&+,;=',
  query: '',
  fragment: '$&+,/:;=?@!()*',
}

function mustEscape(character: string, place: Place): boolean {
  return !/[A-Za-z0-9\-_.~]/.test(character) && !unescaped[place].includes(character)
}

/** Reads an absolute URI or an absolute path, as an HTTP request carries it: a `#` is part of the path or the query. */
export function parseRequestUri(text: string): Url | UrlError {
  const bytes = toBytes(text)
  const url = parse(bytes, true)
  return url instanceof UrlError ? about(text, url) : new Url(url, bytes.length)
}

/** Reads a URL with its fragment. */
export function parseUrl(text: string): Url | UrlError {
  const bytes = toBytes(text)
  const hash = bytes.indexOf('#')
  const before = hash < 0 ? bytes : bytes.slice(0, hash)
  const url = parse(before, false)
  if (url instanceof UrlError) return about(toText(before), url)
  const rawFragment = hash < 0 ? '' : bytes.slice(hash + 1)
  const fragment = unescape(rawFragment, 'fragment')
  if (fragment instanceof UrlError) return about(text, fragment)
  const isPlain = escape(fragment, 'fragment') === rawFragment
  return new Url({ ...url, fragment, rawFragment: isPlain ? '' : rawFragment }, bytes.length)
}

function about(text: string, error: UrlError): UrlError {
  return new UrlError(`parse ${quoteGo(text)}: ${error.message}`)
}

function parse(bytes: string, isRequest: boolean): Parts | UrlError {
  if (/[\x00-\x1f\x7f]/.test(bytes)) return new UrlError('net/url: invalid control character in URL')
  if (bytes === '' && isRequest) return new UrlError('empty url')
  const nothing = { opaque: '', user: undefined, host: '', rawPath: '', query: '', fragment: '', rawFragment: '' }
  const flags = { hasEmptyQuery: false, omitsHost: false }
  if (bytes === '*') return { ...nothing, ...flags, scheme: '', path: '*' }
  const colon = /^[A-Za-z0-9+.-]*:/.exec(bytes)
  if (bytes.startsWith(':')) return new UrlError('missing protocol scheme')
  const hasScheme = colon !== null && /^[A-Za-z]/.test(bytes)
  const scheme = hasScheme ? colon[0].slice(0, -1).toLowerCase() : ''
  let rest = hasScheme ? bytes.slice(colon[0].length) : bytes
  const question = rest.indexOf('?')
  const query = question < 0 ? '' : rest.slice(question + 1)
  const hasEmptyQuery = question >= 0 && question === rest.length - 1
  if (question >= 0) rest = rest.slice(0, question)
  const known = { ...nothing, scheme, query, hasEmptyQuery, omitsHost: false }
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...known, opaque: rest, path: '' }
    if (isRequest) return new UrlError('invalid URI for request')
    if ((rest.split('/', 1)[0] ?? '').includes(':'))
      return new UrlError('first path segment in URL cannot contain colon')
  }
  let authority: Authority = { user: undefined, host: '' }
  let omitsHost = false
  if ((scheme !== '' || (!isRequest && !rest.startsWith('///'))) && rest.startsWith('//')) {
    const slash = rest.indexOf('/', 2)
    const parsed = parseAuthority(scheme, rest.slice(2, slash < 0 ? undefined : slash))
    if (parsed instanceof UrlError) return parsed
    authority = parsed
    rest = slash < 0 ? '' : rest.slice(slash)
  } else if (scheme !== '' && rest.startsWith('/')) {
    omitsHost = true
  }
  const path = unescape(rest, 'path')
  if (path instanceof UrlError) return path
  return { ...known, ...authority, omitsHost, path, rawPath: escape(path, 'path') === rest ? '' : rest }
}

type Authority = { readonly user: string | undefined; readonly host: string }

function parseAuthority(scheme: string, authority: string): Authority | UrlError {
  const at = authority.lastIndexOf('@')
  const host = parseHost(scheme, authority.slice(at + 1))
  if (host instanceof UrlError) return host
  if (at < 0) return { user: undefined, host }
  const info = authority.slice(0, at)
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(info)) return new UrlError('net/url: invalid userinfo')
  const colon = info.indexOf(':')
  const parts = colon < 0 ? [info] : [info.slice(0, colon), info.slice(colon + 1)]
  const written: string[] = []
  for (const part of parts) {
    const plain = unescape(part, 'user')
    if (plain instanceof UrlError) return plain
    written.push(escape(plain, 'user'))
  }
  return { user: written.join(':'), host }
}

function parseHost(scheme: string, host: string): string | UrlError {
  const bracket = host.lastIndexOf('[')
  if (bracket > 0) return new UrlError('invalid IP-literal')
  if (bracket === 0) return parseLiteral(host)
  const colon = host.indexOf(':')
  if (colon >= 0) {
    // Only http and https are held to one colon.
    const port = host.slice(scheme === 'http' || scheme === 'https' ? colon : host.lastIndexOf(':'))
    if (!/^:[0-9]*$/.test(port)) return new UrlError(`invalid port ${quoteGo(toText(port))} after host`)
  }
  return unescape(host, 'host')
}

/** An IPv6 address in brackets, and a port. */
function parseLiteral(host: string): string | UrlError {
  const close = host.lastIndexOf(']')
  if (close < 0) return new UrlError("missing ']' in host")
  const port = host.slice(close + 1)
  if (port !== '' && !/^:[0-9]*$/.test(port)) return new UrlError(`invalid port ${quoteGo(toText(port))} after host`)
  const name = host.slice(1, close)
  const percent = name.indexOf('%25')
  const address = unescape(percent < 0 ? name : name.slice(0, percent), 'host')
  if (address instanceof UrlError) return address
  const zone = percent < 0 ? '' : unescape(name.slice(percent), 'zone')
  if (zone instanceof UrlError) return zone
  const parsed = parseZonedAddress(address + zone)
  if (parsed instanceof AddressError) return new UrlError(`invalid host: ${parsed.message}`)
  return parsed.address.family === 4 ? new UrlError('invalid IP-literal') : `[${address}${zone}]${port}`
}

function splitPort(host: string): { host: string; port: string } {
  const match = /^(.*):([0-9]*)$/s.exec(host)
  return { host: match?.[1] ?? host, port: match?.[2] ?? '' }
}

function escapedPath({ path, rawPath }: Parts): string {
  if (rawPath !== '' && [...rawPath].every((c) => "!$&'()*+,;=:@[]%".includes(c) || !mustEscape(c, 'path')))
    return rawPath
  return path === '*' ? '*' : escape(path, 'path')
}

function unescape(bytes: string, place: Place): string | UrlError {
  // Most parts have nothing to be read otherwise.
  if (/^[A-Za-z0-9\-_.~]*$/.test(bytes)) return bytes
  const isName = place === 'host' || place === 'zone'
  let plain = ''
  for (let index = 0; index < bytes.length; index++) {
    const character = bytes.charAt(index)
    if (character === '%') {
      const code = bytes.slice(index, index + 3)
      if (!/^%[0-9A-Fa-f]{2}$/.test(code)) return new UrlError(`invalid URL escape ${quoteGo(toText(code))}`)
      const value = Number.parseInt(code.slice(1), 16)
      // In a host only bytes beyond ASCII may be escaped; a zone may hold what a host may, and spaces.
      const isRefused =
        (place === 'host' && value < 0x80 && code !== '%25') ||
        (place === 'zone' && code !== '%25' && value !== 0x20 && mustEscape(String.fromCharCode(value), 'host'))
      if (isRefused) return new UrlError(`invalid URL escape ${quoteGo(code)}`)
      plain += String.fromCharCode(value)
      index += 2
    } else if (isName && character < '\x80' && mustEscape(character, place)) {
      return new UrlError(`invalid character ${quoteGo(character)} in host name`)
    } else {
      plain += character === '+' && place === 'query' ? ' ' : character
    }
  }
  return plain
}

function escape(bytes: string, place: Place): string {
  if (/^[A-Za-z0-9\-_.~]*$/.test(bytes)) return bytes
  let escaped = ''
  for (const character of bytes)
    escaped += mustEscape(character, place)
      ? `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
      : character
  return escaped
}

/** The UTF-8 bytes of a text, one character each. */
function toBytes(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text
  let bytes = ''
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte)
  return bytes
}

/** The text that UTF-8 bytes stand for. */
function toText(bytes: string): string {
  if (/^[\x00-\x7f]*$/.test(bytes)) return bytes
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))
}
