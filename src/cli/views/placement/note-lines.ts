/** Notes that the table itself shows. */
const quiet = new Set(['NotAWorkload', 'Controlled', 'LeaderUnplaced', 'LeftOver'])

/** Notes that are told, and notes of one sort. */
const manyNotes = 20
const manyOfASort = 4

/**
 * Notes of decisions, each once with how many workloads it is about. Those of one sort often differ in names alone: a few of
 * them stand for all, so that no sort is crowded out by another.
 */
export function noteLines(notes: Iterable<{ readonly code: string; readonly message: string }>): string[] {
  const counts = new Map<string, { readonly code: string; count: number }>()
  for (const { code, message } of notes) {
    if (quiet.has(code)) continue
    const known = counts.get(message)
    if (known === undefined) counts.set(message, { code, count: 1 })
    else known.count++
  }
  const sorts = new Map<string, number>()
  const told = [...counts].filter(([, { code }]) => {
    const before = sorts.get(code) ?? 0
    sorts.set(code, before + 1)
    return before < manyOfASort
  })
  const lines = told
    .slice(0, manyNotes)
    .map(([message, { count }]) => (count === 1 ? message : `${message} (${count} workloads)`))
  const more = counts.size - lines.length
  if (more > 0) lines.push(`${more} more note${more === 1 ? ' is' : 's are'} in -o json`)
  return lines
}
