import PQueue from 'p-queue'
import { readPromptFile, renderPrompt } from '../../../attempt/index.ts'
import { issueBlock, type Inquiry, type Problem } from '../../../domain/index.ts'
import { completeReply, type ModelReply } from '../../../llm/index.ts'
import type { Observations } from '../../observe/observe-pool.ts'
import type { SelectorTools } from '../../selector.ts'
import { showEvidence } from '../../show/show-evidence.ts'
import { showPatches } from '../../show/show-patches.ts'
import { namesOf, type Contest, type Contestant } from '../contest.ts'
import { readChoice } from '../read-choice.ts'
import { limitOf, recordedModel } from '../recorded-model.ts'
import type { Compare } from './bracket.ts'
import type { TournamentOptions } from './options.ts'

export interface RefereeInput {
  readonly problem: Problem
  readonly observations: Observations
  readonly contest: Contest
  readonly options: TournamentOptions
  readonly tools: SelectorTools
  readonly signal?: AbortSignal | undefined
}

export interface Referee {
  readonly compare: Compare
  /** What was asked so far, in the order of the pairs. */
  readonly record: () => Pick<Inquiry, 'completions' | 'ended'>
}

type Completion = Inquiry['completions'][number]

/** Compares two contestants by asking a model twice, with one of them first and with the other first. */
export function createReferee(input: RefereeInput): Referee {
  const { contest, options, tools } = input
  const queue = new PQueue({ concurrency: options.atOnce })
  const asked = new Map<number, Completion>()
  const limits: ('budget' | 'context-length')[] = []
  /** The place of the one that is named; null where none is. */
  const ask = async (first: number, second: number): Promise<number | null> => {
    const pair = [first, second].flatMap((place) => contest.shown[place] ?? [])
    const step = first * contest.shown.length + second
    const reply = await queue.add(() => askPair(input, pair, step))
    if (typeof reply === 'string') {
      limits.push(reply)
      return null
    }
    const { winner, completion } = readVerdict(pair, reply)
    asked.set(step, completion)
    tools.onNote?.(`${completion.asked}: ${completion.note}`)
    return winner === null ? null : contest.shown.indexOf(winner)
  }
  return {
    compare: async (one, other) => {
      const named = await Promise.all([ask(one, other), ask(other, one)])
      const score = named.every((place) => place === one)
        ? 1
        : named.every((place) => place === other)
          ? 0
          : 0.5
      return { one, other, score }
    },
    record: () => ({
      completions: [...asked].toSorted(([a], [b]) => a - b).map(([, completion]) => completion),
      ended: limits[0] ?? 'done',
    }),
  }
}

/** Money that has run out, or a pair too long to be shown, leaves a pair undecided. */
async function askPair(
  { problem, observations, options, tools, signal }: RefereeInput,
  pair: readonly Contestant[],
  step: number,
): Promise<ModelReply | 'budget' | 'context-length'> {
  const named = pair.map((contestant, at) => ({ ...contestant, id: pairNames[at] ?? '' }))
  const model = recordedModel('tournament', tools, { step, independent: true })
  const text = renderPrompt(readPromptFile(new URL('./prompts/pair.md', import.meta.url)), {
    issue: issueBlock(problem.problemStatement.trim()),
    patches: showPatches(named),
    evidence: showEvidence(observations, named),
    names: namesOf(named),
  })
  const sampling = { temperature: options.temperature, maxOutputTokens: options.replyTokens }
  try {
    return await completeReply(model, { messages: [{ role: 'user', text }], sampling }, { signal })
  } catch (error) {
    const limit = limitOf(error)
    if (limit === null) throw error
    return limit
  }
}

/** Names within a pair: who stands first is always the same one. */
const pairNames = ['A', 'B'] as const

function readVerdict(
  pair: readonly Contestant[],
  { text, usage }: ModelReply,
): { readonly winner: Contestant | null; readonly completion: Completion } {
  const asked = pair.map(({ id }) => id).join(' before ')
  const reading = readChoice(text)
  if (reading.kind === 'misparse')
    return { winner: null, completion: { asked, readAs: 'misparse', note: reading.reason, usage } }
  const place = pairNames.findIndex((known) => known === reading.name.trim().toUpperCase())
  const winner = pair[place] ?? null
  const note = winner === null ? `'${reading.name}' is none of them` : winner.id
  return { winner, completion: { asked, readAs: winner === null ? 'misparse' : 'choice', note, usage } }
}
