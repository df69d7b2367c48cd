/**
 * The hashes by which the page's content policy knows its own script and style. They change with them: a test computes both
 * and says what they have to be.
 */
export const scriptHash = 'sha256-V8jnXwMpFK8FWhhrZo7KdtvgLH91BOWPlsQduVJMuzg='
export const styleHash = 'sha256-0F3xZAq2zxqBkSI3Ch8236vuQxN1g69t7KzKZ771BOk='

/** Nothing from any network, no frame, no form; of scripts and styles those two. */
export const contentPolicy = `default-src 'none'; script-src '${scriptHash}'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`
