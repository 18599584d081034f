import type { IssueProbes } from '../observe/run-probes.ts'
import type { ProbeRecord } from '../probes/issue-probe.ts'
import { isUnmeant } from './unmeant-errors.ts'

/** Of the statements of the issue's own code that fail on the base, the share that a patch lets end well. */
export function mendedShare(probes: IssueProbes | null, at: number): number {
  const after = new Map(probes?.runs[at]?.records.map((record) => [placeOf(record), record]))
  const failed = (probes?.base.records ?? []).filter(
    (record) => record.kind === 'raise' && after.has(placeOf(record)),
  )
  const mended = failed.filter((record) => after.get(placeOf(record))?.kind !== 'raise')
  return failed.length === 0 ? 0 : mended.length / failed.length
}

/** Whether a statement of the issue's own code fails newly in a way that nobody means. */
export function breaksOwnCode(probes: IssueProbes | null, at: number): boolean {
  const before = new Map(probes?.base.records.map((record) => [placeOf(record), record]))
  return (probes?.runs[at]?.records ?? []).some((record) => {
    const base = before.get(placeOf(record))
    return (
      record.kind === 'raise' && isUnmeant(record.text) && base !== undefined && base.text !== record.text
    )
  })
}

function placeOf({ snippet, statement }: ProbeRecord): string {
  return `${snippet}.${statement}`
}
