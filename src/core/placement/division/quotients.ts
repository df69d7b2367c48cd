/** Relative width inside which two quotients are compared by integers; doubles are good to about 2e-16. */
export const narrow = 1e-14

/**
 * Which of two claims to the next seat comes first: negative for the left. By weight / (2 × seats + 1), then by fewer seats.
 */
export function compareQuotients(
  leftWeight: number,
  leftSeats: number,
  rightWeight: number,
  rightSeats: number,
): number {
  const left = leftWeight * (2 * rightSeats + 1)
  const right = rightWeight * (2 * leftSeats + 1)
  if (left > Number.MAX_SAFE_INTEGER || right > Number.MAX_SAFE_INTEGER) {
    if (Math.abs(left - right) > left * narrow) return right - left
    const exact = BigInt(rightWeight) * BigInt(2 * leftSeats + 1) - BigInt(leftWeight) * BigInt(2 * rightSeats + 1)
    if (exact !== 0n) return exact < 0n ? -1 : 1
    return leftSeats - rightSeats
  }
  return left === right ? leftSeats - rightSeats : right - left
}
