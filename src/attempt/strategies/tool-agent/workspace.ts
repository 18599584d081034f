import { z } from 'zod'
import type { Sandbox } from '../../../sandbox/index.ts'
import { hashJson, shellQuote, throwIfAborted } from '../../../std/index.ts'
import { applyPatch } from '../../apply-patch.ts'
import type { AttemptTools } from '../../strategy.ts'
import type { ToolAgentOptions } from './options.ts'
import {
  observationSchema,
  performAction,
  type Observation,
  type PlaceAction,
} from './tools/perform-action.ts'
import { diffOfPlace, openPlace, type Place } from './tools/place.ts'

const observedSchema = observationSchema.extend({
  /** Diff of the workspace behind it; null where that is as it was. */
  diff: z.string().nullable(),
})

/** The attempt's own copy of the code, in which its actions have their effect. */
export interface Workspace extends AsyncDisposable {
  /** Does something, unless the journal knows what came of it. */
  act(
    step: number,
    action: PlaceAction,
  ): Promise<{ readonly observed: Observation; readonly fromJournal: boolean }>
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

/**
 * A fork of the attempt's sandbox, made when something has to be done in it. What the journal answers is done again
 * before anything new is: where that leaves other files than it did, those that it left then take their place.
 */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { tools, settings, signal, warn } = options
  const limits = { ...settings, signal }
  let place: Place | null = null
  let diff = ''
  let owed: PlaceAction[] = []

  const settle = async (): Promise<Place> => {
    place ??= openPlace(await tools.sandbox.fork())
    if (owed.length === 0) return place
    for (const action of owed) await performAction(place, action, limits)
    if ((await diffOfPlace(place)) !== diff) {
      warn('what was done before the run was resumed leaves other files now; they are put back')
      const old = place.sandbox
      place = openPlace(await restore(old, { base: tools.sandbox, diff, warn }))
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
      const { value: observed, fromJournal } = await tools.journal.ask(entry, async () => {
        const at = await settle()
        const seen = await performAction(at, action, limits)
        const now = action.tool === 'view' ? diff : await diffOfPlace(at)
        return { ...seen, diff: now === null || now === diff ? null : now }
      })
      // A command that hung would hang again.
      if (fromJournal && action.tool !== 'view' && !observed.timedOut) owed.push(action)
      diff = observed.diff ?? diff
      throwIfAborted(signal)
      return { observed, fromJournal }
    },
    diff: () => diff,
    readDiff: async () => (place === null || owed.length > 0 ? diff : ((await diffOfPlace(place)) ?? diff)),
    [Symbol.asyncDispose]: async () => place?.sandbox.dispose(),
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
