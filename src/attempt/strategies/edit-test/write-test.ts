import {
  headlessApproval,
  type AttemptEvent,
  type GeneratedTest,
  type Problem,
  type ScriptRun,
  type Usage,
} from '../../../domain/index.ts'
import type { Model } from '../../../llm/index.ts'
import type { Baseline } from '../../baseline.ts'
import type { AttemptTools } from '../../strategy.ts'
import type { EditTestOptions } from './options.ts'
import { runTestingStage } from './testing-stage.ts'

/** Who writes a test when there is nothing to edit. */
export interface TestWriter extends Pick<
  AttemptTools,
  | 'attemptIndex'
  | 'seed'
  | 'sandbox'
  | 'journal'
  | 'executions'
  | 'testCommand'
  | 'baseKey'
  | 'code'
  | 'concurrency'
> {
  readonly model: Model
}

export interface WrittenTest {
  /** Null where no reply held one. */
  readonly test: GeneratedTest | null
  /** What it said of the code as it is; null where it was not run. */
  readonly run: ScriptRun | null
  readonly usage: Usage
}

/** The first machine of the edit-test strategy alone: the last script holds, approved or not. */
export async function* writeTest(
  problem: Problem,
  { model, ...writer }: TestWriter,
  { settings, signal }: { readonly settings: EditTestOptions; readonly signal: AbortSignal },
): AsyncGenerator<AttemptEvent, WrittenTest> {
  const tools: AttemptTools = {
    ...writer,
    model,
    approval: headlessApproval,
    failCommand: null,
    baseline: nothingRun,
    context: null,
    editor: null,
    deadline: null,
  }
  const stage = { problem, tools, settings, model, signal, onState: () => undefined }
  const { testing } = yield* runTestingStage(stage)
  const { test, run, conversation } = testing
  return { test, run, usage: conversation.usage }
}

/** Existing tests say nothing of a script. */
const nothingRun: Baseline = {
  statuses: new Map(),
  exitCode: null,
  timedOut: false,
  flaky: new Set(),
  failCommandExitCode: null,
  output: '',
  durationMs: 0,
}
