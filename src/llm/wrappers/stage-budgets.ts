import { abortReason, CapuchinError, throwIfAborted } from '../../std/index.ts'
import type { Budget, Reservation } from './budget.ts'

/** What one stage has drawn, in US dollars. */
export interface StageUse {
  readonly spentUsd: number
  /** The most that its calls under way may cost. */
  readonly reservedUsd: number
  /** Calls that ended here, and what they had set aside in all. */
  readonly calls: number
  readonly setAsideUsd: number
  /** The most that one of them had set aside beyond what it came to. */
  readonly mostAsideUsd: number
}

export type StageUses<S extends string> = Readonly<Record<S, StageUse>>

/** The most that a stage may have drawn in all, as things stand; null for no cap. */
export type Allowance<S extends string> = (stage: S, uses: StageUses<S>) => number | null

export interface StageBudgets<S extends string> {
  readonly of: (stage: S) => Budget
  readonly uses: () => StageUses<S>
  /** Counts what was drawn elsewhere. */
  readonly addUse: (stage: S, use: Omit<StageUse, 'reservedUsd'>) => void
  /** To be called when allowances have grown: whoever waits is asked again. */
  readonly retry: () => void
}

/**
 * Budgets of stages that draw on the same money. A call that fits only if others under way cost less than they might
 * waits for these; one that cannot fit whatever they cost is refused.
 */
export function createStageBudgets<S extends string>(
  stages: readonly S[],
  { allowedUsd }: { readonly allowedUsd: Allowance<S> },
): StageBudgets<S> {
  const uses = new Map<S, StageUse>(stages.map((stage) => [stage, unused]))
  const waiting = new Set<() => void>()
  const retry = (): void => {
    const asked = [...waiting]
    waiting.clear()
    for (const wake of asked) wake()
  }
  const useOf = (stage: S): StageUse => uses.get(stage) ?? unused
  const change = (stage: S, by: Partial<StageUse>): void => {
    uses.set(stage, added(useOf(stage), by))
  }
  const usesBy = (see: (use: StageUse) => StageUse): StageUses<S> =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `fromEntries` forgets the names
    Object.fromEntries(stages.map((stage) => [stage, see(useOf(stage))])) as StageUses<S>
  const fits = (stage: S, usd: number, all: StageUses<S>): boolean => {
    const allowed = allowedUsd(stage, all)
    // Sums of many small prices must not refuse what is exactly there, and what costs nothing is always there.
    return (
      allowed === null ||
      usd === 0 ||
      all[stage].spentUsd + all[stage].reservedUsd + usd <= allowed + rounding
    )
  }
  const reserve = async (stage: S, usd: number, signal: AbortSignal | undefined): Promise<Reservation> => {
    for (;;) {
      throwIfAborted(signal)
      const all = usesBy((use) => use)
      if (fits(stage, usd, all)) break
      const atBest = usesBy((use) => ({ ...use, reservedUsd: 0 }))
      if (!fits(stage, usd, atBest))
        throw refusal(stage, { usd, use: all[stage], allowed: allowedUsd(stage, atBest) })
      await untilWoken(waiting, signal)
    }
    change(stage, { reservedUsd: usd })
    return {
      settle: (actual) => {
        change(stage, {
          reservedUsd: -usd,
          spentUsd: actual,
          calls: 1,
          setAsideUsd: usd,
          mostAsideUsd: usd - actual,
        })
        retry()
      },
    }
  }
  return {
    of: (stage) => ({
      spentUsd: () => useOf(stage).spentUsd,
      addSpent: (usd) => change(stage, { spentUsd: usd }),
      reserve: (usd, { signal }) => reserve(stage, usd, signal),
    }),
    uses: () => usesBy((use) => use),
    addUse: change,
    retry,
  }
}

const unused: StageUse = { spentUsd: 0, reservedUsd: 0, calls: 0, setAsideUsd: 0, mostAsideUsd: 0 }
const rounding = 1e-9

function added(use: StageUse, by: Partial<StageUse>): StageUse {
  const sum = (name: keyof StageUse): number => use[name] + (by[name] ?? 0)
  return {
    spentUsd: sum('spentUsd'),
    reservedUsd: sum('reservedUsd'),
    calls: sum('calls'),
    setAsideUsd: sum('setAsideUsd'),
    mostAsideUsd: Math.max(use.mostAsideUsd, by.mostAsideUsd ?? 0),
  }
}

function refusal(
  stage: string,
  { usd, use, allowed }: { readonly usd: number; readonly use: StageUse; readonly allowed: number | null },
): CapuchinError {
  const spent = use.spentUsd
  return new CapuchinError(
    'llm/budget',
    `the next call may cost $${usd.toFixed(4)}; ${stage} spent $${spent.toFixed(4)} of the $${(allowed ?? 0).toFixed(2)} there is for it`,
    { hint: 'raise --budget-usd to go on', data: { stage, spent, allowed } },
  )
}

function untilWoken(waiting: Set<() => void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      waiting.delete(wake)
      signal?.removeEventListener('abort', onAbort)
    }
    const wake = (): void => {
      leave()
      resolve()
    }
    const onAbort = (): void => {
      leave()
      if (signal) reject(abortReason(signal))
    }
    waiting.add(wake)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
