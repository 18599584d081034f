import { z } from 'zod'
import type { AttemptEvent } from '../../../domain/index.ts'
import type { SuggestedCommand } from '../../../edit/index.ts'
import { hashJson } from '../../../std/index.ts'
import { cutOutput } from '../../context/cut-output.ts'
import type { LoopInput } from './loop-state.ts'
import { inFork } from '../../evidence.ts'
import { prompt } from './prompts.ts'

const ranSchema = z.object({
  exitCode: z.number(),
  timedOut: z.boolean(),
  durationMs: z.number(),
  output: z.string(),
})

/**
 * Tells of the commands that a reply proposes and runs those that are allowed, each in a fork, so that none of them
 * changes the patch. Returns their output for the model.
 */
export async function* offerCommands(
  { tools, settings, state, signal }: LoopInput,
  commands: readonly SuggestedCommand[],
): AsyncGenerator<AttemptEvent, string> {
  const outputs: string[] = []
  for (const { command } of commands) {
    const ran = (await tools.approval.ask({ kind: 'run-command', command }, { signal })) === 'yes'
    yield { type: 'command-suggested', command, ran }
    if (!ran) continue
    const patch = await tools.sandbox.diff()
    const entry = {
      kind: 'exec' as const,
      stage: 'command',
      step: state.step,
      key: hashJson({ patch, command }),
      schema: ranSchema,
    }
    const { value, fromJournal } = await tools.journal.ask(entry, () =>
      inFork(tools.sandbox, async (fork) => {
        const { exitCode, timedOut, durationMs, stdout, stderr } = await fork.exec(command, { signal })
        return {
          exitCode,
          timedOut,
          durationMs,
          output: cutOutput(stdout + stderr, settings.outputCharacters),
        }
      }),
    )
    const { output, ...event } = value
    yield { type: 'command', command, ...event, fromJournal }
    outputs.push(prompt('command-output', { command, exitCode: String(value.exitCode), output }))
  }
  return outputs.join('\n\n')
}
