import {
  noUsage,
  type AttemptEvent,
  type AttemptOutcome,
  type Candidate,
  type Problem,
  type Usage,
} from '../../../domain/index.ts'
import { formatForModel, openFormat } from '../../../edit/index.ts'
import { createSyntax } from '../../../syntax/index.ts'
import { rankCandidates } from '../../candidates.ts'
import { createSpanCutter } from '../../context/spans/span-cutter.ts'
import { createDeadline } from '../../deadline.ts'
import { toFailure } from '../../failure.ts'
import { modelAttempt, needModel } from '../../model-attempt.ts'
import type { AttemptTools, Strategy } from '../../strategy.ts'
import { createChatFiles } from './chat-files.ts'
import type { LoopEnding, LoopState } from './loop-state.ts'
import { runLoop } from './loop.ts'
import { defaultEditLoopOptions, type EditLoopOptions } from './options.ts'

/**
 * One conversation: show files, take edits, check that they parse and what the tests say, and send back what went
 * wrong, until all is well or a limit is met. With an editor the model plans in prose, and the editor has the conversation.
 */
export function createEditLoop(options: Partial<EditLoopOptions> = {}): Strategy {
  const settings = { ...defaultEditLoopOptions, ...options }
  return {
    name: 'edit-loop',
    mustFix: settings.mustFix,
    run: (problem, tools, { signal }) =>
      modelAttempt('edit-loop', tools, guarded({ problem, tools, settings, signal })),
  }
}

interface AttemptInput {
  readonly problem: Problem
  readonly tools: AttemptTools
  readonly settings: EditLoopOptions
  readonly signal: AbortSignal | undefined
}

/** Limits, a cancelled run, and a model or sandbox that breaks are endings, with what there is until then. */
async function* guarded(input: AttemptInput): AsyncGenerator<AttemptEvent, AttemptOutcome> {
  const { problem, tools, settings } = input
  const model = needModel('edit-loop', tools)
  const { editor } = tools
  const format = openFormat(formatForModel(settings.format, (editor ?? model).id.model))
  const limit = createDeadline(tools.deadline, input.signal)
  using syntax = createSyntax()
  using cutter = createSpanCutter(syntax, { maxTokens: mostOfSpan })
  const chat = createChatFiles(tools, {
    maxTokens: settings.fileTokens,
    // Who writes whole files has to see them.
    cutter: format.name === 'whole' ? null : cutter,
    signal: limit.signal,
  })
  const state: LoopState = { turns: [], usage: noUsage, seen: [], step: 0, originals: new Map() }
  const found = (): Found => ({
    candidates: [...rankCandidates(state.seen, tools.attemptIndex)],
    usage: state.usage,
  })
  try {
    const ending = yield* runLoop({
      problem,
      tools,
      settings,
      model,
      editor,
      format,
      chat,
      state,
      signal: limit.signal,
    })
    await tools.sandbox.assertBaseUnchanged()
    return toOutcome(ending, found())
  } catch (error) {
    const failure = toFailure(error, limit)
    if (failure === null) throw error
    const { candidates, usage } = found()
    return failure.kind === 'limit' ? { ...failure, candidates, usage } : { ...failure, usage }
  } finally {
    limit.clear()
  }
}

/** Tokens, of one span of a file that is shown in part. */
const mostOfSpan = 1_500

interface Found {
  readonly candidates: Candidate[]
  readonly usage: Usage
}

function toOutcome({ kind, reason }: LoopEnding, { candidates, usage }: Found): AttemptOutcome {
  if (kind === 'reflections' || (kind === 'stuck' && candidates.length > 0))
    return { kind: 'limit', which: 'reflections', reason, candidates, usage }
  return candidates.length === 0
    ? { kind: 'no-patch', reason, usage }
    : { kind: 'submitted', candidates, usage }
}
