/** 1, 2 and 5 times powers of ten within the values, a little beyond their ends. */
export function logTicks(values: readonly number[]): readonly number[] {
  const [low, high] = [Math.min(...values) / 1.15, Math.max(...values) * 1.15]
  const powers = Array.from({ length: 24 }, (_, index) => 10 ** (index - 12))
  return powers
    .flatMap((power) => [power, 2 * power, 5 * power])
    .filter((tick) => tick >= low && tick <= high)
}
