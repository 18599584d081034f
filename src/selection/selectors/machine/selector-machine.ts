import type { Problem, Selection } from '../../../domain/index.ts'
import type { Observations } from '../../observe/observe-pool.ts'
import type { Selector, SelectorTools } from '../../selector.ts'
import { rankByVotes } from '../../votes/plain-votes.ts'
import { classesLeft } from '../../votes/needs-model.ts'
import { rankClasses } from '../../votes/rank-classes.ts'
import { chooseContestant } from '../choose-contestant.ts'
import { openContest, type Contest } from '../contest.ts'
import { recordedModel } from '../recorded-model.ts'
import { countVotes, testVoting } from '../test-voting.ts'
import { chooseByClasses } from '../weighted-voting.ts'
import { runSelectorMachine, type MachineInput } from './machine.ts'
import { defaultSelectorMachineOptions, type SelectorMachineOptions } from './options.ts'
import { outcomeOf } from './outcome.ts'
import { runTest } from './run-test.ts'
import { usualLanguage } from './script-rules.ts'
import type { SelectorState } from './state.ts'
import { formsOf, renderTask } from './task.ts'

const name = 'selector-machine'

/**
 * Has a model write scripts that tell the best patches apart, runs them on all of these, and lets it choose by what
 * came out. Without a choice the first by votes stands. `onState` is told of every state that it goes through.
 */
export function createSelectorMachine(
  options: SelectorMachineOptions = defaultSelectorMachineOptions,
  onState?: (state: SelectorState) => void,
): Selector {
  return {
    name,
    async select(problem, observations, { tools, signal }) {
      const model = recordedModel(name, tools, { step: 0 })
      const { before, contest } = await findCandidates(problem, observations, { options, tools })
      if (contest === null || (options.takesLone && contest.shown.length === 1)) return before
      const input = { problem, observations, contest, options, model, tools, onState, signal }
      const end = await tell(runSelectorMachine(toMachineInput(input)), tools)
      return chooseContestant(before, observations, outcomeOf(end, contest))
    },
  }
}

/** The selector as it is by default. */
export const selectorMachine = createSelectorMachine()

interface FoundCandidates {
  /** What is chosen without a model. */
  readonly before: Selection
  readonly contest: Contest | null
}

async function findCandidates(
  problem: Problem,
  observations: Observations,
  { options, tools }: { readonly options: SelectorMachineOptions; readonly tools: SelectorTools },
): Promise<FoundCandidates> {
  const { names, candidates } = options
  const open = (ranked: readonly number[]): Contest | null =>
    openContest(observations, ranked.slice(0, candidates), { names, seed: tools.seed })
  if (options.pool === 'patches') {
    const votes = countVotes(observations)
    const patches = observations.matrix.patches.map(({ patch }, at) => ({ patch, votes: votes[at] ?? 0 }))
    const voted = await testVoting.select(problem, observations, { tools })
    return { before: { ...voted, selector: name }, contest: open(rankByVotes(patches)) }
  }
  const ranking = rankClasses(observations)
  return {
    before: chooseByClasses(name, observations, ranking),
    contest: open(classesLeft(ranking).map(({ patch }) => patch)),
  }
}

interface PreparedInput extends Pick<MachineInput, 'contest' | 'options' | 'model' | 'onState' | 'signal'> {
  readonly problem: Problem
  readonly observations: Observations
  readonly tools: SelectorTools
}

function toMachineInput(input: PreparedInput): MachineInput {
  const { observations, contest, options, tools, signal } = input
  const timeoutMs = tools.scriptTimeoutMs ?? options.scriptTimeoutMs
  const paths = observations.baseFiles.map(([path]) => path)
  const language = usualLanguage(paths, options.languages)
  const forms = formsOf(contest, { languages: options.languages, language })
  const { executor } = tools
  const { repetitions } = options
  return {
    ...input,
    forms,
    language,
    timeoutMs,
    task: renderTask({ ...input, forms, timeoutMs }),
    run: (test) => runTest(test, { executor, contest, observations, timeoutMs, repetitions, signal }),
  }
}

/** Passes on what a machine tells, and gives its end. */
async function tell(
  machine: AsyncGenerator<string, SelectorState>,
  { onNote }: SelectorTools,
): Promise<SelectorState> {
  for (;;) {
    const next = await machine.next()
    if (next.done) return next.value
    onNote?.(next.value)
  }
}
