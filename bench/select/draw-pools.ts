import { createRandom, deriveSeed, type Random } from '../../src/std/index.ts'
import { poolOf, type Pool, type SeenIssue, type SeenPatch } from './load-issues.ts'

export interface DrawOptions {
  readonly size: number
  readonly right: number
  readonly draws: number
  readonly seed: number
  /** Where wrong patches may come from. */
  readonly origins: ReadonlySet<string>
}

/** Pools by issue; an issue without enough patches of either kind is left out. */
export function drawPools(
  issues: readonly SeenIssue[],
  options: DrawOptions,
): ReadonlyMap<string, readonly Pool[]> {
  const pools = new Map<string, readonly Pool[]>()
  for (const [number, issue] of issues.entries()) {
    const random = createRandom(deriveSeed(options.seed, number))
    const drawn: Pool[] = []
    const known = new Map<string, Pool>()
    for (let draw = 0; draw < options.draws; draw += 1) {
      const patches = drawPool(issue, options, random)
      if (patches === null) break
      const key = patches.map(({ id }) => id).join()
      const pool = known.get(key) ?? poolOf(issue, patches)
      known.set(key, pool)
      drawn.push(pool)
    }
    if (drawn.length === options.draws) pools.set(issue.instanceId, drawn)
  }
  return pools
}

function drawPool(
  { patches }: SeenIssue,
  { size, right, origins }: DrawOptions,
  random: Random,
): readonly SeenPatch[] | null {
  for (let tried = 0; tried < 20; tried += 1) {
    // Where there are too few patches, a mutant may stand beside its own fix after all.
    const strict = tried < 15
    const good = take(
      patches.filter(({ resolved }) => resolved),
      right,
      random,
    )
    const parents = new Set(good.map(({ id }) => id))
    const wrong = patches.filter(
      ({ resolved, origin, parent }) =>
        !resolved && origins.has(origin) && !(strict && parent !== null && parents.has(parent)),
    )
    const bad = takeMixed(wrong, size - right, random)
    if (good.length === right && bad.length === size - right) return take([...good, ...bad], size, random)
  }
  return null
}

/** Some of them in random order. */
function take<T>(from: readonly T[], count: number, random: Random): readonly T[] {
  const left = [...from]
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(random.below(left.length), 1),
  ).flat()
}

/** As many attempts as mutants, as far as there are any. */
function takeMixed(from: readonly SeenPatch[], count: number, random: Random): readonly SeenPatch[] {
  const attempts = take(
    from.filter(({ origin }) => origin === 'attempt'),
    count,
    random,
  )
  const mutants = take(
    from.filter(({ origin }) => origin === 'mutant'),
    count,
    random,
  )
  const share = Math.min(attempts.length, Math.max(Math.ceil(count / 2), count - mutants.length))
  return [...attempts.slice(0, share), ...mutants.slice(0, count - share)]
}
