import { issueBlock } from '../../../domain/index.ts'
import { closingFence } from '../../../edit/index.ts'
import { renderFiles, type ShownFile } from '../../context/file-contents.ts'
import { renderPrompt } from '../../context/prompt-template.ts'
import { renderReview } from '../../review.ts'
import type { EditTestInput } from './edit-test-input.ts'
import { editFormatOf } from './edit-format-of.ts'
import type { EditingState } from './editing-state.ts'
import { breaksNothing } from './exec-script.ts'
import { prompt } from './prompts.ts'
import { cutInHalves } from '../../context/cut-output.ts'
import { showRun } from './script-output.ts'

/** What no turn changes: rules, issue and files. */
export function renderSystem(
  { problem, settings, model, scripts }: EditTestInput,
  { files, fence }: { readonly files: readonly ShownFile[]; readonly fence: string },
): string {
  return prompt('edit-system', {
    format: renderPrompt(editFormatOf({ settings, model }).prompt(), {
      fence,
      closeFence: closingFence(fence),
    }),
    form: scripts.form,
    rules: scripts.rules,
    issue: prompt('issue', { issue: issueBlock(problem.problemStatement) }),
    files: files.length === 0 ? '(none)' : renderFiles(files, fence),
  })
}

export function renderFirst({ settings }: EditTestInput, { test, baseRun }: EditingState): string {
  if (test === null || baseRun === null) return prompt('edit-first-without-script')
  const { ending, output } = showRun(baseRun, settings)
  // CodeMonkeys shows this one output whole.
  const limit = settings.flow === 'codemonkeys' ? output.length : settings.outputCharacters
  return prompt('edit-first', {
    // What is shown is imitated, and CodeMonkeys reads no attribute.
    opening: settings.flow === 'codemonkeys' ? '<test>' : `<test language="${test.language}">`,
    script: test.text.trimEnd(),
    ending,
    output: cutInHalves(output, limit).trimEnd(),
  })
}

export function renderNext(input: EditTestInput, now: EditingState): string {
  return prompt('edit-next', {
    diff: now.edit?.patch.trimEnd() ?? '',
    runs: renderRuns(input, now),
    review: renderBroken(now),
  })
}

function renderRuns({ settings }: EditTestInput, { baseRun, editedRun }: EditingState): string {
  if (baseRun === null || editedRun === null) return prompt('edit-runs-none')
  const base = showRun(baseRun, settings)
  const edited = showRun(editedRun, settings)
  const cut = (output: string): string => cutInHalves(output, settings.outputCharacters).trimEnd()
  return prompt('edit-runs', {
    baseEnding: base.ending,
    baseOutput: cut(base.output),
    editedEnding: edited.ending,
    editedOutput: cut(edited.output),
  })
}

/** What the edit broke, as long as it is the present one. */
function renderBroken({ edit, review }: EditingState): string {
  if (review === null || review.patch !== edit?.patch || breaksNothing(review.review.evidence)) return ''
  const { reason } = review.review.evidence
  return `\n\n${prompt('edit-review', { reason, details: renderReview(review.review) })}`
}
