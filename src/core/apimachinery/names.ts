const dnsLabel = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/
const dns1035Label = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/
const qualifiedPart = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/

/** Whether a text is an RFC 1123 DNS label: lower-case letters, digits and inner dashes, 1 to 63 characters. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && dnsLabel.test(text)
}

/** Whether a text is an RFC 1035 DNS label: as {@link isDnsLabel}, but starting with a letter. */
export function isDns1035Label(text: string): boolean {
  return text.length <= 63 && dns1035Label.test(text)
}

/** Whether a text is an RFC 1123 DNS subdomain: labels joined by dots, 1 to 253 characters in all. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => dnsLabel.test(label))
}

/** Whether a text is a qualified name as label keys are: an optional DNS subdomain and `/`, then 1 to 63 characters. */
export function isQualifiedName(text: string): boolean {
  const slash = text.indexOf('/')
  const name = slash < 0 ? text : text.slice(slash + 1)
  if (slash >= 0 && !isDnsSubdomain(text.slice(0, slash))) return false
  return name.length <= 63 && qualifiedPart.test(name)
}

/** Whether a text may be a label's value: empty, or 1 to 63 letters, digits, `-`, `_`, `.`, ends alphanumeric. */
export function isLabelValue(text: string): boolean {
  return text === '' || (text.length <= 63 && qualifiedPart.test(text))
}
