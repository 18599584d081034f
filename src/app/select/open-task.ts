import { visibleTestsOf, type EnvironmentTables } from '../../dataset/index.ts'
import type { GradableInstance, Problem } from '../../domain/index.ts'
import type { EvaluationPlaces } from '../../evaluation/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import type { TestCommand } from '../../test-runner/index.ts'
import type { App } from '../create-app.ts'
import { openTaskPlace } from '../open-task-place.ts'
import type { BaseCode } from '../solve/base-code.ts'

/** A dataset's task as whoever chooses patches may see it: no hidden test, no gold patch. */
export interface OpenTask extends AsyncDisposable {
  readonly problem: Problem
  readonly base: Sandbox
  readonly baseKey: string
  readonly code: BaseCode
  /** The command that runs the existing tests of one file; null where it is not known. */
  readonly commandFor: ((file: string) => TestCommand | null) | null
}

export interface TaskDeps {
  readonly app: App
  readonly places: EvaluationPlaces
  readonly tables: EnvironmentTables
  readonly signal?: AbortSignal | undefined
}

/** @throws CapuchinError `evaluation/*`, `workspace/*`, `sandbox/*`. */
export async function openTask(
  instance: GradableInstance,
  { app, places, tables, signal }: TaskDeps,
): Promise<OpenTask> {
  const visible = visibleTestsOf({ repo: instance.repo, version: instance.version ?? '' }, tables)
  const place = await openTaskPlace(instance, { places, signal })
  const base = place.sandbox
  const code = await app.openBaseCode({ root: base.root, place: instance.repo, base, frozen: true })
  return {
    problem: place.problem,
    base,
    baseKey: place.fingerprint,
    code,
    commandFor:
      visible &&
      ((file) => ({
        framework: 'custom',
        command: visible.commandFor(file),
        cwd: '',
        logParser: visible.logParser,
        foundIn: 'the dataset',
      })),
    [Symbol.asyncDispose]: async () => {
      await code[Symbol.asyncDispose]()
      await place[Symbol.asyncDispose]()
    },
  }
}
