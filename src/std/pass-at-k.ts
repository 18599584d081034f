/**
 * Chance that at least one of `k` samples is right when they are drawn without putting back from `n` samples of which
 * `c` are right: 1 - C(n-c, k) / C(n, k). Source: Chen et al. 2021, the unbiased estimator of pass@k.
 */
export function passAtK(n: number, c: number, k: number): number {
  if (!(k >= 0 && k <= n && c >= 0 && c <= n))
    throw new RangeError(`pass@k needs k and c between 0 and n, not n = ${n}, c = ${c}, k = ${k}`)
  if (k > n - c) return c === 0 ? 0 : 1
  // k and c are of equal rank in the formula, so the shorter product serves. The chance is summed up, not taken from
  // 1 at the end, so that small ones keep their digits.
  const [steps, share] = k < c ? [k, c] : [c, k]
  let chance = 0
  for (let step = 0; step < steps; step++) chance += (1 - chance) * (share / (n - step))
  return chance
}
