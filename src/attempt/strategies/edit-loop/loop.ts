import { addUsage, issueBlock, type AttemptEvent } from '../../../domain/index.ts'
import { closingFence, type EditFormat } from '../../../edit/index.ts'
import { hashJson, throwIfAborted } from '../../../std/index.ts'
import { createSandboxFileTree } from '../../../workspace/index.ts'
import { assemblePrompt } from '../../context/assemble-prompt.ts'
import { renderFiles } from '../../context/file-contents.ts'
import { renderOverview } from '../../context/overview/overview.ts'
import { renderPrompt } from '../../context/prompt-template.ts'
import { askModel } from './ask-model.ts'
import { followReply } from './follow-reply.ts'
import { makePlan } from './make-plan.ts'
import type { LoopEnding, LoopInput, Next } from './loop-state.ts'
import { prompt } from './prompts.ts'

/** Replies and what follows from each, until one leads to nothing more to ask for, or a limit is met. */
export async function* runLoop(input: LoopInput): AsyncGenerator<AttemptEvent, LoopEnding> {
  const { problem, settings, chat, state, signal } = input
  const paths = await createSandboxFileTree(input.tools.sandbox).list()
  const found = input.tools.context?.files ?? []
  yield* chat.add(
    found.map(({ path }) => path),
    { reason: 'the scan found it', text: problem.problemStatement },
  )
  if (settings.mentionsInIssue) {
    const named = settings.findMentions(problem.problemStatement, { addable: paths, chatFiles: [] })
    yield* chat.add(named, { reason: 'the issue names it', text: problem.problemStatement })
  }
  const overview = yield* renderOverview(
    {
      tools: input.tools,
      issue: problem.problemStatement,
      kind: settings.overview,
      maxTokens: settings.overviewTokens,
      shown: chat.paths,
      signal,
    },
    paths,
  )
  state.turns.push({ role: 'user', text: prompt('issue', { issue: issueBlock(problem.problemStatement) }) })
  if (input.editor === null) return yield* editUntilDone(input, { paths, overview })
  const plan = yield* makePlan(input, { paths, overview })
  if (plan.kind !== 'plan') return plan
  // The editor knows the plan and the files: what the other model asked for on its way is of no use to it.
  const first = prompt('plan', { issue: issueBlock(problem.problemStatement), plan: plan.text })
  state.turns.splice(0, state.turns.length, { role: 'user', text: first })
  return yield* editUntilDone(input, { paths, overview: '' })
}

async function* editUntilDone(
  input: LoopInput,
  repository: Repository,
): AsyncGenerator<AttemptEvent, LoopEnding> {
  const { settings, state, signal } = input
  const planned = state.step
  const complaints = new Set<string>()
  for (;;) {
    throwIfAborted(signal)
    state.step += 1
    yield { type: 'step-start', step: state.step, stage: 'reply' }
    const next = yield* takeStep(input, repository)
    yield { type: 'step-end', step: state.step }
    if (next.kind !== 'reflect') return next
    if (state.step - planned > settings.maxReflections)
      return {
        kind: 'reflections',
        reason: `${settings.maxReflections} reflections were not enough: ${next.cause}`,
      }
    const complaint = hashJson([state.seen.at(-1)?.patch ?? '', next.cause, next.text])
    if (settings.stopOnRepeat && complaints.has(complaint))
      return {
        kind: 'stuck',
        reason: `no progress: a second reply led to the same state (${next.cause})`,
      }
    complaints.add(complaint)
    yield { type: 'reflection', cause: next.cause, text: next.text }
    state.turns.push({ role: 'user', text: next.text })
  }
}

interface Repository {
  readonly paths: readonly string[]
  readonly overview: string
}

async function* takeStep(input: LoopInput, repository: Repository): AsyncGenerator<AttemptEvent, Next> {
  const { settings, chat, state, format, editor } = input
  const shown = await chat.read()
  const fence = format.chooseFence(shown.map(({ text }) => text))
  const messages = assemblePrompt({
    system: prompt(editor === null ? 'system' : 'editor-system', { format: teach(format, fence) }),
    overview: repository.overview,
    turns: state.turns,
    files: shown.length === 0 ? '' : prompt('files', { files: renderFiles(shown, fence) }),
    reminder: prompt('reminder', { fence }),
  })
  const answer = yield* askModel(editor ?? input.model, messages, {
    ...settings,
    preview: { format, fence },
    stage: editor === null ? undefined : 'edits',
    signal: input.signal,
  })
  state.turns.push({ role: 'assistant', text: answer.text })
  state.usage = addUsage(state.usage, answer.usage)
  return yield* followReply(input, { paths: repository.paths, shown, fence, answer })
}

function teach(format: EditFormat, fence: string): string {
  return renderPrompt(format.prompt(), { fence, closeFence: closingFence(fence) })
}
