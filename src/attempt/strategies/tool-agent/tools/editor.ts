import { posix } from 'node:path'
import type { Sandbox } from '../../../../sandbox/index.ts'
import { shellQuote } from '../../../../std/index.ts'
import { decodeFile } from '../../../context/decode-file.ts'
import { insertLines, numberLines, replaceOnce, type TextEdit } from './edit-text.ts'
import type { Action } from './read-call.ts'

export type EditorAction = Exclude<Action, { readonly tool: 'bash' | 'finish' }>

export interface Answer {
  readonly text: string
  readonly failed: boolean
}

/** Looks at and changes files of one sandbox, and remembers what it changed. */
export interface Editor {
  run(action: EditorAction, options: { readonly signal: AbortSignal }): Promise<Answer>
}

export function createEditor(sandbox: Sandbox): Editor {
  /** Bytes of each file before each of its changes; null where there was no file. */
  const earlier = new Map<string, (Uint8Array | null)[]>()
  const save = async (path: string, before: Uint8Array | null, text: string): Promise<void> => {
    await sandbox.writeFile(path, text)
    earlier.set(path, [...(earlier.get(path) ?? []), before])
  }
  const change = async (path: string, edit: (text: string) => TextEdit): Promise<Answer> => {
    const bytes = await sandbox.readFile(path)
    const text = decodeFile(bytes)
    if (text === null)
      return failed(bytes === null ? `There is no file ${path}.` : `${path} is not a text file.`)
    const edited = edit(text)
    if (edited.kind === 'refused') return failed(`${path} was not changed. ${edited.reason}`)
    await save(path, bytes, edited.text)
    return done(
      `${path} was changed. Now it reads there:\n${numberLines(edited.text, edited.firstLine - 3, edited.lastLine + 3)}`,
    )
  }
  const undo = async (path: string): Promise<Answer> => {
    const states = earlier.get(path) ?? []
    const last = states.at(-1)
    if (last === undefined) return failed(`There is no change of ${path} by this tool to take back.`)
    if (last === null) await sandbox.deleteFile(path)
    else await sandbox.writeFile(path, last)
    earlier.set(path, states.slice(0, -1))
    return done(`The last change of ${path} was taken back${last === null ? '; the file is gone' : ''}.`)
  }
  return {
    run: async (action, { signal }) => {
      const path = posix.relative(sandbox.root, posix.resolve(sandbox.root, action.path)) || '.'
      switch (action.tool) {
        case 'view':
          return view(sandbox, { path, range: action.range, signal })
        case 'create': {
          const before = await sandbox.readFile(path)
          if (before !== null) return failed(`${path} exists already. Change it with str_replace or insert.`)
          await save(path, before, action.text)
          return done(`${path} was created.`)
        }
        case 'str_replace':
          return change(path, (text) => replaceOnce(text, action.old, action.new))
        case 'insert':
          return change(path, (text) => insertLines(text, action.line, action.text))
        case 'undo_edit':
          return undo(path)
      }
    },
  }
}

interface View {
  readonly path: string
  readonly range: readonly [number, number] | null
  readonly signal: AbortSignal
}

async function view(sandbox: Sandbox, { path, range, signal }: View): Promise<Answer> {
  const bytes = await sandbox.readFile(path)
  if (bytes === null) return list(sandbox, path, signal)
  const text = decodeFile(bytes)
  if (text === null) return failed(`${path} is not a text file.`)
  if (range === null) return done(text === '' ? `${path} is empty.` : numberLines(text))
  const [first, last] = range
  const shown =
    first < 1 || (last !== -1 && last < first) ? '' : numberLines(text, first, last === -1 ? undefined : last)
  return shown === '' ? failed(`${path} has no lines ${first} to ${last}.`) : done(shown)
}

/** Two levels, without what is hidden. */
async function list(sandbox: Sandbox, path: string, signal: AbortSignal): Promise<Answer> {
  const folder = shellQuote(path)
  const listing = `find ${folder} -mindepth 1 -maxdepth 2 -name '.*' -prune -o -type d -exec printf '%s/\\n' {} + -o -print`
  const command = `([ -d ${folder} ] && ${listing} | sed 's|^\\./||' | LC_ALL=C sort)`
  const { exitCode, stdout } = await sandbox.exec(command, { cwd: sandbox.root, timeoutMs: 60_000, signal })
  if (exitCode !== 0) return failed(`There is no file or folder ${path}.`)
  return done(stdout === '' ? `${path} holds nothing that is not hidden.` : stdout.trimEnd())
}

function done(text: string): Answer {
  return { text, failed: false }
}

function failed(text: string): Answer {
  return { text, failed: true }
}
