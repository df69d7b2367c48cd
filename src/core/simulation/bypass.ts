/** That an override puts a workload where a step of the decision does not hold, and why. */
export function bypassText(reason: string): string {
  return `bypassed by the override Force${reason === '' ? '' : ` (${reason})`}`
}
