import { createApp, createVerifierModel, scoreTrajectories, type AttemptScore } from '../app/index.ts'
import { renderTable } from '../view/index.ts'
import { withStopSignal } from './stop-signal.ts'

export interface TrajectoryScoreFlags {
  readonly model: string
  readonly trajectories: readonly string[]
  readonly out: string
  readonly style: string
  readonly endpoint: 'chat' | 'completions'
  readonly labels: 'auto' | 'bare' | 'spaced'
  readonly belowTokens: number
  readonly jobs: number
  readonly retries: number
  readonly requestsPerMinute?: number
}

/** `capuchin score --model`. */
export async function scoreByModel(flags: TrajectoryScoreFlags): Promise<void> {
  const { redact } = createApp({ env: process.env })
  const warn = (text: string): void => console.error(`capuchin: ${redact(text)}`)
  const model = createVerifierModel(flags.model, {
    ...flags,
    env: process.env,
    requestsPerMinute: flags.requestsPerMinute ?? null,
    onRetry: warn,
  })
  const labels = flags.labels === 'auto' ? null : flags.labels
  const { scores, known } = await withStopSignal(
    () => console.error('capuchin: stopping; the same command goes on'),
    (signal) => scoreTrajectories(model, { ...flags, labels, redact }, { signal, onWarning: warn }),
  )
  console.log(scoreText(scores, { known, out: flags.out }).join('\n'))
}

function scoreText(
  scores: readonly AttemptScore[],
  { known, out }: { readonly known: number; readonly out: string },
): readonly string[] {
  const reasons = new Map<string, number>()
  for (const { reason } of scores) {
    if (reason === null) continue
    const kind = reason.split(': ')[0] ?? reason
    reasons.set(kind, (reasons.get(kind) ?? 0) + 1)
  }
  const scored = scores.filter(({ score }) => score !== null).length
  const earlier = known > 0 ? `, ${known} of them before` : ''
  return [
    `${scored} of ${scores.length} attempts scored${earlier}; ${out}`,
    ...(reasons.size === 0
      ? []
      : [
          '',
          ...renderTable(
            ['WITHOUT A SCORE', 'ATTEMPTS'],
            [...reasons].map(([kind, count]) => [kind, String(count)]),
          ),
        ]),
  ]
}
