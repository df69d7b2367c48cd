const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomain = `${label}(\\.${label})*`
const dns1035 = '[a-z]([-a-z0-9]*[a-z0-9])?'
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'

const isLabel = new RegExp(`^${label}$`)
const isSubdomain = new RegExp(`^${subdomain}$`)
const isDns1035 = new RegExp(`^${dns1035}$`)
const isQualified = new RegExp(`^${qualified}$`)
const isLabelValue = new RegExp(`^(${qualified})?$`)

// Each of these says what is wrong with a name in the words of an API server; nothing when it is right.

/** What keeps a text from being a DNS subdomain. */
export function subdomainProblems(text: string): string[] {
  const problems = isLonger(text, 253) ? [longest(253)] : []
  if (!isSubdomain.test(text))
    problems.push(
      `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`,
    )
  return problems
}

/** What keeps a text from being a DNS label. */
export function labelProblems(text: string): string[] {
  const problems = isLonger(text, 63) ? [longest(63)] : []
  if (isLabel.test(text)) return problems
  return [
    ...problems,
    isSubdomain.test(text)
      ? 'must not contain dots'
      : `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`,
  ]
}

/** What keeps a text from being a DNS label that begins with a letter. */
export function dns1035Problems(text: string): string[] {
  const problems = isLonger(text, 63) ? [longest(63)] : []
  if (!isDns1035.test(text))
    problems.push(
      `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${dns1035}')`,
    )
  return problems
}

/** What keeps a text from being the key of a label or of an annotation, or the name of a finalizer. */
export function qualifiedNameProblems(text: string): string[] {
  const rule = `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualified}')`
  const parts = text.split('/')
  const problems: string[] = []
  const name = parts.at(-1) ?? ''
  if (parts.length > 2)
    return [`a valid label key ${rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]
  if (parts.length === 2) {
    const [prefix = ''] = parts
    if (prefix === '') problems.push('prefix part must be non-empty')
    else problems.push(...subdomainProblems(prefix).map((problem) => `prefix part ${problem}`))
  }
  if (name === '') problems.push('name part must be non-empty')
  else if (isLonger(name, 63)) problems.push(`name part ${longest(63)}`)
  if (!isQualified.test(name)) problems.push(`name part ${rule}`)
  return problems
}

/** What keeps a text from being the value of a label. */
export function labelValueProblems(text: string): string[] {
  const problems = isLonger(text, 63) ? [longest(63)] : []
  if (!isLabelValue.test(text))
    problems.push(
      `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${qualified})?')`,
    )
  return problems
}

/** What keeps a text from being a segment of a URL path, which is all that is asked of names in embedded resources. */
export function pathSegmentProblems(text: string): string[] {
  if (text === '.' || text === '..') return [`may not be '${text}'`]
  return ['/', '%'].filter((part) => text.includes(part)).map((part) => `may not contain '${part}'`)
}

/** Whether a text has more bytes than that. A character has three at most for each of its units. */
function isLonger(text: string, limit: number): boolean {
  if (text.length > limit) return true
  return text.length * 3 > limit && new TextEncoder().encode(text).length > limit
}

function longest(limit: number): string {
  return `must be no more than ${limit} bytes`
}
