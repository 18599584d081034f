import type { Command } from 'commander'
import { toCount, toSeed } from './number-flags.ts'

/** Flags of everything that is drawn for figures and their intervals. */
export function resamplingFlags(command: Command, subsets: number): Command {
  return command
    .option('--seed <n>', 'of everything that is drawn', toSeed, 0)
    .option('--draws <n>', 'of the bootstrap over instances, which intervals come from', toCount, 1000)
    .option('--subsets <n>', 'of what an instance has, drawn where there are more', toCount, subsets)
}
