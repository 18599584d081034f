import type { TestList, Verdict } from '../../domain/index.ts'

/** Upstream's report of one instance; keys in upstream's order. */
export interface InstanceReport {
  readonly patch_is_None: boolean
  readonly patch_exists: boolean
  /** Upstream's name; it says that the log could be graded. */
  readonly patch_successfully_applied: boolean
  readonly resolved: boolean
  /** v5 only. */
  readonly infra_failure?: boolean
  readonly infra_failure_reason?: string
  readonly tests_status?: Readonly<Record<ReportedList, TestList>>
}

type ReportedList = 'FAIL_TO_PASS' | 'PASS_TO_PASS' | 'FAIL_TO_FAIL' | 'PASS_TO_FAIL'

const nothing: TestList = { success: [], failure: [] }

/**
 * The object that `report.json` holds under the instance's id.
 *
 * @param patch the prediction's patch: null, but not '', is reported as none
 */
export function toInstanceReport(
  verdict: Verdict,
  { patch }: { readonly patch: string | null },
): InstanceReport {
  // SWE-smith has no labels, and never says that a patch was applied.
  const isSmith = verdict.rules === 'swe-smith'
  const isV5 = verdict.harness === 'v5' && !isSmith
  const { tests, infra } = patch === null ? { tests: null, infra: null } : verdict
  const isLabelled = isV5 && tests === null
  return {
    patch_is_None: patch === null,
    patch_exists: patch !== null,
    patch_successfully_applied: tests !== null && !isSmith,
    resolved: tests !== null && verdict.resolved,
    ...(isV5 && { infra_failure: isLabelled && infra?.tier === 'environment' }),
    ...(isLabelled && infra && { infra_failure_reason: infra.reason }),
    ...(tests && {
      tests_status: {
        FAIL_TO_PASS: tests.failToPass,
        PASS_TO_PASS: tests.passToPass,
        FAIL_TO_FAIL: nothing,
        PASS_TO_FAIL: nothing,
      },
    }),
  }
}
