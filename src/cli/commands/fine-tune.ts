import type { Command } from 'commander'
import { createApp, fineTune } from '../../app/index.ts'
import { toCount, toSeed } from '../number-flags.ts'
import { withStopSignal } from '../stop-signal.ts'

interface Flags {
  readonly model: string
  readonly suffix?: string
  readonly epochs?: number
  readonly seed: number
  readonly pollSeconds: number
  readonly json?: boolean
}

export function define(command: Command): void {
  command
    .argument('<rows>', 'folder that export sft --format openai wrote; its train.jsonl is uploaded to OpenAI')
    .requiredOption('--model <name>', 'what is trained, as OpenAI names it')
    .option('--suffix <text>', "part of the new model's name")
    .option('--epochs <n>', 'passes over the rows (default: as OpenAI sees fit)', toCount)
    .option('--seed <n>', 'of the training', toSeed, 42)
    .option('--poll-seconds <n>', 'between two looks at the training', toCount, 30)
    .option('--json', 'the end as one JSON object')
    .addHelpText(
      'after',
      '\nOPENAI_API_KEY is needed; OPENAI_BASE_URL names another host. Stopped, the training goes on, and the same command waits for it.\n' +
        "The last line is the new model as --model takes it, so that it can train in rounds:\n  capuchin improve tasks.jsonl --format openai --hook 'capuchin fine-tune $CAPUCHIN_ROWS --model gpt-4.1-mini-2025-04-14' ...",
    )
    .action(async (rows: string, flags: Flags) => {
      const { model: baseModel, suffix = null, epochs = null, seed, pollSeconds, json } = flags
      const { redact } = createApp({ env: process.env })
      const say = (text: string): void => console.error(`capuchin: ${redact(text)}`)
      const end = await withStopSignal(
        () => say('stopping to wait; the training goes on, and the same command waits for it again'),
        (signal) =>
          fineTune(
            { rows, baseModel, suffix, epochs, seed, pollMs: pollSeconds * 1000 },
            { env: process.env, signal, onProgress: say },
          ),
      )
      console.log(json ? JSON.stringify(end) : end.model)
    })
}
