import { estimateTokens } from '../../attempt/index.ts'
import { isTestPath } from '../../repo/index.ts'
import { isProgram } from '../classes/changed-files.ts'
import type { Observations } from '../observe/observe-pool.ts'
import { changedLines, type LineRange } from './changed-lines.ts'

/**
 * The source files that any of the patches changes, as they are on the base. What does not fit into the budget is cut
 * to the surroundings of the changes, the same for all files; a null budget cuts nothing.
 */
export function showFiles(
  { baseFiles }: Pick<Observations, 'baseFiles'>,
  patches: readonly string[],
  { maxTokens }: { readonly maxTokens: number | null },
): string {
  const changes = patches.map(changedLines)
  const files = baseFiles.flatMap(([path, text]) => {
    const ranges = changes.flatMap((lines) => lines.get(path) ?? [])
    const isTouched = changes.some((lines) => lines.has(path))
    return isTouched && text !== null && isSource(path, text) ? [{ path, text, ranges }] : []
  })
  const rendered = margins.map((margin) => files.map((file) => showFile(file, margin)).join('\n\n'))
  const fitting = rendered.find((text) => maxTokens === null || estimateTokens(text) <= maxTokens)
  return fitting ?? rendered.at(-1) ?? ''
}

/** Lines shown around each change. */
const margins = [Infinity, 400, 200, 100, 50, 20, 5, 0] as const

function isSource(path: string, text: string): boolean {
  return (isProgram(path) || isTestPath(path)) && !text.includes('\0')
}

interface TouchedFile {
  readonly path: string
  readonly text: string
  readonly ranges: readonly LineRange[]
}

function showFile({ path, text, ranges }: TouchedFile, margin: number): string {
  const lines = text.replace(/\n$/, '').split('\n')
  const isShown = (at: number): boolean =>
    ranges.some(([first, last]) => at + 1 >= first - margin && at + 1 <= last + margin)
  const body = margin === Infinity ? lines : withGaps(lines, isShown)
  return `<file path="${path}">\n${body.join('\n')}\n</file>`
}

function withGaps(lines: readonly string[], isShown: (at: number) => boolean): readonly string[] {
  const shown: string[] = []
  let skipped = 0
  const close = (): void => {
    if (skipped > 0) shown.push(`[... ${skipped} lines left out ...]`)
    skipped = 0
  }
  for (const [at, line] of lines.entries()) {
    if (!isShown(at)) {
      skipped += 1
      continue
    }
    close()
    shown.push(line)
  }
  close()
  return shown
}
