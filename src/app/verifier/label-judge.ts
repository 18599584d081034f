import type { VerifierQuestion, VerifierStyle } from '../../gym/index.ts'
import type { ContinuationModel } from '../../llm/index.ts'
import { CapuchinError, hasCode, messageOf } from '../../std/index.ts'
import {
  checkSpelling,
  labelProbability,
  labelSpellings,
  spellLabels,
  type LabelSpelling,
} from '../../verifier/index.ts'
import type { AttemptScore } from './attempt-score.ts'
import type { AttemptQuestion } from './read-questions.ts'

export interface LabelJudge {
  readonly model: ContinuationModel
  readonly style: VerifierStyle
  readonly signal: AbortSignal
}

export type LabelAnswer = Pick<AttemptScore, 'score' | 'y' | 'n' | 'reason' | 'labels'>

/**
 * Asks the first question that the model can take, with its labels in every spelling, and tells by which of them scores
 * are to be taken; null where there is no question.
 *
 * @throws CapuchinError `llm/no-labels`, and `llm/*` where it is not answered.
 */
export async function findSpelling(
  { model, style, signal }: LabelJudge,
  questions: AsyncIterable<AttemptQuestion>,
  options: { readonly wanted: LabelSpelling | null; readonly onWarning: (text: string) => void },
): Promise<LabelSpelling | null> {
  const texts = labelSpellings.flatMap((spelling) => spellLabels(style.answer, spelling))
  for await (const { asked } of questions) {
    if (!asked.ok) continue
    const weighed = await model
      .weigh({ ...asked.question, before: style.answer.before, texts }, { signal })
      .catch((error: unknown) => {
        if (hasCode(error, 'llm/context-length')) return null
        throw error
      })
    if (weighed === null) continue
    const { logprobs, likeliest } = weighed
    const probe = labelSpellings.map((spelling, at) => ({
      spelling,
      yes: logprobs[2 * at] ?? null,
      no: logprobs[2 * at + 1] ?? null,
    }))
    const check = checkSpelling(probe, { labels: style.answer, wanted: options.wanted, likeliest })
    if (!check.ok)
      throw new CapuchinError('llm/no-labels', check.reason, {
        hint: 'is it a verifier of this --style, on a server that tells log-probabilities? --endpoint completions asks otherwise',
      })
    for (const warning of check.warnings) options.onWarning(warning)
    return check.spelling
  }
  return null
}

/**
 * How likely the model holds an attempt to be resolved. What keeps one question from an answer is a reason; what would
 * keep all of them is thrown.
 *
 * @throws CapuchinError `llm/auth`, `std/cancelled`.
 */
export async function judgeByLabels(
  { model, style, signal }: LabelJudge,
  question: VerifierQuestion,
  spelling: LabelSpelling,
): Promise<LabelAnswer> {
  const texts = spellLabels(style.answer, spelling)
  const none = { score: null, labels: spelling }
  try {
    const weighed = await model.weigh({ ...question, before: style.answer.before, texts }, { signal })
    const [y = null, n = null] = weighed.logprobs
    if (y !== null && n !== null)
      return { score: labelProbability(y, n), y, n, reason: null, labels: spelling }
    const missing = texts.filter((_, at) => weighed.logprobs[at] === null).map((label) => `'${label}'`)
    return { ...none, y, n, reason: `no-label: nothing is told of ${missing.join(' and ')}` }
  } catch (error) {
    const ends = signal.aborted || hasCode(error, 'llm/auth') || !hasCode(error, 'llm')
    if (ends) throw error
    return { ...none, y: null, n: null, reason: `${error.code}: ${messageOf(error)}` }
  }
}
