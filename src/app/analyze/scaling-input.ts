import { z } from 'zod'
import { attemptPrefix, type StoredInstance } from '../../analysis/index.ts'
import { badInput, readInstances, type Line } from './json-lines.ts'

const usd = z.number().nonnegative().nullable().default(null)

const completionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('edit'), patchId: z.string().nullable(), costUsd: usd }),
  z.object({ kind: z.literal('test'), testId: z.string(), costUsd: usd }),
  z.object({ kind: z.enum(['done', 'misparse']), costUsd: usd }),
])

const attemptSchema = z.object({
  seedTestId: z.string().nullable(),
  testingUsd: usd,
  completions: z.array(completionSchema),
  /** What the attempt is known to have ended with; must be what its completions end with. */
  final: z.object({ patchId: z.string().nullable(), testId: z.string().nullable() }).optional(),
})

const instanceSchema = z.object({
  instanceId: z.string(),
  sharedUsd: usd,
  attempts: z.array(attemptSchema),
  /** By patch; null where hidden tests gave no verdict. */
  resolved: z.record(z.string(), z.boolean().nullable()),
  /** By test, the patches that it passes on. */
  passes: z.record(z.string(), z.array(z.string())),
  /** By test, the patches that it was not run on: it counts as not passing on them. */
  notRun: z.record(z.string(), z.array(z.string())).default({}),
})
/** One instance as the input has it. */
export type ScalingLine = z.infer<typeof instanceSchema>

export interface ScalingInput {
  readonly instances: readonly StoredInstance[]
  /** Patches that count as not resolved because hidden tests gave no verdict. */
  readonly withoutVerdict: number
  /** Whether hidden tests gave a verdict on any patch, or there is none. */
  readonly graded: boolean
  /** Pairs of a test and a patch of an instance that were not run, which count as not passing. */
  readonly notRun: number
}

/** @throws CapuchinError `log/unreadable`, `analyze/bad-input` */
export async function readScalingInput(path: string): Promise<ScalingInput> {
  return toScalingInput(await readInstances(path, instanceSchema))
}

/** @throws CapuchinError `analyze/bad-input` */
export function toScalingInput(lines: readonly Line<ScalingLine>[]): ScalingInput {
  const verdicts = lines.flatMap(({ value }) => Object.values(value.resolved))
  const unknown = verdicts.filter((verdict) => verdict === null).length
  return {
    instances: lines.map(toInstance),
    withoutVerdict: unknown,
    graded: unknown < verdicts.length || verdicts.length === 0,
    notRun: lines.flatMap(({ value }) => Object.values(value.notRun).flat()).length,
  }
}

function toInstance({ where, value }: Line<ScalingLine>): StoredInstance {
  const resolved = new Map(Object.entries(value.resolved))
  const passes = new Map(Object.entries(value.passes).map(([test, patches]) => [test, new Set(patches)]))
  const attempts = value.attempts.map((attempt) => ({
    ...attempt,
    completions: attempt.completions.map((completion) => ({ patchId: null, testId: null, ...completion })),
  }))
  for (const [index, { seedTestId, completions, final }] of attempts.entries()) {
    const at = `${where}, attempt ${index + 1}`
    for (const { patchId } of completions)
      if (patchId !== null && !resolved.has(patchId))
        throw badInput(at, `resolved says nothing of patch ${patchId}`)
    for (const testId of [seedTestId, ...completions.map((completion) => completion.testId)])
      if (testId !== null && !passes.has(testId)) throw badInput(at, `passes says nothing of test ${testId}`)
    const end = attemptPrefix({ seedTestId, testingUsd: null, completions }, completions.length)
    if (final && (final.patchId !== end.patchId || final.testId !== end.testId))
      throw badInput(
        at,
        `it ended with ${final.patchId ?? 'no patch'} and ${final.testId ?? 'no test'}, its completions with ${end.patchId ?? 'no patch'} and ${end.testId ?? 'no test'}`,
      )
  }
  return {
    instanceId: value.instanceId,
    sharedUsd: value.sharedUsd,
    attempts,
    resolved: (patchId) => resolved.get(patchId) === true,
    passes: (testId, patchId) => passes.get(testId)?.has(patchId) ?? false,
  }
}
