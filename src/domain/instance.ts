import { z } from 'zod'

/** How an instance's verdict is reached; one per family of datasets (see `evaluation/`). */
export const gradingRulesSchema = z.enum(['swe-bench', 'swe-smith', 'swe-bench-live', 'r2e-gym'])
export type GradingRules = z.infer<typeof gradingRulesSchema>

export const evaluationSpecSchema = z.object({
  /** Full image reference; null where the row names none and none can be derived. */
  image: z.string().nullable(),
  /** Bash text that resets the test files, applies the hidden tests and runs them between the two marker lines. */
  script: z.string(),
  /** Upstream's name of the log parser: `parse_log_django`. */
  logParser: z.string(),
  /** `fail_only`: only an explicit failure fails, an absent test passes. */
  evalType: z.enum(['pass_and_fail', 'fail_only']),
  rules: gradingRulesSchema,
})
/** All that running and grading an instance's hidden tests needs, whichever generation its row was of. */
export type EvaluationSpec = Readonly<z.infer<typeof evaluationSpecSchema>>

/** A file that a text patch cannot carry, put into place before the tests. */
const assetSchema = z.object({ path: z.string(), url: z.string() })

export const instanceSchema = z.object({
  instanceId: z.string().min(1),
  /** Where the code comes from: `owner/name`, or the path of a user's own checkout. */
  repo: z.string(),
  baseCommit: z.string(),
  problemStatement: z.string(),
  hints: z.string().optional(),
  /** A patch that fixes the issue, in the direction it is applied in, whatever the dataset stores. */
  goldPatch: z.string().optional(),
  testPatch: z.string().optional(),
  failToPass: z.array(z.string()).optional(),
  passToPass: z.array(z.string()).optional(),
  /** Key into a dataset's environment tables: `major.minor`, or a pull request number. */
  version: z.string().optional(),
  environmentSetupCommit: z.string().optional(),
  createdAt: z.string().optional(),
  difficulty: z.string().optional(),
  testAssets: z.array(assetSchema).optional(),
  /** The whole map after the fix, for rules that compare maps (`r2e-gym`). */
  expectedStatuses: z.record(z.string(), z.string()).optional(),
  evaluation: evaluationSpecSchema.optional(),
})
/** One issue to solve, with everything known about it, answer included. */
export type Instance = Readonly<z.infer<typeof instanceSchema>>

/** An instance whose hidden tests can be run and graded. */
export type GradableInstance = Instance & { readonly evaluation: EvaluationSpec }
