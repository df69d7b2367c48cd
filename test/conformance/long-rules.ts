/** Rules around the lengths and depths at which the parser of the API server stops, on a field of type object. */
export const longRules: readonly { readonly name: string; readonly rule: string }[] = [
  ...around('comparisons in a row', [10, 246, 247, 248, 249, 250, 251], (n) => `true${' == true'.repeat(n)}`),
  ...around('sums in a row', [10, 246, 247, 248, 249, 250, 251], (n) => `1${' + 1'.repeat(n)} > 0`),
  ...around('products in a row', [10, 247, 248, 249, 250], (n) => `1${' * 1'.repeat(n)} > 0`),
  ...around('sums of products', [60, 123, 124, 125, 126, 130], (n) => `1${' + 1 * 1'.repeat(n)} > 0`),
  ...around('products before sums', [100, 123, 124, 125, 126], (n) => `1${' * 1'.repeat(n)}${' + 1'.repeat(n)} > 0`),
  ...around('sums before a comparison of sums', [200, 246, 247, 248, 249, 250], (n) => {
    const sum = `1${' + 1'.repeat(n)}`
    return `${sum} == ${sum}`
  }),
  ...around('conjunctions', [1_000, 5_000, 12_000], (n) => Array(n).fill('true').join('&&')),
  ...around('disjunctions', [1_000], (n) => Array(n).fill('true').join(' || ')),
  ...around('parentheses', [10, 246, 247, 248, 249, 250, 251], (n) => `${'('.repeat(n)}true${')'.repeat(n)}`),
  ...around('lists', [10, 246, 247, 248, 249, 250], (n) => `${'['.repeat(n)}${']'.repeat(n)} == []`),
  ...around('maps', [100, 247, 248, 249, 250], (n) => `${'{1:'.repeat(n)}1${'}'.repeat(n)} != {}`),
  ...around('calls', [10, 247, 248, 249, 250], (n) => `${'string('.repeat(n)}1${')'.repeat(n)} == '1'`),
  ...around('method calls', [10, 246, 247, 248, 249, 250], (n) => `'a'${'.trim()'.repeat(n)} == 'a'`),
  ...around('indexes', [10, 246, 247, 248, 249, 250], (n) => `dyn([])${'[0]'.repeat(n)} == 1`),
  ...around('selections', [10, 246, 247, 248, 249, 250], (n) => `dyn({})${'.a'.repeat(n)} == 1`),
  ...around(
    'selections inside of sums',
    [60, 123, 124, 125, 126, 150],
    (n) => `dyn({})${'.a'.repeat(n)}${' + 1'.repeat(n)} == 1`,
  ),
  ...around(
    'indexes inside of indexes',
    [60, 123, 124, 125, 126],
    (n) => `${'dyn([0])['.repeat(n)}0${']'.repeat(n)} == 0`,
  ),
  ...around(
    'methods inside of arguments',
    [60, 123, 124, 125, 126, 249, 250],
    (n) => `${"'a'.replace('a', ".repeat(n)}'a'${')'.repeat(n)} == 'a'`,
  ),
  ...around('conditions', [10, 246, 247, 248, 249, 250], (n) => `${'true ? true : '.repeat(n)}true`),
  ...around(
    'conditions in conditions',
    [60, 123, 124, 125, 126, 248, 249],
    (n) => `${'true ? ('.repeat(n)}true${') : true'.repeat(n)}`,
  ),
  ...around(
    'sums in parentheses',
    [60, 123, 124, 125, 126, 200, 249],
    (n) => `${'(1 + '.repeat(n)}1${')'.repeat(n)} > 0`,
  ),
  ...around(
    'comparisons in parentheses',
    [60, 82, 83, 84, 123, 124, 125, 126, 249],
    (n) => `${'(true == '.repeat(n)}true${')'.repeat(n)}`,
  ),
  ...around(
    'sums in parentheses of two',
    [60, 82, 83, 84, 123, 124, 125],
    (n) => `${'(1 + 1 + '.repeat(n)}1${')'.repeat(n)} > 0`,
  ),
  ...around('negations', [10, 1_000], (n) => `${'!!'.repeat(n)}true`),
  ...around('minus signs', [1_000], (n) => `${'--'.repeat(n)}1 == 1`),
  ...around(
    'loops in loops',
    [5, 20, 60, 123, 124, 125, 126],
    (n) => `${'[true].all(x, '.repeat(n)}true${')'.repeat(n)}`,
  ),
  ...around('characters', [99_999, 100_000, 100_001], (n) => `true //${' '.repeat(n - 7)}`),
  ...around('characters of two units', [99_999, 100_001], (n) => `true //${'😀'.repeat(n - 7)}`),
  ...around(
    'chains before depth',
    [10, 200, 245, 249, 250, 251],
    (n) => `1 + 1 + 1 + 1 > 0 && ${'('.repeat(n)}true${')'.repeat(n)}`,
  ),
  ...around(
    'sums around chains',
    [60, 123, 124, 125, 126, 200],
    (n) => `${'((1 + 1) + '.repeat(n)}1${')'.repeat(n)} > 0`,
  ),
  ...around(
    'sums around chains on the right',
    [60, 123, 124, 125, 126, 200],
    (n) => `${'('.repeat(n)}1${' + (1 + 1 + 1))'.repeat(n)} > 0`,
  ),
  ...around(
    'comparisons around chains',
    [60, 82, 83, 123, 124, 125, 200],
    (n) => `${'((true == true) == '.repeat(n)}true${')'.repeat(n)}`,
  ),
  ...around(
    'indexes of chains',
    [60, 123, 124, 125, 200],
    (n) => `${'dyn([0].map(x, x).map(y, y))['.repeat(n)}0${']'.repeat(n)} == 0`,
  ),
]

function around(
  name: string,
  counts: readonly number[],
  rule: (count: number) => string,
): readonly { readonly name: string; readonly rule: string }[] {
  return counts.map((count) => ({ name: `${count} ${name}`, rule: rule(count) }))
}
