import { toProblem, type GradableInstance, type Problem } from '../domain/index.ts'
import type { EvaluationPlaces } from '../evaluation/index.ts'
import type { Sandbox } from '../sandbox/index.ts'
import { openTaskSandbox } from '../workspace/index.ts'

/** A dataset's task as whoever works on it may see it: no hidden test, no gold patch. */
export interface TaskPlace extends AsyncDisposable {
  readonly problem: Problem
  readonly sandbox: Sandbox
  /** What its environment is, by content. */
  readonly fingerprint: string
}

export interface TaskPlaceDeps {
  readonly places: EvaluationPlaces
  readonly signal?: AbortSignal | undefined
}

/** @throws CapuchinError `evaluation/*`, `workspace/*`, `sandbox/*`. */
export async function openTaskPlace(
  instance: GradableInstance,
  { places, signal }: TaskPlaceDeps,
): Promise<TaskPlace> {
  const place = await places.prepare(instance, { signal })
  try {
    const sandbox = await openTaskSandbox(await place.open({ signal, forWork: true }), { signal })
    return {
      problem: toProblem(instance),
      sandbox,
      fingerprint: place.fingerprint,
      [Symbol.asyncDispose]: async () => {
        await sandbox.dispose()
        await place.release()
      },
    }
  } catch (error) {
    await place.release()
    throw error
  }
}
