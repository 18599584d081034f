import { CapuchinError } from '../../std/index.ts'
import { renderBinaryPatch } from './binary-patch.ts'
import { renderGitPatch } from './git-patch.ts'
import { createHunkWriter, type WriteHunks } from './text-hunks.ts'
import { renderTextPatch } from './text-patch.ts'
import { isTextFile, type FileChange, type TreeFile } from './tree-file.ts'

/**
 * Git diff of these changes, full blob ids and binary parts included. Files that are not UTF-8 become binary parts,
 * so that the patch survives being a string. What is quick is written here; git is run for the rest, whose parts
 * stand last.
 *
 * @throws CapuchinError `sandbox/git`, `sandbox/diff-too-large`.
 */
export async function buildPatch(changes: readonly FileChange[]): Promise<string> {
  const writeHunks = createHunkWriter()
  const parts: string[] = []
  const forGit: FileChange[] = []
  for (const change of changes.filter(differs)) {
    const rendered = await Promise.all(asOneKind(change).map((part) => renderPart(part, writeHunks)))
    if (rendered.includes(null)) forGit.push(change)
    else parts.push(...rendered.filter((part) => part !== null))
  }
  return joinParts([...parts, await renderGitPatch(forGit)])
}

/** Of a changed file, both sides: up to here git is quick to find a smaller difference than we do. */
const gitBinaryBytes = 2 * 1024 ** 2

async function renderPart(change: FileChange, writeHunks: WriteHunks): Promise<string | null> {
  const { before, after } = change
  if (!isBinary(before) && !isBinary(after)) return renderTextPatch(change, writeHunks)
  const isChanged = before !== null && after !== null && !before.content.equals(after.content)
  if (isChanged && before.content.byteLength + after.content.byteLength <= gitBinaryBytes) return null
  return renderBinaryPatch(change)
}

function isBinary(file: TreeFile | null): boolean {
  if (file === null) return false
  // Git looks no further.
  return file.content.subarray(0, 8000).includes(0) || !isTextFile(file)
}

/** A file and a link are two things: the one goes, the other comes. */
function asOneKind(change: FileChange): FileChange[] {
  const { before, after } = change
  if (before === null || after === null || isLink(before) === isLink(after)) return [change]
  return [
    { ...change, after: null },
    { ...change, before: null },
  ]
}

function isLink(file: TreeFile): boolean {
  return file.mode === '120000'
}

function differs({ before, after }: FileChange): boolean {
  if (before === null || after === null) return before !== after
  return before.mode !== after.mode || !before.content.equals(after.content)
}

function joinParts(parts: readonly string[]): string {
  try {
    return parts.join('')
  } catch (cause) {
    throw new CapuchinError('sandbox/diff-too-large', 'the changes do not fit into one patch of 512 MB', {
      cause,
      hint: 'leave large files that change out of the repository, for example by .gitignore',
    })
  }
}
