import { OpaqueValue } from '../values.ts'
import { quoteGo } from './go-text.ts'

/** Why a text is no address or prefix, in the words of Go's `net/netip`. */
export class AddressError {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}

/** An IPv4 or IPv6 address. */
export class IpAddress extends OpaqueValue {
  readonly bits: bigint
  readonly family: 4 | 6

  constructor(bits: bigint, family: 4 | 6) {
    super()
    this.bits = bits
    this.family = family
  }

  get typeName(): string {
    return 'net.IP'
  }

  /** Its length in bytes, which costs are counted by. */
  get size(): number {
    return this.family === 4 ? 4 : 16
  }

  get length(): 32 | 128 {
    return this.family === 4 ? 32 : 128
  }

  /** Whether the first `length` bits are those of `prefix`. */
  #startsWith(prefix: bigint, length: number): boolean {
    return this.bits >> BigInt(this.length - length) === prefix
  }

  get isMapped(): boolean {
    return this.family === 6 && this.#startsWith(0xffffn, 96)
  }

  get isUnspecified(): boolean {
    return this.bits === 0n
  }

  get isLoopback(): boolean {
    return this.family === 4 ? this.#startsWith(127n, 8) : this.bits === 1n
  }

  get isMulticast(): boolean {
    return this.family === 4 ? this.#startsWith(0xen, 4) : this.#startsWith(0xffn, 8)
  }

  get isLinkLocalMulticast(): boolean {
    if (this.family === 4) return this.#startsWith(0xe00000n, 24)
    return ((this.bits >> 112n) & 0xff0fn) === 0xff02n
  }

  get isLinkLocalUnicast(): boolean {
    return this.family === 4 ? this.#startsWith(0xa9fen, 16) : this.#startsWith(0x3fan, 10)
  }

  get isGlobalUnicast(): boolean {
    const isBroadcast = this.family === 4 && this.bits === 0xffffffffn
    return !isBroadcast && !this.isUnspecified && !this.isLoopback && !this.isMulticast && !this.isLinkLocalUnicast
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof IpAddress && other.family === this.family && other.bits === this.bits
  }

  /** The canonical text: dotted decimals, or RFC 5952. */
  toString(): string {
    if (this.family === 4) return [24n, 16n, 8n, 0n].map((shift) => (this.bits >> shift) & 0xffn).join('.')
    const groups = Array.from({ length: 8 }, (_, index) => Number((this.bits >> BigInt(112 - 16 * index)) & 0xffffn))
    let [start, length] = [-1, 1]
    for (let index = 0; index < 8; index++) {
      let end = index
      while (end < 8 && groups[end] === 0) end++
      if (end - index > length) [start, length] = [index, end - index]
      if (end > index) index = end
    }
    const text = (part: number[]): string => part.map((group) => group.toString(16)).join(':')
    return start < 0 ? text(groups) : `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`
  }

  /** The address with everything after the first `length` bits cleared. */
  masked(length: number): IpAddress {
    const rest = BigInt(this.length - length)
    return new IpAddress((this.bits >> rest) << rest, this.family)
  }
}

/** An address and how many of its leading bits name a network. Host bits may be set. */
export class Cidr extends OpaqueValue {
  readonly address: IpAddress
  readonly prefixLength: number

  constructor(address: IpAddress, prefixLength: number) {
    super()
    this.address = address
    this.prefixLength = prefixLength
  }

  get typeName(): string {
    return 'net.CIDR'
  }

  /** Bytes of its prefix, which costs are counted by. */
  get size(): number {
    return Math.ceil(this.prefixLength / 8)
  }

  contains(ip: IpAddress): boolean {
    return ip.family === this.address.family && ip.masked(this.prefixLength).equals(this.masked().address)
  }

  /** Whether every address of the other network is in this one. */
  containsCidr(other: Cidr): boolean {
    return this.prefixLength <= other.prefixLength && this.contains(other.address)
  }

  masked(): Cidr {
    return new Cidr(this.address.masked(this.prefixLength), this.prefixLength)
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof Cidr && other.prefixLength === this.prefixLength && other.address.equals(this.address)
  }

  toString(): string {
    return `${this.address.toString()}/${this.prefixLength}`
  }
}

/** An address with the zone that may follow it. */
export type ZonedAddress = { readonly address: IpAddress; readonly zone: string }

/**
 * Reads an IPv4 or IPv6 address, with a zone if there is one, as Go's `netip.ParseAddr` does: no leading zeros, no short
 * forms of IPv4.
 */
export function parseZonedAddress(text: string): ZonedAddress | AddressError {
  const first = /[.:%]/.exec(text)?.[0]
  if (first === undefined) return wrong(text, 'unable to parse IP')
  if (first === '%') return wrong(text, 'missing IPv6 address')
  if (first === ':') return parseV6(text)
  const bits = parseV4(text, text)
  return bits instanceof AddressError ? bits : { address: new IpAddress(bits, 4), zone: '' }
}

/** Reads an address as Kubernetes' `ip()` does: neither zones nor IPv4 addresses in IPv6 form. */
export function parseIp(text: string): IpAddress | AddressError {
  const parsed = parseZonedAddress(text)
  if (parsed instanceof AddressError)
    return new AddressError(`IP Address ${quoteGo(text)} parse error during conversion from string: ${parsed.message}`)
  if (parsed.zone !== '') return new AddressError(`IP address ${quoteGo(text)} with zone value is not allowed`)
  if (parsed.address.isMapped) return new AddressError(`IPv4-mapped IPv6 address ${quoteGo(text)} is not allowed`)
  return parsed.address
}

