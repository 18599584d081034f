import type { IssueProbes } from '../observe/observe-pool.ts'
import type { ProbeRecord } from '../probes/issue-probe.ts'

/** What an issue's own code says of a patch, beside what it came to on the base. */
export interface ProbeSigns {
  /** 1 where anything came out differently. */
  readonly changes: number
  /** Share of the statements that failed on the base and do not any more. */
  readonly mends: number
  /** Share of the others that fail now. */
  readonly breaks: number
  /** 1 where a new value is one that the issue names. */
  readonly named: number
  /** 1 where an assertion of the issue's code holds, that did not. */
  readonly asserts: number
}

const none: ProbeSigns = { changes: 0, mends: 0, breaks: 0, named: 0, asserts: 0 }

export function probeSigns(probes: IssueProbes | null, at: number, issue: string): ProbeSigns {
  const run = probes?.runs[at]
  if (!probes || !run) return none
  const before = byPlace(probes.base.records)
  const pairs = run.records.flatMap((now) => {
    const was = before.get(placeOf(now))
    return was ? [{ was, now }] : []
  })
  const failed = pairs.filter(({ was }) => was.kind === 'raise')
  const held = pairs.filter(({ was }) => was.kind !== 'raise')
  const different = pairs.filter(
    ({ was, now }) => was.kind !== now.kind || was.text !== now.text || was.out !== now.out,
  )
  const words = squeeze(issue)
  return {
    changes: different.length > 0 ? 1 : 0,
    mends: share(failed, ({ now }) => now.kind !== 'raise'),
    breaks: share(held, ({ now }) => now.kind === 'raise'),
    named: different.some(({ was, now }) => names(words, now) && !names(words, was)) ? 1 : 0,
    asserts: failed.some(({ was, now }) => was.text.startsWith('AssertionError') && now.kind !== 'raise')
      ? 1
      : 0,
  }
}

function placeOf({ snippet, statement }: ProbeRecord): string {
  return `${snippet}.${statement}`
}

function byPlace(records: readonly ProbeRecord[]): ReadonlyMap<string, ProbeRecord> {
  return new Map(records.map((record) => [placeOf(record), record]))
}

function share<T>(all: readonly T[], holds: (one: T) => boolean): number {
  return all.length === 0 ? 0 : all.filter(holds).length / all.length
}

/** Short values are in every text. */
function names(words: string, { kind, text, out }: ProbeRecord): boolean {
  return [text, out].some((value) => {
    const short = squeeze(value).replaceAll(/^['"]|['"]$/g, '')
    return kind !== 'raise' && short.length >= 4 && words.includes(short)
  })
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
