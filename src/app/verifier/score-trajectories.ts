import type { ContinuationModel } from '../../llm/index.ts'
import { CapuchinError, throwIfAborted } from '../../std/index.ts'
import type { LabelSpelling } from '../../verifier/index.ts'
import type { AttemptScore } from './attempt-score.ts'
import { findSpelling, judgeByLabels, type LabelAnswer } from './label-judge.ts'
import { readQuestions, type AttemptQuestion, type QuestionRules } from './read-questions.ts'
import { openScoreFile, type ScoreFile } from './score-file.ts'
import { verifierStyleOf } from './verifier-style-of.ts'
import { workInParallel } from './work-in-parallel.ts'

export interface TrajectoryScoreRequest extends Omit<QuestionRules, 'style'> {
  readonly trajectories: readonly string[]
  /** Gone on with where it is there: what has a score is not asked again. */
  readonly out: string
  /** How the verifier is asked: `judge`, `true-false`. */
  readonly style: string
  /** Null for that of the scores that are there, or the likelier one. */
  readonly labels: LabelSpelling | null
  /** Questions at once. */
  readonly jobs: number
}

export interface ScoringOptions {
  readonly signal: AbortSignal
  /** Told what scores must not be read without. */
  readonly onWarning: (text: string) => void
}

export interface ScoredTrajectories {
  /** Best first within an instance, those without a score last. */
  readonly scores: readonly AttemptScore[]
  /** How many of them an earlier run made. */
  readonly known: number
}

/**
 * Asks a language model of each attempt whether it was resolved, and reads how likely it holds either answer.
 *
 * @throws CapuchinError `export/*`, `gym/bad-record`, `analyze/bad-input`, `analyze/cannot-write`, `llm/auth`,
 * `llm/no-labels`, `llm/*` where not even the first question is answered; `std/cancelled`.
 */
export async function scoreTrajectories(
  model: ContinuationModel,
  request: TrajectoryScoreRequest,
  { signal, onWarning }: ScoringOptions,
): Promise<ScoredTrajectories> {
  const style = verifierStyleOf(request.style)
  const name = `${model.id.provider}/${model.id.model}`
  const file = await openScoreFile(request.out, { model: name, style: style.name })
  const wanted = spellingOf(request, file)
  const done = new Set(file.known.map(({ id }) => id))
  const questions = (): AsyncGenerator<AttemptQuestion> =>
    withoutKnown(readQuestions(request.trajectories, { ...request, style }), done)
  const judge = { model, style, signal }
  const spelling = await findSpelling(judge, questions(), { wanted, onWarning })
  await workInParallel(
    questions(),
    async ({ id, instanceId, asked }, within) => {
      const answer =
        asked.ok && spelling !== null
          ? await judgeByLabels({ ...judge, signal: within }, asked.question, spelling)
          : unasked(asked.ok ? 'too-long: the model takes none of these questions' : asked.reason)
      await file.add({ id, instanceId, ...answer, model: name, style: style.name })
    },
    { jobs: request.jobs, signal },
  )
  throwIfAborted(signal)
  return { scores: await file.finish(), known: done.size }
}

/** One file holds scores by one spelling. */
function spellingOf({ labels, out }: TrajectoryScoreRequest, { known }: ScoreFile): LabelSpelling | null {
  const before = known[0]?.labels ?? null
  if (labels !== null && before !== null && labels !== before)
    throw new CapuchinError(
      'analyze/bad-input',
      `${out} holds scores of ${before} labels, not of ${labels} ones`,
      {
        hint: 'name another file in --out',
      },
    )
  return labels ?? before
}

async function* withoutKnown(
  questions: AsyncIterable<AttemptQuestion>,
  known: ReadonlySet<string>,
): AsyncGenerator<AttemptQuestion> {
  for await (const question of questions) if (!known.has(question.id)) yield question
}

function unasked(reason: string): LabelAnswer {
  return { score: null, y: null, n: null, reason, labels: null }
}
