import { isPlausible, type AttemptCheck, type Evidence } from '../../domain/index.ts'

/** What a patch may not leave. `baseline`: tests that fail now and did not before. `article`: any error that there is. */
export const plausibleRules = ['baseline', 'article'] as const
export type PlausibleRule = (typeof plausibleRules)[number]

/** What was seen of an attempt that left a patch. */
export interface SeenAttempt {
  /** Null where the strategy tells of no edits: the patch stands for them. */
  readonly edits: boolean | null
  /** One line each. */
  readonly faults: readonly string[]
  readonly evidence: Evidence
}

export interface AttemptVerdict {
  readonly check: AttemptCheck
  readonly plausible: boolean
  /** Why it is plausible, or all that speaks against it. */
  readonly reason: string
}

/** Sets what was seen of an attempt against the rule; null for one that left no patch. */
export function verdictOf(seen: SeenAttempt | null, rule: PlausibleRule): AttemptVerdict {
  if (seen === null) {
    const check = { hasPatch: false, edits: null, lint: null, tests: null }
    return { check, plausible: false, reason: 'it left no patch' }
  }
  const { edits, faults, evidence } = seen
  const remaining = rule === 'article' ? (evidence.tests?.stillFailing.length ?? 0) : 0
  const ran = evidence.tests !== null || evidence.failCommand !== null
  const check = {
    hasPatch: true,
    edits: edits ?? true,
    lint: faults.length === 0,
    tests: ran ? evidence.plausible && remaining === 0 : null,
  }
  const against = [
    check.edits ? '' : 'its last edits did not all apply',
    faultText(faults),
    check.tests === true ? '' : evidence.plausible ? `${remaining} tests still fail` : evidence.reason,
  ].filter((reason) => reason !== '')
  return {
    check,
    plausible: isPlausible(check),
    reason: against.length === 0 ? evidence.reason : against.join('; '),
  }
}

function faultText(faults: readonly string[]): string {
  const [first] = faults
  if (first === undefined) return ''
  return faults.length === 1 ? first : `${faults.length} faults in what it changed, the first: ${first}`
}
