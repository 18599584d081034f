import { z } from 'zod'
import type { Sandbox } from '../../../sandbox/index.ts'
import { hasCode, hashJson, messageOf, shellQuote, throwIfAborted } from '../../../std/index.ts'
import { applyPatch } from '../../apply-patch.ts'
import { cutInHalves } from '../../context/cut-output.ts'
import type { AttemptTools } from '../../strategy.ts'
import type { ToolAgentOptions } from './options.ts'
import { renderEnding, runBash } from './tools/bash.ts'
import { createEditor, type Editor } from './tools/editor.ts'
import type { Action } from './tools/read-call.ts'

const observedSchema = z.object({
  /** What the model is told, cut. */
  text: z.string(),
  /** Refused, or stopped; a command that ends with another code than 0 has not failed. */
  failed: z.boolean(),
  exitCode: z.number().nullable(),
  timedOut: z.boolean(),
  durationMs: z.number(),
  /** Diff of the workspace behind it; null where that is as it was. */
  diff: z.string().nullable(),
})
export type Observed = Readonly<z.infer<typeof observedSchema>>

export type WorkspaceAction = Exclude<Action, { readonly tool: 'finish' }>

/** The attempt's own copy of the code, in which its actions have their effect. */
export interface Workspace extends AsyncDisposable {
  /** Does something, unless the journal knows what came of it. */
  act(
    step: number,
    action: WorkspaceAction,
  ): Promise<{ readonly observed: Observed; readonly fromJournal: boolean }>
  /** Diff behind the last action. */
  diff(): string
  /** The same as things stand, also in the middle of an action that was broken off. */
  readDiff(): Promise<string>
}

export interface WorkspaceOptions {
  readonly tools: AttemptTools
  readonly settings: ToolAgentOptions
  readonly signal: AbortSignal
  readonly warn: (text: string) => void
}

interface Place {
  readonly sandbox: Sandbox
  readonly editor: Editor
}

/**
 * A fork of the attempt's sandbox, made when something has to be done in it. What the journal answers is done again
 * before anything new is: where that leaves other files than it did, those that it left then take their place.
 */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { tools, settings, signal } = options
  let place: Place | null = null
  let diff = ''
  let owed: WorkspaceAction[] = []

  const settle = async (): Promise<Place> => {
    place ??= openPlace(await tools.sandbox.fork())
    if (owed.length === 0) return place
    for (const action of owed) await perform(place, action, options)
    if ((await diffOf(place.sandbox)) !== diff) {
      options.warn('what was done before the run was resumed leaves other files now; they are put back')
      const old = place.sandbox
      place = openPlace(await restore(old, { base: tools.sandbox, diff, warn: options.warn }))
      await old.dispose()
    }
    owed = []
    return place
  }
  return {
    act: async (step, action) => {
      const { commandTimeoutMs, outputCharacters } = settings
      const entry = {
        kind: 'exec' as const,
        stage: 'tool',
        step,
        key: hashJson({
          base: tools.baseKey,
          action: JSON.stringify(action),
          commandTimeoutMs,
          outputCharacters,
        }),
        schema: observedSchema,
      }
      const { value, fromJournal } = await tools.journal.ask(entry, async () => {
        const at = await settle()
        const seen = await perform(at, action, options)
        const now = action.tool === 'view' ? diff : await diffOf(at.sandbox)
        return { ...seen, diff: now === null || now === diff ? null : now }
      })
      // A command that hung would hang again.
      if (fromJournal && action.tool !== 'view' && !value.timedOut) owed.push(action)
      diff = value.diff ?? diff
      throwIfAborted(signal)
      return { observed: value, fromJournal }
    },
    diff: () => diff,
    readDiff: async () =>
      place === null || owed.length > 0 ? diff : ((await diffOf(place.sandbox)) ?? diff),
    [Symbol.asyncDispose]: async () => place?.sandbox.dispose(),
  }
}

function openPlace(sandbox: Sandbox): Place {
  return { sandbox, editor: createEditor(sandbox) }
}

/** Does it and says what came of it. What the sandbox will not take is an answer too, and no fault of the sandbox. */
async function perform(
  place: Place,
  action: WorkspaceAction,
  options: WorkspaceOptions,
): Promise<Omit<Observed, 'diff'>> {
  const started = performance.now()
  const told = (text: string, failed: boolean): Omit<Observed, 'diff'> => ({
    text: cutInHalves(text, options.settings.outputCharacters),
    failed,
    exitCode: null,
    timedOut: false,
    durationMs: Math.round(performance.now() - started),
  })
  try {
    if (action.tool === 'bash') return await performCommand(place.sandbox, action.command, options)
    const { text, failed } = await place.editor.run(action, options)
    return told(text, failed)
  } catch (error) {
    if (hasCode(error, 'sandbox/file') || hasCode(error, 'sandbox/bad-input'))
      return told(messageOf(error), true)
    throw error
  }
}

async function performCommand(
  sandbox: Sandbox,
  command: string,
  { settings, signal }: WorkspaceOptions,
): Promise<Omit<Observed, 'diff'>> {
  const timeoutMs = settings.commandTimeoutMs
  const ended = await runBash(sandbox, command, { timeoutMs, signal })
  const output = `${ended.stdout}${ended.stderr}`.trimEnd()
  const shown = output === '' ? '(no output)' : cutInHalves(output, settings.outputCharacters)
  return {
    text: `${shown}\n${renderEnding(ended, timeoutMs)}`,
    failed: ended.timedOut,
    exitCode: ended.exitCode,
    timedOut: ended.timedOut,
    durationMs: Math.round(ended.durationMs),
  }
}

/** Null where the files cannot be read, or hold more than fits into a diff: what was known before stays. */
async function diffOf(sandbox: Sandbox): Promise<string | null> {
  try {
    return await sandbox.diff()
  } catch (error) {
    if (hasCode(error, 'sandbox/diff') || hasCode(error, 'sandbox/diff-too-large')) return null
    throw error
  }
}

interface Restore {
  readonly base: Sandbox
  readonly diff: string
  readonly warn: (text: string) => void
}

/** A fresh fork with the files of a diff, in the folder and with the variables of another. */
async function restore(old: Sandbox, { base, diff, warn }: Restore): Promise<Sandbox> {
  const fresh = await base.fork()
  try {
    const problem = diff === '' ? null : await applyPatch(fresh, diff)
    if (problem !== null) warn(problem)
    const shell = await old.exec('builtin export -p; builtin printf "cd -- %q\\n" "$PWD"')
    await fresh.exec(`builtin eval ${shellQuote(shell.stdout)} 2>/dev/null`)
    return fresh
  } catch (error) {
    await fresh.dispose()
    throw error
  }
}
