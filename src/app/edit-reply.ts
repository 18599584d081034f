import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  openFormat,
  pathsOf,
  planWrites,
  refusePath,
  renderFeedback,
  type ApplyResult,
  type EditFormatName,
  type FileContent,
  type ParsedReply,
  type PathFacts,
} from '../edit/index.ts'
import {
  ignoredPaths,
  listFiles,
  openRepository,
  readState,
  writeChanges,
  type FileState,
} from '../git/index.ts'

export interface EditReplyRequest {
  readonly repo: string
  readonly reply: string
  readonly format: EditFormatName
  readonly allOrNothing: boolean
  /** Say what would happen and write nothing. */
  readonly dryRun: boolean
}

export interface EditReplyEnd {
  readonly parsed: ParsedReply
  readonly result: ApplyResult
  /** What a model would be told; null when everything took effect. */
  readonly feedback: string | null
  readonly written: readonly string[]
}

/**
 * Applies a model's reply to the user's checkout. Each file is written in one step and only if it still is what the
 * edit was made for.
 *
 * @throws CapuchinError `git/*` when the checkout cannot be used or changed in between.
 */
export async function editReply(request: EditReplyRequest): Promise<EditReplyEnd> {
  const { root } = await openRepository(request.repo)
  const known = await listFiles(root)
  const isFile = new Set(known)
  const format = openFormat(request.format)
  const parsed = format.parse(request.reply, {
    isFile: (path) => isFile.has(path),
    textOf: (path) => (isFile.has(path) ? textAt(join(root, path)) : null),
  })
  const paths = [...new Set(parsed.edits.flatMap(pathsOf))]
  const facts = await pathFacts(root, paths)
  const before = new Map<string, FileContent>()
  for (const path of paths) {
    const state = refusePath(path, facts) === null ? await readState(join(root, path)) : null
    if (state) before.set(path, { bytes: state.content, mode: state.mode & 0o777 })
  }
  const { allOrNothing } = request
  const { problems } = parsed
  const result = format.apply(parsed.edits, before, {
    problems,
    allOrNothing,
    refuse: (path) => refusePath(path, facts),
  })
  const { writes, removals } = planWrites(before, result, facts)
  const changes = [
    ...writes.map(({ path, bytes, mode }) => ({ path, after: toState({ bytes, mode }) })),
    ...removals.map(({ path }) => ({ path, after: null })),
  ].map((change) => ({ ...change, before: toState(before.get(change.path)) }))
  if (!request.dryRun) await writeChanges(root, changes)
  return {
    parsed,
    result,
    feedback: renderFeedback(result, problems),
    written: request.dryRun ? [] : changes.map(({ path }) => path),
  }
}

/** Null for anything but a plain file. */
function textAt(path: string): string | null {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path, 'utf8') : null
}

function toState(file: FileContent | undefined): FileState {
  return file ? { content: file.bytes, mode: file.mode & 0o100 ? 0o100755 : 0o100644 } : null
}

async function pathFacts(root: string, paths: readonly string[]): Promise<PathFacts> {
  const inside = paths.filter((path) => !path.startsWith('/') && !path.split('/').includes('..'))
  const ignored = await ignoredPaths(root, inside)
  return {
    isSymlink: (path) => lstatSync(join(root, path), { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
    isIgnored: (path) => ignored.has(path),
  }
}
