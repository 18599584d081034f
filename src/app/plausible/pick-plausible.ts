import { leastBad, type Candidate } from '../../domain/index.ts'
import type { Config } from '../config.ts'
import type { CheckedEnd } from './check-attempt.ts'
import type { PlausibleRecord } from './plausible-record.ts'

export interface PlausiblePick {
  readonly record: PlausibleRecord
  /** The picked attempt's patch first, then those of the others in their order; equal patches once. */
  readonly candidates: readonly Candidate[]
  /** Whether the first of these is plausible. */
  readonly holds: boolean
  /** What was picked and why, one sentence. */
  readonly reason: string
}

/** The first plausible attempt; where there is none, the least bad by the order that the settings name. */
export function pickPlausible(
  ends: readonly CheckedEnd[],
  { plausible: rule, fallback }: Pick<Config, 'plausible' | 'fallback'>,
): PlausiblePick {
  const attempts = ends.map(({ attempt }) => attempt)
  const first = attempts.findIndex(({ plausible }) => plausible)
  const least = first < 0 ? leastBad(attempts, fallback) : null
  const picked = ends[first < 0 ? (least?.at ?? -1) : first]
  const rest = ends.filter((end) => end !== picked)
  const seen = new Set<string>()
  return {
    record: {
      rule,
      fallback,
      attempts,
      picked: picked?.attempt.attemptIndex ?? null,
      fallbackLevel: least && { level: least.level, name: least.name },
    },
    candidates: [...(picked ? [picked] : []), ...rest]
      .flatMap(({ candidate }) => candidate ?? [])
      .filter(({ patch }) => !seen.has(patch) && seen.add(patch)),
    holds: first >= 0,
    reason: reasonOf(picked, least?.name ?? null),
  }
}

function reasonOf(picked: CheckedEnd | undefined, level: string | null): string {
  if (!picked) return 'no attempt was made'
  const { attemptIndex, model, reason } = picked.attempt
  const which = `attempt ${attemptIndex}${model === null ? '' : ` by ${model}`}`
  return level === null
    ? `${which} is plausible: ${reason}`
    : `no attempt is plausible; the least bad is ${which} (${level}): ${reason}`
}
