import type { ModelCall, Trajectory } from '../../domain/index.ts'
import { spellsSecret } from '../../llm/index.ts'

/** A trajectory whose tokens spell nothing that is redacted in its texts, which alone a redactor reads. */
export function withoutSpelledSecrets(trajectory: Trajectory, redact: (text: string) => string): Trajectory {
  return {
    ...trajectory,
    steps: trajectory.steps.map((step) => (step.type === 'call' ? withoutSpelledSecret(step, redact) : step)),
  }
}

function withoutSpelledSecret(call: ModelCall, redact: (text: string) => string): ModelCall {
  const { logprobs: tokens } = call
  if (tokens === null || !spellsSecret(call, { tokens, redact })) return call
  return { ...call, logprobs: null, noLogprobs: 'redacted' }
}
