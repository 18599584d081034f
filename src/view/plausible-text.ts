import { groupBy } from '../std/index.ts'
import { renderTable } from './table.ts'

/** Which attempt of several was taken for its plausibility, and what spoke against the others. */
export interface PlausibleView {
  readonly rule: string
  readonly fallback: string
  readonly attempts: readonly {
    readonly attemptIndex: number
    readonly model: string | null
    readonly hasPatch: boolean
    readonly edits: boolean | null
    readonly lint: boolean | null
    readonly tests: boolean | null
    readonly plausible: boolean
    readonly reason: string
    /** Sentences on linters that could not look at it. */
    readonly brokenLinters: readonly string[]
  }[]
  readonly picked: number | null
  readonly fallbackLevel: { readonly level: number; readonly name: string } | null
}

/** A line an attempt, the taken one marked, and what the choice went by. */
export function renderPlausible({
  rule,
  fallback,
  attempts,
  picked,
  fallbackLevel,
}: PlausibleView): readonly string[] {
  const went =
    fallbackLevel === null
      ? 'the first plausible one is taken'
      : `none is plausible: the first of level ${fallbackLevel.level} (${fallbackLevel.name}) is taken, by the order of the ${fallback}`
  return [
    ...renderTable(
      ['  ATTEMPT', 'MODEL', 'PATCH', 'EDITS', 'LINT', 'TESTS', ''],
      attempts.map(({ attemptIndex, model, hasPatch, edits, lint, tests, plausible, reason }) => [
        `${attemptIndex === picked ? '>' : ' '} ${attemptIndex}`,
        model ?? 'none',
        mark(hasPatch),
        mark(edits),
        mark(lint),
        mark(tests),
        `${plausible ? 'plausible' : 'not plausible'}: ${reason}`,
      ]),
    ),
    ...brokenLines(attempts),
    `Errors that count: ${rule === 'article' ? 'all that remain (--plausible article)' : 'those that were not there before'}; ${went}.`,
  ]
}

/** Mostly a linter breaks in the same way for each attempt. */
function brokenLines(attempts: PlausibleView['attempts']): readonly string[] {
  const broken = attempts.flatMap(({ attemptIndex, brokenLinters }) =>
    brokenLinters.map((text) => ({ attemptIndex, text })),
  )
  return [...groupBy(broken, ({ text }) => text)].map(
    ([text, own]) =>
      `Attempt${own.length > 1 ? 's' : ''} ${own.map(({ attemptIndex }) => attemptIndex).join(', ')}: ${text}`,
  )
}

function mark(ok: boolean | null): string {
  return ok === null ? '-' : ok ? 'ok' : 'no'
}
