import type { Command } from 'commander'
import { scoreCandidates } from '../../app/index.ts'

export function define(command: Command): void {
  command
    .argument('<candidates...>', 'JSON lines, a candidate each (docs/formats/candidates.md)')
    .requiredOption('--verifier <file>', 'what train-verifier wrote')
    .requiredOption('--out <file>', 'file for the scores, best first within an instance')
    .action(
      async (
        candidates: readonly string[],
        { verifier, out }: { readonly verifier: string; readonly out: string },
      ) => {
        const scored = await scoreCandidates({ verifier, candidates, out })
        const instances = new Set(scored.map(({ instanceId }) => instanceId)).size
        console.log(`${scored.length} candidates of ${instances} instances scored; ${out}`)
      },
    )
}
