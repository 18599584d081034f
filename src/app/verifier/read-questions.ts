import { countTokens, estimatedTokens, type VerifierQuestion, type VerifierStyle } from '../../gym/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { readTrajectoryFile } from '../export/trajectory-file.ts'

/** An attempt with what a verifier is asked of it, or why it cannot be asked. */
export interface AttemptQuestion {
  readonly id: string
  readonly instanceId: string
  readonly asked:
    | { readonly ok: true; readonly question: VerifierQuestion }
    | { readonly ok: false; readonly reason: string }
}

export interface QuestionRules {
  readonly style: VerifierStyle
  /** Questions of as many tokens, as estimated, are not asked. */
  readonly belowTokens: number
  readonly redact: (text: string) => string
}

/**
 * The questions that `export verifier` makes rows of, one in memory at a time.
 *
 * @throws CapuchinError `export/unreadable`, `export/no-trajectory`, `gym/bad-record`, `analyze/bad-input` for an id that
 * comes twice.
 */
export async function* readQuestions(
  files: readonly string[],
  { style, belowTokens, redact }: QuestionRules,
): AsyncGenerator<AttemptQuestion> {
  const seen = new Set<string>()
  for (const file of files)
    for await (const { trajectory } of readTrajectoryFile(file)) {
      const { trajectoryId: id, instanceId } = trajectory.head
      if (seen.has(id))
        throw new CapuchinError('analyze/bad-input', `trajectory ${id} is twice in ${files.join(', ')}`)
      seen.add(id)
      const asked = style.ask(trajectory)
      if (!asked.ok) {
        yield { id, instanceId, asked }
        continue
      }
      const question = { system: redact(asked.question.system), user: redact(asked.question.user) }
      const tokens = tokensOf(question, style)
      const reason = `too-long: ${tokens} tokens as estimated, and fewer than ${belowTokens} are asked for`
      yield {
        id,
        instanceId,
        asked: tokens < belowTokens ? { ok: true, question } : { ok: false, reason },
      }
    }
}

/** As of the row that `export verifier` would make. */
function tokensOf({ system, user }: VerifierQuestion, { answer }: VerifierStyle): number {
  const { before, unresolved, after } = answer
  return countTokens(
    [
      { role: 'system', content: system, train: false },
      { role: 'user', content: user, train: false },
      { role: 'assistant', content: `${before}${unresolved}${after}`, train: true },
    ],
    estimatedTokens,
  )
}
