import { closingFence } from '../../edit/index.ts'
import type { Excerpt } from './excerpt.ts'

export interface ShownFile {
  readonly path: string
  readonly text: string
  /** What of the text is shown; absent for all of it. */
  readonly excerpt?: Excerpt
}

/** Files as a model sees them: each path on a line of its own, its text between fences. */
export function renderFiles(files: readonly ShownFile[], fence: string): string {
  return files
    .map(
      ({ path, text, excerpt }) =>
        `${path}\n${fence}\n${endLine(excerpt?.text ?? text)}${closingFence(fence)}`,
    )
    .join('\n\n')
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
