import type { IssueProbes } from '../observe/run-probes.ts'
import type { ProbeRecord } from '../probes/issue-probe.ts'

/** Of the statements of the issue's own code that fail on the base, the share that a patch lets end well. */
export function mendedShare(probes: IssueProbes | null, at: number): number {
  const after = new Map(probes?.runs[at]?.records.map((record) => [placeOf(record), record]))
  const failed = (probes?.base.records ?? []).filter(
    (record) => record.kind === 'raise' && after.has(placeOf(record)),
  )
  const mended = failed.filter((record) => after.get(placeOf(record))?.kind !== 'raise')
  return failed.length === 0 ? 0 : mended.length / failed.length
}

function placeOf({ snippet, statement }: ProbeRecord): string {
  return `${snippet}.${statement}`
}
