import { closingFence } from '../../edit/index.ts'

export interface ShownFile {
  readonly path: string
  readonly text: string
}

/** Files as a model sees them: each path on a line of its own, its text between fences. */
export function renderFiles(files: readonly ShownFile[], fence: string): string {
  return files
    .map(({ path, text }) => `${path}\n${fence}\n${endLine(text)}${closingFence(fence)}`)
    .join('\n\n')
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
