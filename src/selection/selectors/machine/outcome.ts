import type { Inquiry } from '../../../domain/index.ts'
import { verdictOf, type Cell } from '../../observe/matrix.ts'
import type { ContestOutcome } from '../choose-contestant.ts'
import { findNamed, type Contest, type Contestant } from '../contest.ts'
import { distinguishes, separates, type TestRun } from './run-test.ts'
import type { SelectorState } from './state.ts'

/** What the record keeps of one output. */
const keptOutput = 2_000

/** What a machine that has ended came to. */
export function outcomeOf(end: SelectorState, contest: Contest): ContestOutcome {
  const inquiry = inquiryOf(end, contest)
  const winner = end.chosen === null ? null : findNamed(contest, end.chosen)
  if (winner === null)
    return {
      winner: contest.first,
      decidedBy: 'fallback',
      reason: `${whyNone(end)}, so the first by what was seen before stands`,
      confidence: null,
      inquiry,
    }
  const number = end.runs.findIndex((run) => separates(run, contest, winner))
  const separating = end.runs[number]
  if (separating === undefined)
    return { winner, decidedBy: 'model', reason: whyModel(end), confidence: null, inquiry }
  return {
    winner,
    decidedBy: 'test',
    reason: `script ${number + 1} of the model sets it apart from all others: ${endings(separating, contest, winner)}`,
    confidence: agreement(end.runs, contest, winner),
    inquiry,
  }
}

function whyNone({ at, chosen, completions }: SelectorState): string {
  if (chosen !== null) return `the model chose '${chosen.slice(0, 40)}', which is no patch that it was shown`
  if (at === 'context-length') return 'the conversation with the model grew too long'
  if (at === 'budget') return 'there was no money left to ask the model'
  return `the model made no choice in ${completions.length} replies`
}

function whyModel({ runs }: SelectorState): string {
  const scripts = runs.length === 1 ? 'its script' : `its ${runs.length} scripts`
  return runs.some(distinguishes)
    ? `the model prefers it, although none of ${scripts} sets it apart from all others`
    : `the model prefers it, although ${scripts} came out alike on all candidates`
}

/** Names of the contest mean nothing to people. */
function endings({ base, cells }: TestRun, { shown }: Contest, winner: Contestant): string {
  const codeOf = (cell: Cell | null | undefined): string => `${cell?.runs[0]?.exitCode ?? 'nothing'}`
  const others = new Set(shown.flatMap((one, at) => (one === winner ? [] : [codeOf(cells[at])])))
  const own = codeOf(cells[shown.indexOf(winner)])
  const printed = others.has(own) ? ', and what it prints differs' : ''
  return `exit code ${own} with it, ${[...others].join(' and ')} with the others, ${codeOf(base)} without a patch${printed}`
}

/**
 * Of the scripts that tell candidates apart, the share that no other candidate passes where the winner does not, by
 * the rule of succession: one script is no certainty.
 */
function agreement(runs: readonly TestRun[], { shown }: Contest, winner: Contestant): number {
  const telling = runs.filter(distinguishes)
  const passed = (cell: Cell | null | undefined): boolean => verdictOf(cell ?? undefined) === 'fixed'
  const agreeing = telling.filter(
    ({ cells }) => passed(cells[shown.indexOf(winner)]) || !cells.some((cell) => passed(cell)),
  )
  return (agreeing.length + 1) / (telling.length + 2)
}

function inquiryOf({ at, runs, completions }: SelectorState, { shown }: Contest): Inquiry {
  return {
    candidates: shown.map(({ id, patch }) => ({ id, patch })),
    tests: runs.map(({ test, base, cells }) => ({
      ...test,
      onBase: runOf(base),
      onCandidates: cells.map(runOf),
    })),
    completions: [...completions],
    ended: at === 'completions' || at === 'context-length' || at === 'budget' ? at : 'done',
  }
}

function runOf(cell: Cell | null): Inquiry['tests'][number]['onBase'] {
  const [run] = cell?.runs ?? []
  if (cell === null || run === undefined) return null
  const { exitCode, output } = run
  return { verdict: verdictOf(cell), exitCode, output: output.slice(0, keptOutput) }
}
