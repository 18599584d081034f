import type { AttemptEvent } from '../../../domain/index.ts'
import {
  pathsOf,
  refusePath,
  renderFeedback,
  type FileContent,
  type Files,
  type ParsedReply,
  type PathFacts,
} from '../../../edit/index.ts'
import { showProblems, syntaxProblemsOf, textsOf } from '../../../lint/index.ts'
import type { Sandbox } from '../../../sandbox/index.ts'
import { createSyntax } from '../../../syntax/index.ts'
import { tellEdits } from '../../edit-events.ts'
import { readFiles, readPathFacts, writeFiles } from '../../repository-files.ts'
import { editFormatOf } from './edit-format-of.ts'
import type { EditingInput } from './editing-input.ts'

/** An edit that applied to the code as it was. */
export interface TakenEdit {
  /** Git diff against the base. */
  readonly patch: string
  /** The files that it changes, as they are with it; null for those that it removes. */
  readonly files: ReadonlyMap<string, FileContent | null>
}

export type EditReading =
  | { readonly kind: 'taken'; readonly edit: TakenEdit }
  /** `patch` is that of an edit that applied and was refused all the same. */
  | { readonly kind: 'refused'; readonly reason: string; readonly patch: string | null }

/** Reads an edit and applies it to the base, whole or not at all. Nothing of it stays in the attempt's sandbox. */
export async function* takeEdit(
  input: EditingInput,
  body: string,
  doubted: string | null,
): AsyncGenerator<AttemptEvent, EditReading> {
  const { tools, settings, context, paths } = input
  const format = editFormatOf(input)
  const known = new Set(paths)
  const parsed = format.parse(body, {
    chatFiles: context.paths,
    isFile: (path) => known.has(path),
    fence: context.fence,
  })
  if (parsed.edits.length + parsed.problems.length === 0) return refused('The edit holds no block.')
  const { before, facts, forbidden } = await lookUp(input, parsed)
  const result = format.apply(parsed.edits, before, {
    allOrNothing: true,
    chatFiles: context.paths,
    fence: context.fence,
    problems: parsed.problems,
    refuse: (path) => forbidden.get(path) ?? refusePath(path, facts),
  })
  yield* tellEdits(result, parsed.problems)
  const feedback = renderFeedback(result, parsed.problems)
  if (feedback !== null) return refused(feedback)
  // A format may find the text of one file in another, which must not lead past the guard.
  const strayed = [...result.files.keys()].find((path) => forbidden.has(path))
  if (strayed !== undefined) return refused(`The path ${strayed} ${forbidden.get(strayed)}.`)
  const files = new Map([...result.files, ...result.removed.map((path) => [path, null] as const)])
  const patch = await diffOf(tools.sandbox, files)
  await tools.sandbox.assertBaseUnchanged()
  if (patch === '') return refused('The edit leaves every file as it was.')
  // An edit that is sent again as it was is meant: the grammar may be older than the language.
  if (settings.checkSyntax && patch !== doubted) {
    const errors = await showSyntaxErrors(files, before)
    if (errors !== '')
      return {
        ...refused(
          `With the edit these files no longer parse, as the lines marked with █ show:\n\n${errors}`,
        ),
        patch,
      }
  }
  return { kind: 'taken', edit: { patch, files } }
}

function refused(reason: string): { kind: 'refused'; reason: string; patch: null } {
  return { kind: 'refused', reason, patch: null }
}

interface Surroundings {
  readonly before: Files
  readonly facts: PathFacts
  /** Paths that must not be touched, with why. */
  readonly forbidden: ReadonlyMap<string, string>
}

async function lookUp(
  { tools, context, signal }: EditingInput,
  { edits }: ParsedReply,
): Promise<Surroundings> {
  const named = [...new Set(edits.flatMap(pathsOf))]
  const all = [...new Set([...named, ...context.paths])]
  const facts = await readPathFacts(tools.sandbox, all)
  const before = await readFiles(tools.sandbox, all)
  const forbidden = new Map<string, string>()
  for (const path of all) {
    const reason = refusePath(path, facts)
    if (reason !== null) forbidden.set(path, reason)
  }
  for (const path of named) {
    if (forbidden.has(path) || context.paths.includes(path)) continue
    const kind = before.has(path) ? 'add-file' : 'create-file'
    if ((await tools.approval.ask({ kind, path }, { signal })) === 'no')
      forbidden.set(
        path,
        kind === 'add-file' ? 'names a file that was not allowed' : 'names a new file that was not allowed',
      )
  }
  return { before, facts, forbidden }
}

async function diffOf(sandbox: Sandbox, files: TakenEdit['files']): Promise<string> {
  await using fork = await sandbox.fork()
  await writeFiles(fork, files)
  return await fork.diff()
}

const maxErrors = 20

async function showSyntaxErrors(files: TakenEdit['files'], before: Files): Promise<string> {
  const change = {
    before: textsOf(new Map([...files.keys()].map((path) => [path, before.get(path)?.bytes ?? null]))),
    after: textsOf(new Map([...files].map(([path, file]) => [path, file && file.bytes]))),
  }
  using syntax = createSyntax()
  return await showProblems(await syntaxProblemsOf(change, syntax), change.after, { syntax, most: maxErrors })
}
