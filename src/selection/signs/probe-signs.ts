import type { IssueProbes } from '../observe/observe-pool.ts'
import type { ProbeRecord } from '../probes/issue-probe.ts'

/** What an issue's own code says of a patch, beside what it came to on the base. */
export function probeSigns(
  probes: IssueProbes | null,
  at: number,
): { readonly changes: number; readonly mends: number } {
  const run = probes?.runs[at]
  if (!probes || !run) return { changes: 0, mends: 0 }
  const before = new Map(probes.base.records.map((record) => [placeOf(record), record]))
  const pairs = run.records.flatMap((now) => {
    const was = before.get(placeOf(now))
    return was ? [{ was, now }] : []
  })
  const failed = pairs.filter(({ was }) => was.kind === 'raise')
  const mended = failed.filter(({ now }) => now.kind !== 'raise')
  return {
    changes: pairs.some(({ was, now }) => isDifferent(was, now)) ? 1 : 0,
    mends: failed.length === 0 ? 0 : mended.length / failed.length,
  }
}

function placeOf({ snippet, statement }: ProbeRecord): string {
  return `${snippet}.${statement}`
}

function isDifferent(was: ProbeRecord, now: ProbeRecord): boolean {
  return was.kind !== now.kind || was.text !== now.text || was.out !== now.out
}
