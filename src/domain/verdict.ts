import { z } from 'zod'
import { gradingRulesSchema } from './instance.ts'

export const harnessSchema = z.enum(['v4', 'v5'])

export const notGradableSchema = z.enum([
  /** The log holds one of the harness's own words for a step that failed, wherever it was printed. */
  'patch-apply-failed',
  'reset-failed',
  'tests-errored',
  'tests-timed-out',
  /** One of the two lines around the tests' output is missing, or they are in the wrong order. */
  'no-markers',
  /** No result, and nothing that shows that a suite ran. */
  'no-tests-ran',
  /** The command failed although no test did: the log does not describe the run. */
  'exit-code',
])
export type NotGradable = z.infer<typeof notGradableSchema>

export const infraFailureSchema = z.object({
  /** Upstream's label: `out_of_memory`. */
  reason: z.string(),
  /** `environment`: no patch can cause it; `ambiguous`: a patch can. */
  tier: z.enum(['environment', 'ambiguous']),
})
export type InfraFailure = Readonly<z.infer<typeof infraFailureSchema>>

const testListSchema = z.object({ success: z.array(z.string()), failure: z.array(z.string()) })
/** The tests of one list by how they ended; tests that the rules ignore are in neither. */
export type TestList = Readonly<z.infer<typeof testListSchema>>

export const verdictSchema = z.object({
  instanceId: z.string(),
  harness: harnessSchema,
  rules: gradingRulesSchema,
  /**
   * `graded`: the log was read. `not-gradable`: it could not be trusted, see `notGradable`. `error`: there is no
   * complete log (the patch did not apply, a timeout, a sandbox). `empty-patch`: never run. `missing`: no prediction.
   */
  ending: z.enum(['graded', 'not-gradable', 'error', 'empty-patch', 'missing']),
  resolved: z.boolean(),
  /** `partial`: some of the failing tests pass and all of the passing ones still do. */
  resolution: z.enum(['full', 'partial', 'none']),
  /** Null unless graded. */
  tests: z.object({ failToPass: testListSchema, passToPass: testListSchema }).nullable(),
  notGradable: notGradableSchema.nullable(),
  /** What in the log looks like a broken environment; advisory, it changes no score. Null where resolved. */
  infra: infraFailureSchema.nullable(),
  /** The same, with the harness's own log of the run behind the tests' log. */
  runInfra: infraFailureSchema.nullable(),
})
/** What grading says of one prediction. `resolved` means hidden tests, never visible ones. */
export type Verdict = Readonly<z.infer<typeof verdictSchema>>
