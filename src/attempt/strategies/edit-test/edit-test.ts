import type { AttemptEvent, AttemptOutcome, Problem } from '../../../domain/index.ts'
import type { Model } from '../../../llm/index.ts'
import { createDeadline } from '../../deadline.ts'
import { toFailure } from '../../failure.ts'
import { modelAttempt, needModel } from '../../model-attempt.ts'
import type { AttemptTools, Strategy } from '../../strategy.ts'
import { chooseFiles } from './choose-files.ts'
import { editFormatOf } from './edit-format-of.ts'
import { runEditing } from './editing-machine.ts'
import { renderSystem } from './editing-prompts.ts'
import { defaultEditTestOptions, type EditTestOptions } from './options.ts'
import { judgeFinal, toFailed, toOutcome, type Progress } from './outcome.ts'
import { runTestingStage } from './testing-stage.ts'

/**
 * Two conversations, one after the other: the first writes a script that shows the issue, the second edits the code
 * and may mend edit and script by what the script says with and without the edit.
 */
export function createEditTest(options: Partial<EditTestOptions> = {}): Strategy {
  const settings = { ...defaultEditTestOptions, ...options }
  return {
    name: 'edit-test',
    mustFix: settings.mustFix,
    run: (problem, tools, { signal }) =>
      modelAttempt('edit-test', tools, guarded({ problem, tools, settings, signal })),
  }
}

interface AttemptInput {
  readonly problem: Problem
  readonly tools: AttemptTools
  readonly settings: EditTestOptions
  readonly signal: AbortSignal | undefined
}

/** Limits, a cancelled run, and a model or sandbox that breaks are endings, with what there is until then. */
async function* guarded(attempt: AttemptInput): AsyncGenerator<AttemptEvent, AttemptOutcome> {
  const { tools } = attempt
  const model = needModel('edit-test', tools)
  const limit = createDeadline(tools.deadline, attempt.signal)
  let progress: Progress = { testing: null, editing: null }
  const onProgress = (change: Partial<Progress>): void => {
    progress = { ...progress, ...change }
  }
  try {
    const outcome = yield* runMachines({ ...attempt, model, signal: limit.signal }, onProgress)
    await tools.sandbox.assertBaseUnchanged()
    return outcome
  } catch (error) {
    const failure = toFailure(error, limit)
    if (failure === null) throw error
    return toFailed(failure, progress, tools.attemptIndex)
  } finally {
    limit.clear()
  }
}

async function* runMachines(
  attempt: Omit<AttemptInput, 'signal'> & { readonly model: Model; readonly signal: AbortSignal },
  onProgress: (change: Partial<Progress>) => void,
): AsyncGenerator<AttemptEvent, AttemptOutcome> {
  const { tools, settings } = attempt
  const { testing, input } = yield* runTestingStage({
    ...attempt,
    onState: (testing) => onProgress({ testing }),
  })
  if (testing.test === null && settings.flow === 'codemonkeys')
    return toOutcome({ testing, editing: null }, { tools, evidence: null })
  yield { type: 'stage', stage: 'editing' }
  const files = yield* chooseFiles(input)
  const fence = editFormatOf(input).chooseFence(files.map(({ text }) => text))
  const editing = yield* runEditing({
    ...input,
    context: { paths: files.map(({ path }) => path), fence },
    system: renderSystem(input, { files, fence }),
    seed: testing,
    onState: (editing) => onProgress({ editing }),
  })
  const evidence = yield* judgeFinal(input, editing)
  return toOutcome({ testing, editing }, { tools, evidence })
}
