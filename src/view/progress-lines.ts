import type { Usage } from '../domain/index.ts'
import type { AttemptState, RunState } from './run-state.ts'

/** One line an attempt, no wider than `columns`; beyond `rows` attempts the ended ones are only counted. */
export function renderProgress(
  state: RunState,
  { now, columns, rows }: { readonly now: number; readonly columns: number; readonly rows: number },
): readonly string[] {
  const attempts = [...state.attempts.values()].sort((a, b) => a.index - b.index)
  const live =
    attempts.length <= rows ? attempts : attempts.filter(({ ended }) => ended === null).slice(0, rows - 1)
  const hidden = attempts.length - live.length
  const lines = live.map((attempt) => renderAttempt(attempt, now).slice(0, columns))
  return hidden === 0 ? lines : [...lines, `… and ${hidden} more attempts`.slice(0, columns)]
}

function renderAttempt(attempt: AttemptState, now: number): string {
  const { index, ended, stage, step, tests, search, usage, startedAt, endedAt, awayMs } = attempt
  const what = ended ?? (step > 0 ? `${stage} ${step}` : stage)
  const parts = [renderDuration((endedAt ?? now) - startedAt - awayMs), search, tests, renderUsage(usage)]
  return [`attempt ${index}`, what.padEnd(14), ...parts.filter((part) => part !== '')].join('  ')
}

/** `12.3k tokens, $0.04`; empty when no model was asked. */
export function renderUsage(usage: Usage): string {
  const tokens = usage.inputTokens + usage.outputTokens
  if (tokens === 0) return ''
  const amount =
    tokens < 1_000
      ? `${tokens}`
      : tokens < 1_000_000
        ? `${(tokens / 1_000).toFixed(1)}k`
        : `${(tokens / 1_000_000).toFixed(2)}M`
  return `${amount} tokens, ${renderCost(usage.costUsd)}`
}

export function renderCost(costUsd: number | null): string {
  if (costUsd === null) return 'cost unknown'
  return costUsd < 0.01 && costUsd > 0 ? `$${costUsd.toFixed(4)}` : `$${costUsd.toFixed(2)}`
}

export function renderDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
}
