/** 1 to `last`, or six of them that grow in proportion where there are more: what a table or figure has room for. */
export function spreadNumbers(last: number): readonly number[] {
  if (last <= 6) return Array.from({ length: last }, (_, index) => index + 1)
  const steps = Array.from({ length: 6 }, (_, step) => Math.round(last ** (step / 5)))
  return [...new Set(steps)]
}
