import { callsOf, type Trajectory } from '../../domain/index.ts'
import { findCheating } from '../cheating/find-cheating.ts'
import type { AttemptSummary } from '../filters/attempt-summary.ts'
import type { SftRows } from './sft-rows.ts'

/** What filters need to know of a trajectory and of the rows that it would make. */
export function summarise(trajectory: Trajectory, { rows, reason }: SftRows): AttemptSummary {
  const { head, end } = trajectory
  return {
    trajectoryId: head.trajectoryId,
    instanceId: head.instanceId,
    repo: head.repo,
    resolved: end.resolved,
    exit: end.exit.kind,
    calls: callsOf(trajectory).length,
    rows: rows.length,
    unusable: reason,
    cheating: [...new Set(findCheating(trajectory).map(({ rule }) => rule))],
    tokens: rows.reduce((most, { tokens }) => Math.max(most, tokens), 0),
  }
}
