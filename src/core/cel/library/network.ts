import { fail } from '../failure.ts'
import { fn, method, plain } from '../standard/overloads.ts'
import { boolType, intType, opaqueType, stringType } from '../types.ts'
import type { Value } from '../values.ts'
import type { ArgumentEstimate, CallEstimate, Library } from './declaration.ts'
import type { Cidr, IpAddress } from './ip-address.ts'
import { AddressError, parseCidr, parseIp } from './ip-address.ts'
import {
  doubleTraversal,
  doubleTraversalEstimate,
  one,
  plus,
  sizeAt,
  sizeOf,
  traversal,
  traversalEstimate,
  walksOnce,
} from './measures.ts'
import { parsing } from './work.ts'

export const ipType = opaqueType('net.IP')
export const cidrType = opaqueType('net.CIDR')

function ip(text: Value): IpAddress {
  const parsed = parseIp(text as string)
  return parsed instanceof AddressError ? fail('InvalidArgument', parsed.message) : parsed
}

function cidr(text: Value): Cidr {
  const parsed = parseCidr(text as string)
  return parsed instanceof AddressError
    ? fail('InvalidArgument', `network address parse error during conversion from string: ${parsed.message}`)
    : parsed
}

const parsed = { steps: parsing, ...walksOnce }

/** No address and no prefix is longer; what is wrong with a longer text need not be worked out. */
const longest = 64
const asked = { ...parsed, steps: () => 200 }

function isIp(text: Value): boolean {
  return (text as string).length <= longest && !(parseIp(text as string) instanceof AddressError)
}

function isCidr(text: Value): boolean {
  return (text as string).length <= longest && !(parseCidr(text as string) instanceof AddressError)
}

/** A question about an address. */
function question(name: string, id: string, answer: (ip: IpAddress) => boolean) {
  return fn(
    name,
    method(id, [ipType], boolType, (address: Value) => answer(address as IpAddress), { steps: () => 20 }),
  )
}

/** `net.IP`: addresses. @see k8s.io/apiserver/pkg/cel/library/ip.go */
export const ipLibrary: Library = {
  name: 'kubernetes.ip',
  kubernetes: { since: '1.30' },
  types: [ipType],
  get functions() {
    return [
      fn('ip', plain('string_to_ip', [stringType], ipType, ip, parsed)),
      fn('isIP', plain('is_ip', [stringType], boolType, isIp, asked)),
      fn(
        'ip.isCanonical',
        plain('ip_is_canonical', [stringType], boolType, (text) => ip(text).toString() === text, {
          steps: (text) => 100 + parsing(text),
          cost: ([text]) => doubleTraversal(sizeOf(text ?? '')),
          estimate: (args) => ({ cost: doubleTraversalEstimate(sizeAt(args, 0)) }),
        }),
      ),
      fn(
        'family',
        method('ip_family', [ipType], intType, (address) => (address as IpAddress).family),
      ),
      question('isUnspecified', 'ip_is_unspecified', (address) => address.isUnspecified),
      question('isLoopback', 'ip_is_loopback', (address) => address.isLoopback),
      question('isLinkLocalMulticast', 'ip_is_link_local_multicast', (address) => address.isLinkLocalMulticast),
      question('isLinkLocalUnicast', 'ip_is_link_local_unicast', (address) => address.isLinkLocalUnicast),
      question('isGlobalUnicast', 'ip_is_global_unicast', (address) => address.isGlobalUnicast),
      fn(
        'string',
        plain('ip_to_string', [ipType], stringType, (address) => (address as IpAddress).toString(), {
          steps: () => 80,
        }),
      ),
    ]
  },
}

/** Comparing the bytes of two addresses, and what is parsed before. */
function comparing(extra: 'address' | 'network', parsesText: boolean) {
  return {
    cost: ([network, other]: readonly Value[]): number => {
      const size = sizeOf(network ?? null)
      const compared = traversal(size + size) + (extra === 'network' ? traversal(size) + 1 : 0)
      return compared + (parsesText ? traversal(sizeOf(other ?? '')) : 0)
    },
    estimate: (args: readonly ArgumentEstimate[]): CallEstimate => {
      const size = { min: 4, max: 16 }
      let cost = traversalEstimate(plus(size, size))
      if (extra === 'network') cost = plus(plus(cost, traversalEstimate(size)), one)
      return { cost: parsesText ? plus(cost, traversalEstimate(sizeAt(args, 1))) : cost }
    },
    ...(parsesText ? { steps: (_: Value, text: Value) => 50 + parsing(text) } : { steps: () => 50 }),
  }
}

/** `net.CIDR`: networks. @see k8s.io/apiserver/pkg/cel/library/cidr.go */
export const cidrLibrary: Library = {
  name: 'kubernetes.cidr',
  kubernetes: { since: '1.30' },
  types: [cidrType],
  get functions() {
    return [
      fn('cidr', plain('string_to_cidr', [stringType], cidrType, cidr, parsed)),
      fn('isCIDR', plain('is_cidr', [stringType], boolType, isCidr, asked)),
      fn(
        'containsIP',
        method(
          'cidr_contains_ip_string',
          [cidrType, stringType],
          boolType,
          (network, text) => {
            const address = parseIp(text as string)
            // The API server loses the message on the way.
            if (address instanceof AddressError) return fail('NoSuchOverload', 'no such overload')
            return (network as Cidr).contains(address)
          },
          comparing('address', true),
        ),
        method(
          'cidr_contains_ip_ip',
          [cidrType, ipType],
          boolType,
          (network, address) => (network as Cidr).contains(address as IpAddress),
          comparing('address', false),
        ),
      ),
      fn(
        'containsCIDR',
        method(
          'cidr_contains_cidr_string',
          [cidrType, stringType],
          boolType,
          (network, text) => (network as Cidr).containsCidr(cidr(text)),
          comparing('network', true),
        ),
        method(
          'cidr_contains_cidr',
          [cidrType, cidrType],
          boolType,
          (network, other) => (network as Cidr).containsCidr(other as Cidr),
          comparing('network', false),
        ),
      ),
      fn(
        'ip',
        method('cidr_ip', [cidrType], ipType, (network) => (network as Cidr).address),
      ),
      fn(
        'prefixLength',
        method('cidr_prefix_length', [cidrType], intType, (network) => (network as Cidr).prefixLength),
      ),
      fn(
        'masked',
        method('cidr_masked', [cidrType], cidrType, (network) => (network as Cidr).masked(), {
          steps: () => 20,
        }),
      ),
      fn(
        'string',
        plain('cidr_to_string', [cidrType], stringType, (network) => (network as Cidr).toString(), {
          steps: () => 80,
        }),
      ),
    ]
  },
}
