import { Option, type Command } from 'commander'
import { scoreCandidates } from '../../app/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { toCount, toSeed } from '../number-flags.ts'
import type { TrajectoryScoreFlags } from '../score-trajectories.ts'

type ScoreFlags = Omit<TrajectoryScoreFlags, 'model' | 'trajectories'> &
  Partial<Pick<TrajectoryScoreFlags, 'model' | 'trajectories'>> & { readonly verifier?: string }

export function define(command: Command): void {
  command
    .argument('[candidates...]', 'with --verifier: JSON lines, a candidate each (docs/formats/candidates.md)')
    .option('--verifier <file>', 'what train-verifier wrote')
    .option(
      '--model <name>',
      'or a language model: MODEL@http://HOST:PORT/v1, any server with the interface of OpenAI',
    )
    .option('--trajectories <file...>', 'with --model: attempts, as export trajectories writes them')
    .requiredOption('--out <file>', 'file for the scores, best first within an instance')
    .addOption(
      new Option('--style <name>', 'with --model: how it was trained to be asked')
        .choices(['judge', 'true-false'])
        .default('judge'),
    )
    .addOption(
      new Option(
        '--endpoint <name>',
        'with --model: a chat that goes on with a begun answer, or completions that echo their prompt (ChatML)',
      )
        .choices(['chat', 'completions'])
        .default('chat'),
    )
    .addOption(
      new Option('--labels <how>', "with --model: 'YES' as in training rows, ' YES', or the likelier one")
        .choices(['auto', 'bare', 'spaced'])
        .default('auto'),
    )
    .option(
      '--below-tokens <n>',
      'with --model: longer questions have no score, by an estimate',
      toCount,
      32_768,
    )
    .option('-j, --jobs <n>', 'with --model: questions at once', toCount, 4)
    .option('--retries <n>', 'with --model: further tries of a call that failed in passing', toSeed, 5)
    .option('--requests-per-minute <n>', 'with --model: calls begun in a minute', toCount)
    .addHelpText(
      'after',
      '\nExample:\n  capuchin score new.jsonl --verifier verifier.json --out scores.jsonl\n  capuchin score --model verifier@http://127.0.0.1:8000/v1 --trajectories trajectories.jsonl --out scores.jsonl',
    )
    .action(
      async (candidates: readonly string[], { verifier, model, trajectories = [], ...flags }: ScoreFlags) => {
        if (verifier !== undefined && model === undefined && candidates.length > 0) {
          const scored = await scoreCandidates({ verifier, candidates, out: flags.out })
          const instances = new Set(scored.map(({ instanceId }) => instanceId)).size
          console.log(`${scored.length} candidates of ${instances} instances scored; ${flags.out}`)
          return
        }
        if (
          model !== undefined &&
          verifier === undefined &&
          trajectories.length > 0 &&
          candidates.length === 0
        ) {
          const { scoreByModel } = await import('../score-trajectories.ts')
          await scoreByModel({ ...flags, model, trajectories })
          return
        }
        throw new CapuchinError(
          'config/bad-flag',
          'score needs candidates and --verifier, or --trajectories and --model',
          { hint: 'capuchin score --help shows an example of both' },
        )
      },
    )
}
