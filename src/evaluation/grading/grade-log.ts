import type { EvaluationSpec, NotGradable, Verdict } from '../../domain/index.ts'
import {
  findLogParser,
  translateNewlines,
  type LogParser,
  type LogStatuses,
} from '../../test-runner/index.ts'
import { gradeR2eGym } from './grade-r2e-gym.ts'
import { gradeSweBenchLive } from './grade-swe-bench-live.ts'
import { gradeSweSmith } from './grade-swe-smith.ts'
import type { GradingReference } from './grading-reference.ts'
import { classifyInfra } from './infra.ts'
import { hasRunEvidence, recordedFailure } from './run-evidence.ts'
import { failOnlyJudges, judgeLists, judgesOf, resolutionOf } from './test-lists.ts'
import { failedStep, testRegion } from './test-region.ts'

export interface GradeOptions {
  /** How the test command ended, where it is known from elsewhere than the log, which a test can write to. */
  readonly exitCode?: number
  /** An instance without a test to fix is never resolved; upstream's rules take it for a full score. */
  readonly requireFailToPass?: boolean
  /** The harness's own log of the run, for the labels of broken environments. */
  readonly runLog?: string
}

/** A log with what is needed to judge it. */
export interface LogToGrade {
  readonly log: string
  readonly reference: GradingReference
  /** True where the test command failed; null where nobody knows. */
  readonly commandFailed: boolean | null
  readonly parse: (text: string) => LogStatuses
}

/** How a family of datasets judges a log. */
export type Grade =
  | { readonly tests: NonNullable<Verdict['tests']>; readonly resolution: Verdict['resolution'] }
  | { readonly notGradable: NotGradable }

const gradeBy: Readonly<Record<EvaluationSpec['rules'], (toGrade: LogToGrade) => Grade>> = {
  'swe-bench': gradeSweBench,
  'swe-smith': gradeSweSmith,
  'swe-bench-live': gradeSweBenchLive,
  'r2e-gym': gradeR2eGym,
}

/** The verdict on the log of an evaluation script that ran to its end. Pure; newlines may be of any kind. */
export function gradeLog(text: string, reference: GradingReference, options: GradeOptions = {}): Verdict {
  const log = translateNewlines(text)
  const { instanceId, harness, rules, version } = reference
  const parser: LogParser = findLogParser(reference.logParser) ?? (() => new Map())
  const grade = gradeBy[rules]({
    log,
    reference,
    commandFailed: options.exitCode === undefined ? recordedFailure(log) : options.exitCode !== 0,
    parse: (part) => parser(part, { version, instanceId, harness }),
  })
  const isGraded = 'tests' in grade
  // Those rules compare whole maps and know no lists.
  const isVacuous =
    options.requireFailToPass === true && rules !== 'r2e-gym' && reference.failToPass.length === 0
  const resolution = isGraded && !isVacuous ? grade.resolution : 'none'
  const resolved = resolution === 'full'
  return {
    instanceId,
    harness,
    rules,
    ending: isGraded ? 'graded' : 'not-gradable',
    resolved,
    resolution,
    tests: isGraded ? grade.tests : null,
    notGradable: isGraded ? null : grade.notGradable,
    ...infraOf(resolved ? null : log, options.runLog),
  }
}

/** The verdict on a prediction whose log is not complete or not there, or that was never run. */
export function verdictWithoutLog(
  { instanceId, harness, rules }: Pick<GradingReference, 'instanceId' | 'harness' | 'rules'>,
  ending: 'error' | 'empty-patch' | 'missing',
  { log, runLog }: { readonly log?: string; readonly runLog?: string } = {},
): Verdict {
  const ungraded = { resolved: false, resolution: 'none', tests: null, notGradable: null } as const
  const infra = infraOf(ending === 'error' ? translateNewlines(log ?? '') : null, runLog)
  return { instanceId, harness, rules, ending, ...ungraded, ...infra }
}

function infraOf(log: string | null, runLog: string | undefined): Pick<Verdict, 'infra' | 'runInfra'> {
  if (log === null) return { infra: null, runInfra: null }
  const infra = classifyInfra(log)
  return {
    infra,
    runInfra: runLog === undefined ? infra : classifyInfra(`${log}\n${translateNewlines(runLog)}`),
  }
}

/** SWE-bench, both generations. */
function gradeSweBench({ log, reference, commandFailed, parse }: LogToGrade): Grade {
  const { harness, evalType } = reference
  const step = failedStep(log)
  if (step) return { notGradable: step }
  const region = testRegion(log)
  if (region === null) return { notGradable: 'no-markers' }
  const inside = parse(region)
  // Where output streams are written one after the other, results can lie outside the markers.
  const statuses = inside.size > 0 ? inside : parse(log)
  if (harness === 'v5') {
    if (statuses.size === 0 && !hasRunEvidence(log)) return { notGradable: 'no-tests-ran' }
    const anyFailed = [...statuses.values()].some((status) => status === 'FAILED' || status === 'ERROR')
    if (commandFailed === true && statuses.size > 0 && !anyFailed) return { notGradable: 'exit-code' }
  }
  const tests = judgeLists(reference, statuses, evalType === 'fail_only' ? failOnlyJudges : judgesOf[harness])
  return { tests, resolution: resolutionOf(tests) }
}
