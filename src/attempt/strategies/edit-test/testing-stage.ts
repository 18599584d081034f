import type { AttemptEvent, Problem } from '../../../domain/index.ts'
import type { Model } from '../../../llm/index.ts'
import { createSandboxFileTree } from '../../../workspace/index.ts'
import { renderOverview } from '../../context/overview/overview.ts'
import type { AttemptTools } from '../../strategy.ts'
import type { EditTestInput } from './edit-test-input.ts'
import type { EditTestOptions } from './options.ts'
import { chooseScriptSettings } from './script-settings.ts'
import { runTesting, type TestingState } from './testing-machine.ts'

export interface TestingStage {
  readonly problem: Problem
  readonly tools: AttemptTools
  readonly settings: EditTestOptions
  readonly model: Model
  readonly signal: AbortSignal
  readonly onState: (state: TestingState) => void
}

export interface TestingStageEnd {
  readonly testing: TestingState
  /** For a machine that comes after it. */
  readonly input: EditTestInput
}

/** Looks at the repository, and has a script written that shows the issue. */
export async function* runTestingStage({
  onState,
  ...attempt
}: TestingStage): AsyncGenerator<AttemptEvent, TestingStageEnd> {
  const { tools, settings } = attempt
  const paths = await createSandboxFileTree(tools.sandbox).list()
  const framework = tools.testCommand?.framework ?? null
  const scripts = chooseScriptSettings(paths, { framework, settings })
  const input: EditTestInput = { ...attempt, paths, scripts }
  yield { type: 'stage', stage: 'testing' }
  const testing = yield* runTesting({ ...input, overview: yield* renderCode(input), onState })
  return { testing, input }
}

async function* renderCode(input: EditTestInput): AsyncGenerator<AttemptEvent, string> {
  const { tools, problem, settings, paths, signal } = input
  if (settings.overviewTokens <= 0) return ''
  const issue = problem.problemStatement
  return yield* renderOverview(
    { tools, issue, kind: 'map', maxTokens: settings.overviewTokens, shown: [], signal },
    paths,
  )
}
