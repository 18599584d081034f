import type { Inquiry } from '../../../domain/index.ts'
import type { Selector } from '../../selector.ts'
import { classesLeft } from '../../votes/needs-model.ts'
import { rankClasses } from '../../votes/rank-classes.ts'
import { chooseContestant, type ContestOutcome } from '../choose-contestant.ts'
import { openContest, type Contest } from '../contest.ts'
import { recordedModel } from '../recorded-model.ts'
import { chooseByClasses } from '../weighted-voting.ts'
import { knockOut, roundRobin, type Standings } from './bracket.ts'
import { defaultTournamentOptions, type TournamentOptions } from './options.ts'
import { createReferee, type Referee } from './referee.ts'

const name = 'tournament'

/**
 * Has a model compare classes two at a time, by what was seen of them, each pair in both orders: who is named in both
 * wins, and where the order decides, nobody does.
 */
export function createTournament(options: TournamentOptions = defaultTournamentOptions): Selector {
  return {
    name,
    async select(problem, observations, { tools, signal }) {
      // Fails early, and not only when there is something to compare.
      recordedModel(name, tools, { step: 0 })
      const ranking = rankClasses(observations)
      const before = chooseByClasses(name, observations, ranking)
      const ranked = classesLeft(ranking).map(({ patch }) => patch)
      const contest = openContest(observations, ranked.slice(0, options.contestants), {
        names: 'numbers',
        seed: tools.seed,
      })
      if (contest === null || contest.shown.length === 1) return before
      const referee = createReferee({ problem, observations, contest, options, tools, signal })
      const { length } = contest.shown
      const play = length > options.mostInRound ? knockOut : roundRobin
      const standings = await play(length, referee.compare)
      return chooseContestant(before, observations, outcomeOf(standings, contest, referee))
    },
  }
}

/** The selector as it is by default. */
export const tournament = createTournament()

function outcomeOf(standings: Standings, contest: Contest, referee: Referee): ContestOutcome {
  const [best = 0] = standings.order
  const winner = contest.shown[best] ?? contest.first
  const { completions, ended } = referee.record()
  const inquiry: Inquiry = {
    candidates: contest.shown.map(({ id, patch }) => ({ id, patch })),
    tests: [],
    completions: [...completions],
    ended,
  }
  const judged = standings.pairs.some(({ score }) => score !== 0.5)
  const met = standings.pairs.filter(({ one, other }) => one === best || other === best)
  const won = standings.winShare(best) * met.length
  return {
    winner,
    decidedBy: judged ? 'model' : 'fallback',
    reason: judged
      ? `preferred by the model in ${won} of its ${met.length} pairs, each judged in both orders`
      : 'the model preferred none whichever stood first, so the first by what was seen before stands',
    confidence: judged ? standings.winShare(best) : null,
    inquiry,
  }
}
