import { randomBytes, randomUUID } from 'node:crypto'

/** Where a store gets what is not data: the time and names nobody has. Tests pass their own. */
export type Sources = {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** A uid no object has had. */
  readonly uid: () => string
  /** Five characters that make a generated name. */
  readonly suffix: () => string
}

/** Letters and digits that cannot be mistaken for each other nor spell a word, as Kubernetes appends them to names. */
const suffixLetters = 'bcdfghjklmnpqrstvwxz2456789'

/** The clock and the random source of this machine. */
export const systemSources: Sources = {
  now: Date.now,
  uid: randomUUID,
  suffix: () => Array.from(randomBytes(5), (byte) => suffixLetters[byte % suffixLetters.length]).join(''),
}
