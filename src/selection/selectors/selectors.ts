import type { Selector } from '../selector.ts'
import { hybrid } from './hybrid.ts'
import { selectorMachine } from './machine/selector-machine.ts'
import { modelChoice } from './model-choice/model-choice.ts'
import { plausibleFirst } from './plausible-first.ts'
import { randomChoice } from './random.ts'
import { testVoting } from './test-voting.ts'
import { tournament } from './tournament/tournament.ts'
import { weightedVoting } from './weighted-voting.ts'

/** Selectors by the name that `--select` takes. */
export const selectors = {
  'weighted-voting': weightedVoting,
  'test-voting': testVoting,
  'plausible-first': plausibleFirst,
  hybrid,
  random: randomChoice,
  'selector-machine': selectorMachine,
  'model-choice': modelChoice,
  tournament,
} as const satisfies Readonly<Record<string, Selector>>

export type SelectorName = keyof typeof selectors
