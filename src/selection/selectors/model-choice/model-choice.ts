import { issueBlock, type Inquiry, type Message, type Problem } from '../../../domain/index.ts'
import { completeReply, type Model } from '../../../llm/index.ts'
import type { Observations } from '../../observe/observe-pool.ts'
import type { Selector } from '../../selector.ts'
import { showFiles } from '../../show/show-files.ts'
import { showPatches } from '../../show/show-patches.ts'
import { classesLeft } from '../../votes/needs-model.ts'
import { rankClasses } from '../../votes/rank-classes.ts'
import { chooseContestant, type ContestOutcome } from '../choose-contestant.ts'
import { findNamed, namesOf, openContest, type Contest, type Contestant } from '../contest.ts'
import { limitOf, recordedModel } from '../recorded-model.ts'
import { readChoice } from '../read-choice.ts'
import { chooseByClasses } from '../weighted-voting.ts'
import { prompt } from './prompts.ts'

export interface ModelChoiceOptions {
  /** Classes that the model is shown, the likeliest. */
  readonly candidates: number
  /** For the files that they touch; null cuts nothing. */
  readonly fileTokens: number | null
  readonly temperature: number
  readonly replyTokens: number
}

export const defaultModelChoiceOptions: ModelChoiceOptions = {
  candidates: 10,
  fileTokens: 60_000,
  temperature: 0,
  replyTokens: 8_192,
}

const name = 'model-choice'

/** Shows a model all there is to read and takes its word: what a selector that runs something has to be better than. */
export function createModelChoice(options: ModelChoiceOptions = defaultModelChoiceOptions): Selector {
  return {
    name,
    async select(problem, observations, { tools, signal }) {
      const model = recordedModel(name, tools, { step: 0 })
      const ranking = rankClasses(observations)
      const before = chooseByClasses(name, observations, ranking)
      const ranked = classesLeft(ranking).map(({ patch }) => patch)
      const contest = openContest(observations, ranked.slice(0, options.candidates), {
        names: 'letters',
        seed: tools.seed,
      })
      if (contest === null || contest.shown.length === 1) return before
      const text = taskText({ problem, observations, contest }, options)
      const outcome = await choose({ model, contest, options, signal }, text)
      return chooseContestant(before, observations, outcome)
    },
  }
}

/** The selector as it is by default. */
export const modelChoice = createModelChoice()

interface Choosing {
  readonly model: Model
  readonly contest: Contest
  readonly options: ModelChoiceOptions
  readonly signal?: AbortSignal | undefined
}

/** Asks, and once more where the reply names no candidate. */
async function choose(choosing: Choosing, task: string): Promise<ContestOutcome> {
  const { contest } = choosing
  const completions: Inquiry['completions'] = []
  let messages: readonly Message[] = [{ role: 'user', text: task }]
  for (const asked of ['choice', 'choice again']) {
    const answer = await ask(choosing, messages)
    if (typeof answer === 'string') return outcome(contest, { winner: null, completions, ended: answer })
    const { text, usage } = answer
    const { winner, note } = readWinner(contest, text)
    completions.push({ asked, readAs: winner === null ? 'misparse' : 'choice', note, usage })
    if (winner !== null) return outcome(contest, { winner, completions, ended: 'done' })
    messages = [
      ...messages,
      { role: 'assistant', text: text.trim() === '' ? '(nothing)' : text },
      { role: 'user', text: prompt('again', { reason: note, names: namesOf(contest.shown) }) },
    ]
  }
  return outcome(contest, { winner: null, completions, ended: 'completions' })
}

async function ask({ model, options, signal }: Choosing, messages: readonly Message[]) {
  const sampling = { temperature: options.temperature, maxOutputTokens: options.replyTokens }
  try {
    return await completeReply(model, { messages, sampling }, { signal })
  } catch (error) {
    const limit = limitOf(error)
    if (limit === null) throw error
    return limit
  }
}

function readWinner(
  contest: Contest,
  text: string,
): { readonly winner: Contestant | null; readonly note: string } {
  const reading = readChoice(text)
  if (reading.kind === 'misparse') return { winner: null, note: reading.reason }
  const winner = findNamed(contest, reading.name)
  return { winner, note: winner === null ? `'${reading.name}' is none of them` : winner.id }
}

interface Ended extends Pick<Inquiry, 'completions' | 'ended'> {
  readonly winner: Contestant | null
}

function outcome({ shown, first }: Contest, { winner, completions, ended }: Ended): ContestOutcome {
  return {
    winner: winner ?? first,
    decidedBy: winner === null ? 'fallback' : 'model',
    reason:
      winner === null
        ? `the model named no candidate in ${completions.length} replies, so the first by what was seen before stands`
        : `the model prefers it to ${shown.length - 1} others, by reading alone`,
    confidence: null,
    inquiry: {
      candidates: shown.map(({ id, patch }) => ({ id, patch })),
      tests: [],
      completions: [...completions],
      ended,
    },
  }
}

interface TaskInput {
  readonly problem: Problem
  readonly observations: Observations
  readonly contest: Contest
}

function taskText({ problem, observations, contest }: TaskInput, { fileTokens }: ModelChoiceOptions): string {
  const patches = contest.shown.map(({ text }) => text)
  return prompt('task', {
    issue: issueBlock(problem.problemStatement.trim()),
    patches: showPatches(contest.shown),
    files: showFiles(observations, patches, { maxTokens: fileTokens }),
    names: namesOf(contest.shown),
  })
}
