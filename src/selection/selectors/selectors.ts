import type { Selector } from '../selector.ts'
import { plausibleFirst } from './plausible-first.ts'
import { randomChoice } from './random.ts'
import { testVoting } from './test-voting.ts'
import { weightedVoting } from './weighted-voting.ts'

/** Selectors by the name that `--select` takes. */
export const selectors = {
  'weighted-voting': weightedVoting,
  'test-voting': testVoting,
  'plausible-first': plausibleFirst,
  random: randomChoice,
} as const satisfies Readonly<Record<string, Selector>>

export type SelectorName = keyof typeof selectors
