import { closingFence } from '../../edit/index.ts'
import type { FileParts } from './file-parts.ts'

export interface ShownFile {
  readonly path: string
  readonly text: string
  /** What of the text is shown; absent for all of it. */
  readonly parts?: FileParts
}

/** Files as a model sees them: each path on a line of its own, its text between fences. */
export function renderFiles(files: readonly ShownFile[], fence: string): string {
  return files
    .map(
      ({ path, text, parts }) => `${path}\n${fence}\n${endLine(parts?.text ?? text)}${closingFence(fence)}`,
    )
    .join('\n\n')
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