/** Reads `address/length` as Kubernetes' `cidr()` does. */
export function parseCidr(text: string): Cidr | AddressError {
  const parsed = parsePrefix(text)
  if (!(parsed instanceof AddressError) && parsed.address.isMapped)
    return new AddressError(`IPv4-mapped IPv6 address ${quoteGo(text)} is not allowed`)
  if (!(parsed instanceof AddressError)) return parsed
  return new AddressError(
    `network address parse error during conversion from string: netip.ParsePrefix(${quoteGo(text)}): ${parsed.message}`,
  )
}

function parsePrefix(text: string): Cidr | AddressError {
  const slash = text.lastIndexOf('/')
  if (slash < 0) return new AddressError("no '/'")
  const parsed = parseZonedAddress(text.slice(0, slash))
  if (parsed instanceof AddressError) return parsed
  if (parsed.zone !== '') return new AddressError('IPv6 zones cannot be present in a prefix')
  const length = text.slice(slash + 1)
  if (!/^(?:[0-9]|[1-9][0-9]{1,17})$/.test(length)) return new AddressError(`bad bits after slash: ${quoteGo(length)}`)
  if (Number(length) > parsed.address.length) return new AddressError('prefix length out of range')
  return new Cidr(parsed.address, Number(length))
}

function wrong(text: string, message: string, at = ''): AddressError {
  return new AddressError(`ParseAddr(${quoteGo(text)}): ${message}${at === '' ? '' : ` (at ${quoteGo(at)})`}`)
}

function parseV4(text: string, part: string): bigint | AddressError {
  const fields: number[] = []
  let [value, digits] = [0, 0]
  for (let index = 0; index < part.length; index++) {
    const character = part.charAt(index)
    if (character >= '0' && character <= '9') {
      if (digits === 1 && value === 0) return wrong(text, 'IPv4 field has octet with leading zero')
      value = value * 10 + Number(character)
      digits++
      if (value > 255) return wrong(text, 'IPv4 field has value >255')
    } else if (character === '.') {
      if (digits === 0 || index === part.length - 1)
        return wrong(text, 'IPv4 field must have at least one digit', part.slice(index))
      if (fields.length === 3) return wrong(text, 'IPv4 address too long')
      fields.push(value)
      value = digits = 0
    } else {
      return wrong(text, 'unexpected character', part.slice(index))
    }
  }
  if (fields.length < 3) return wrong(text, 'IPv4 address too short')
  return [...fields, value].reduce((bits, field) => (bits << 8n) | BigInt(field), 0n)
}

function parseV6(text: string): ZonedAddress | AddressError {
  const percent = text.indexOf('%')
  const zone = percent < 0 ? '' : text.slice(percent + 1)
  if (percent >= 0 && zone === '') return wrong(text, 'zone must be a non-empty string')
  let rest = percent < 0 ? text : text.slice(0, percent)
  const groups: bigint[] = []
  let ellipsis = -1
  if (rest.startsWith('::')) {
    ellipsis = 0
    rest = rest.slice(2)
    if (rest === '') return { address: new IpAddress(0n, 6), zone }
  }
  while (groups.length < 8) {
    const digits = /^[0-9a-fA-F]*/.exec(rest)?.[0] ?? ''
    if (digits.length > 4) return wrong(text, 'each group must have 4 or less digits', rest)
    if (digits === '') return wrong(text, 'each colon-separated field must have at least one digit', rest)
    if (rest[digits.length] === '.') {
      if (ellipsis < 0 && groups.length !== 6)
        return wrong(text, 'embedded IPv4 address must replace the final 2 fields of the address', rest)
      if (groups.length > 6)
        return wrong(text, 'too many hex fields to fit an embedded IPv4 at the end of the address', rest)
      const bits = parseV4(text, rest)
      if (bits instanceof AddressError) return bits
      groups.push(bits >> 16n, bits & 0xffffn)
      rest = ''
      break
    }
    groups.push(BigInt(`0x${digits}`))
    rest = rest.slice(digits.length)
    if (rest === '') break
    if (!rest.startsWith(':')) return wrong(text, 'unexpected character, want colon', rest)
    if (rest === ':') return wrong(text, 'colon must be followed by more characters', rest)
    rest = rest.slice(1)
    if (rest.startsWith(':')) {
      if (ellipsis >= 0) return wrong(text, 'multiple :: in address', rest)
      ellipsis = groups.length
      rest = rest.slice(1)
      if (rest === '') break
    }
  }
  if (rest !== '') return wrong(text, 'trailing garbage after address', rest)
  if (groups.length < 8) {
    if (ellipsis < 0) return wrong(text, 'address string too short')
    groups.splice(ellipsis, 0, ...Array.from({ length: 8 - groups.length }, () => 0n))
  } else if (ellipsis >= 0) {
    return wrong(text, 'the :: must expand to at least one field of zeros')
  }
  return {
    address: new IpAddress(
      groups.reduce((bits, group) => (bits << 16n) | group, 0n),
      6,
    ),
    zone,
  }
}
