import type { AttemptEvent } from '../../../domain/index.ts'
import { renderFeedback, type ParsedReply } from '../../../edit/index.ts'
import type { ShownFile } from '../../context/file-contents.ts'
import { addMentions } from './add-mentions.ts'
import { applyReply } from './apply-reply.ts'
import type { ModelAnswer } from './ask-model.ts'
import { offerCommands } from './commands.ts'
import type { LoopInput, Next } from './loop-state.ts'
import { prompt } from './prompts.ts'
import { notRun, renderReview, reviewPatch } from '../../review.ts'
import { lintEdits } from '../../lint-edits.ts'

export interface Reply {
  readonly answer: ModelAnswer
  /** Files of the conversation as the reply was given them. */
  readonly shown: readonly ShownFile[]
  readonly fence: string
  /** All files of the repository. */
  readonly paths: readonly string[]
}

/** Does what a reply asks for: its edits first, then checks, then the files that it wants to see. */
export async function* followReply(input: LoopInput, reply: Reply): AsyncGenerator<AttemptEvent, Next> {
  const { chat, format } = input
  const { answer, fence, paths } = reply
  const known = new Set(paths)
  const parsed = format.parse(answer.text, {
    chatFiles: chat.paths,
    isFile: (path) => known.has(path) || chat.has(path),
    cutShort: answer.cutShort,
    fence,
    textOf: (path) => reply.shown.find((file) => file.path === path)?.text ?? null,
  })
  if (answer.cutShort) yield { type: 'warning', text: 'the reply was cut off for length' }
  const output = yield* offerCommands(input, parsed.commands)
  const next = yield* parsed.edits.length + parsed.problems.length > 0
    ? followEdits(input, { ...reply, parsed })
    : followText(input, reply)
  return next.kind === 'reflect' && output !== '' ? { ...next, text: `${next.text}\n\n${output}` } : next
}

async function* followEdits(
  input: LoopInput,
  reply: Reply & { readonly parsed: ParsedReply },
): AsyncGenerator<AttemptEvent, Next> {
  const { settings, tools, chat, state, format, signal } = input
  const { parsed, fence } = reply
  const { result, before } = yield* applyReply(tools, { parsed, format, fence, chat, signal })
  for (const path of [...result.files.keys(), ...result.removed])
    if (!state.originals.has(path)) state.originals.set(path, before.get(path)?.bytes ?? null)
  await tools.sandbox.assertBaseUnchanged()
  const patch = await tools.sandbox.diff()
  state.seen.push({ patch, evidence: notRun })
  const feedback = renderFeedback(result, parsed.problems)
  if (feedback !== null) return { kind: 'reflect', cause: 'edit', text: feedback }
  const wrong = (yield* checkLint(input)) ?? (yield* checkTests(input, patch))
  if (wrong !== null) return wrong
  const added = settings.mentionsBesideEdits ? yield* addMentions(input, mentioning(reply)) : null
  return (
    added ?? {
      kind: 'done',
      reason: patch === '' ? 'the edits left every file as it was' : 'the edits passed every check',
    }
  )
}

/** A reply without edits asks for files, or has given up. */
async function* followText(input: LoopInput, reply: Reply): AsyncGenerator<AttemptEvent, Next> {
  const { settings, state } = input
  const added = yield* addMentions(input, mentioning(reply))
  if (added !== null) return added
  const hasPatch = (state.seen.at(-1)?.patch ?? '') !== ''
  if (settings.insistOnEdits && !hasPatch)
    return { kind: 'reflect', cause: 'no-edits', text: prompt('no-edits') }
  return { kind: 'done', reason: 'the last reply holds no edits' }
}

function mentioning({ answer, paths }: Reply) {
  return { text: answer.text, paths }
}

/** All edits so far count, also those of earlier replies. */
async function* checkLint({
  settings,
  state,
  tools,
  signal,
}: LoopInput): AsyncGenerator<AttemptEvent, Next | null> {
  const { linters } = settings
  if (linters === null) return null
  const { originals, step } = state
  const { report, shown } = yield* lintEdits(tools, { originals, linters, step, signal })
  const count = report.problems.length
  if (count === 0) return null
  const summary = count === 1 ? '1 complaint of linters' : `${count} complaints of linters`
  if ((await tools.approval.ask({ kind: 'fix-lint', summary }, { signal })) === 'no') return null
  return { kind: 'reflect', cause: 'lint', text: prompt('lint', { problems: shown }) }
}

async function* checkTests(input: LoopInput, patch: string): AsyncGenerator<AttemptEvent, Next | null> {
  const { settings, state, tools, signal } = input
  const nothingToRun = tools.testCommand === null && tools.failCommand === null
  if (!settings.runTests || nothingToRun || patch === '') return null
  const { mustFix, outputCharacters } = settings
  const review = yield* reviewPatch(tools, { patch, step: state.step, mustFix, outputCharacters, signal })
  state.seen.push({ patch, evidence: review.evidence })
  const { plausible, reason } = review.evidence
  if (plausible) return null
  if ((await tools.approval.ask({ kind: 'fix-tests', summary: reason }, { signal })) === 'no') return null
  return { kind: 'reflect', cause: 'tests', text: prompt('tests', { reason, details: renderReview(review) }) }
}
