import type { Verdict } from '../../domain/index.ts'
import type { Harness } from '../../test-runner/index.ts'

export interface RunOutcome {
  readonly harness: Harness
  /** One for each selected row of the dataset, predicted or not. */
  readonly verdicts: readonly Verdict[]
  /** Ids of all predictions. */
  readonly submittedIds: readonly string[]
  /** What was left of containers, where somebody looked. */
  readonly left?: { readonly containers: readonly string[]; readonly images: readonly string[] }
}

/** Upstream's report of a run, schema 2, with keys in upstream's order; `left` adds three more at the end. */
export function toRunReport({ harness, verdicts, submittedIds, left }: RunOutcome) {
  const idsOf = (test: (verdict: Verdict) => boolean): string[] =>
    verdicts
      .filter(test)
      .map(({ instanceId }) => instanceId)
      .sort()
  const isCompleted = ({ ending }: Verdict): boolean => ending === 'graded' || ending === 'not-gradable'
  const completed = idsOf(isCompleted)
  const resolved = idsOf(({ resolved }) => resolved)
  const unresolved = idsOf((verdict) => isCompleted(verdict) && !verdict.resolved)
  const empty = idsOf(({ ending }) => ending === 'empty-patch')
  const errors = idsOf(({ ending }) => ending === 'error')
  const environment = idsOf(({ runInfra }) => runInfra?.tier === 'environment')
  const ambiguous = idsOf(({ runInfra }) => runInfra?.tier === 'ambiguous')
  const isV5 = harness === 'v5'
  return {
    total_instances: verdicts.length,
    submitted_instances: submittedIds.length,
    completed_instances: completed.length,
    resolved_instances: resolved.length,
    unresolved_instances: unresolved.length,
    ...(isV5 && {
      infra_failure_instances: environment.length,
      ambiguous_failure_instances: ambiguous.length,
    }),
    empty_patch_instances: empty.length,
    error_instances: errors.length,
    completed_ids: completed,
    incomplete_ids: idsOf(({ ending }) => ending === 'missing'),
    empty_patch_ids: empty,
    submitted_ids: [...submittedIds].sort(),
    resolved_ids: resolved,
    unresolved_ids: unresolved,
    ...(isV5 && {
      infra_failure_ids: environment,
      ambiguous_failure_ids: ambiguous,
      failure_reasons: reasonsOf(verdicts),
    }),
    error_ids: errors,
    schema_version: 2,
    ...(left && {
      unstopped_instances: left.containers.length,
      unstopped_containers: [...left.containers].sort(),
      unremoved_images: [...left.images].sort(),
    }),
  }
}

/** `<model>.<run>.json`, as upstream names the report of a run. */
export function runReportName(model: string, runId: string): string {
  return `${model.replaceAll('/', '__')}.${runId}.json`
}

/** A report as upstream writes it: four blanks, nothing but ASCII. */
export function renderReport(report: unknown): string {
  return JSON.stringify(report, null, 4).replaceAll(
    /[^\0-\x7e]/g, // oxlint-disable-line no-control-regex
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function reasonsOf(verdicts: readonly Verdict[]): Record<string, string> {
  const reasons = verdicts.flatMap(({ instanceId, runInfra }) =>
    runInfra ? [[instanceId, runInfra.reason] as const] : [],
  )
  return Object.fromEntries(reasons.sort(([a], [b]) => (a < b ? -1 : Number(a > b))))
}
