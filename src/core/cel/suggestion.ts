import { nearestName } from '../apimachinery/index.ts'

/** The candidate nearest to a misspelt name, as a sentence; undefined when none is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const best = nearestName(name, candidates)
  return best === undefined ? undefined : `did you mean ${JSON.stringify(best)}?`
}
