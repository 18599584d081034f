import type { GradableInstance } from '../../domain/index.ts'
import type { InfraEnding } from '../../evaluation/index.ts'
import { patchIdOf } from '../../selection/index.ts'
import { runHiddenTests, verdictOn, type HiddenTestDeps } from '../evaluate/run-hidden-tests.ts'

/** What hidden tests say of the patches of one instance. */
export interface PatchVerdicts {
  /** By the patch's id. */
  readonly resolved: ReadonlyMap<string, boolean>
  /** What kept patches from a verdict. */
  readonly infra: readonly Pick<InfraEnding, 'code' | 'reason'>[]
}

/** Runs each different patch once against the hidden tests. */
export async function gradePatches(
  instance: GradableInstance,
  patches: readonly string[],
  deps: HiddenTestDeps,
): Promise<PatchVerdicts> {
  const different = new Map(patches.filter(Boolean).map((patch) => [patchIdOf(patch), patch]))
  const ran = await runHiddenTests(instance, [...different.values()], deps)
  return {
    resolved: new Map(
      ran.flatMap(({ patch, result }) =>
        result.kind === 'executed'
          ? [[patchIdOf(patch), verdictOn(instance, result.execution, deps.settings).resolved] as const]
          : [],
      ),
    ),
    infra: ran.flatMap(({ result }) =>
      result.kind === 'infra' ? [{ code: result.code, reason: result.reason }] : [],
    ),
  }
}
