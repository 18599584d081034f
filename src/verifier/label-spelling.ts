/** How a label follows the beginning of the answer: as training rows have it, or with a blank before it. */
export const labelSpellings = ['bare', 'spaced'] as const
export type LabelSpelling = (typeof labelSpellings)[number]

/** The words of a verifier's answer, without a blank. */
export interface Labels {
  readonly resolved: string
  readonly unresolved: string
}

/** The two labels as one spelling has them, resolved first. */
export function spellLabels({ resolved, unresolved }: Labels, spelling: LabelSpelling): readonly string[] {
  const blank = spelling === 'spaced' ? ' ' : ''
  return [`${blank}${resolved}`, `${blank}${unresolved}`]
}

/** Log-probabilities of one question's labels in one spelling; null for those that a server does not tell. */
export interface SpelledLabels {
  readonly spelling: LabelSpelling
  readonly yes: number | null
  readonly no: number | null
}

/** Which spelling scores are taken from, with what a reader must know of it; or that none can be. */
export type SpellingCheck =
  | { readonly ok: true; readonly spelling: LabelSpelling; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly reason: string }

export interface SpellingQuestion {
  readonly labels: Labels
  /** Null for the likelier one. */
  readonly wanted: LabelSpelling | null
  /** What the model would say next, likeliest first. */
  readonly likeliest: readonly string[]
}

/**
 * Reads a first question: a server whose next token is ` YES` where training rows have `YES`, or the other way round,
 * is scored by tokens that the verifier hardly ever says unless somebody looks. Source of the trap: SWE-Gym's published
 * scorer compares ` YES` with ` NO`, and its training rows have no blank.
 */
export function checkSpelling(probe: readonly SpelledLabels[], question: SpellingQuestion): SpellingCheck {
  const { labels, wanted, likeliest } = question
  const known = probe
    .filter(({ yes, no }) => yes !== null && no !== null)
    .map(({ spelling, yes, no }) => ({ spelling, share: share(yes) + share(no) }))
    .toSorted((a, b) => b.share - a.share)
  const [likelier] = known
  const taken = wanted === null ? likelier : known.find(({ spelling }) => spelling === wanted)
  if (taken === undefined || likelier === undefined) return { ok: false, reason: missing(question) }
  const name = (spelling: LabelSpelling): string => quoted(spellLabels(labels, spelling)).join(' and ')
  const warnings: string[] = []
  if (likelier.spelling === 'spaced')
    warnings.push(
      `the model goes on with ${name('spaced')} (${percent(likelier.share)}), and training rows have ${name('bare')}, without a blank: it was trained on other rows, or the server's template differs. Scores are of ${name(taken.spelling)}`,
    )
  else if (taken.spelling === 'spaced')
    warnings.push(
      `scores are of ${name('spaced')} (${percent(taken.share)}) as asked for; the model says ${name('bare')} (${percent(likelier.share)})`,
    )
  if (taken.share < leastShare)
    warnings.push(
      `${name(taken.spelling)} have ${percent(taken.share)} of what may come next, and ${quoted(likeliest.slice(0, 3)).join(', ')} is likelier: it may be no verifier of this style, or the server does not go on with an answer that has begun`,
    )
  return { ok: true, spelling: taken.spelling, warnings }
}

/** What a verifier says after the beginning of its answer is hardly anything but a label. */
const leastShare = 0.5

function missing({ labels, wanted, likeliest }: SpellingQuestion): string {
  const looked = (wanted === null ? labelSpellings : [wanted]).map((spelling) =>
    quoted(spellLabels(labels, spelling)).join(' and '),
  )
  const instead =
    likeliest.length === 0
      ? 'it tells no log-probabilities at all'
      : `it would say ${quoted(likeliest.slice(0, 5)).join(', ')}`
  return `the model tells nothing of ${looked.join(', nor of ')}; ${instead}`
}

function share(logprob: number | null): number {
  return logprob === null ? 0 : Math.exp(logprob)
}

function quoted(texts: readonly string[]): readonly string[] {
  return texts.map((text) => `'${text}'`)
}

function percent(value: number): string {
  return `${(100 * value).toFixed(0)} %`
}
