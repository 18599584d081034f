import { z } from 'zod'
import { hasCode, messageOf } from '../../../../std/index.ts'
import { cutInHalves } from '../../../context/cut-output.ts'
import { runBash } from './bash.ts'
import type { Place } from './place.ts'
import type { Action } from './read-call.ts'

export const observationSchema = z.object({
  /** What the model is told, cut. */
  text: z.string(),
  /** Refused, or stopped; a command that ends with another code than 0 has not failed. */
  failed: z.boolean(),
  /** Of a command. */
  exitCode: z.number().nullable(),
  timedOut: z.boolean(),
  durationMs: z.number(),
})
export type Observation = Readonly<z.infer<typeof observationSchema>>

/** Everything that has an effect on files. */
export type PlaceAction = Exclude<Action, { readonly tool: 'finish' }>

export interface PerformOptions {
  readonly commandTimeoutMs: number
  readonly outputCharacters: number
  readonly signal: AbortSignal
}

/** Does it and says what came of it. What the sandbox will not take is an answer too, and no fault of the sandbox. */
export async function performAction(
  { sandbox, editor }: Place,
  action: PlaceAction,
  options: PerformOptions,
): Promise<Observation> {
  const started = performance.now()
  const told = (text: string, failed: boolean): Observation => ({
    text: cutInHalves(text, options.outputCharacters),
    failed,
    exitCode: null,
    timedOut: false,
    durationMs: Math.round(performance.now() - started),
  })
  try {
    if (action.tool === 'bash') return await runBash(sandbox, action.command, options)
    const { text, failed } = await editor.run(action, options)
    return told(text, failed)
  } catch (error) {
    if (hasCode(error, 'sandbox/file') || hasCode(error, 'sandbox/bad-input'))
      return told(messageOf(error), true)
    throw error
  }
}
