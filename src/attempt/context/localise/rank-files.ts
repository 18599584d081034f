import { addUsage, issueBlock, noUsage, type Usage } from '../../../domain/index.ts'
import type { ModelRequest, SamplingOptions } from '../../../llm/index.ts'
import { hasCode } from '../../../std/index.ts'
import { estimateTokens } from '../token-estimate.ts'
import { askReadably, isUnreadable, type ModelCalls } from './planned-calls.ts'
import { localisePrompt } from './prompts.ts'
import { parseRankingReply, type RankingReply } from './ranking-reply.ts'
import type { RelevantFile } from './scan.ts'

export interface RankInput {
  readonly issue: string
  readonly files: readonly RelevantFile[]
  /** How many rankings are asked for. */
  readonly rankings: number
  /** How much of the ranking will be shown. */
  readonly maxTokens: number
  readonly calls: ModelCalls
  readonly sampling: SamplingOptions
  readonly signal: AbortSignal
}

export interface Rankings {
  /** Those that could be read. */
  readonly rankings: readonly (readonly string[])[]
  /** Why each of the others could not. */
  readonly failures: readonly string[]
  /** Paths that were named and not listed, each once. */
  readonly invented: readonly string[]
  readonly askedAgain: number
  readonly usage: Usage
}

/** Has a model rank files by what a scan said of them, several times over the same words. */
export async function rankFiles(input: RankInput): Promise<Rankings> {
  const request = toRequest(input)
  const steps = Array.from({ length: input.rankings }, (_, step) => step)
  const modelAt = input.calls(
    'ranking',
    steps.map((step) => ({ step, request })),
  )
  const listed = new Set(input.files.map(({ path }) => path))
  const settled = await Promise.allSettled(
    steps.map((step) =>
      askReadably<RankingReply>(modelAt(step), request, {
        parse: (reply) => parseRankingReply(reply, listed),
        again: (reason) => localisePrompt('ranking-again', { reason }),
        signal: input.signal,
      }),
    ),
  )
  const rankings: (readonly string[])[] = []
  const invented = new Set<string>()
  const failures: string[] = []
  for (const answer of settled) {
    if (answer.status === 'rejected') failures.push(toFailure(answer.reason))
    else if (isUnreadable(answer.value.value)) failures.push(answer.value.value.reason)
    else {
      rankings.push(answer.value.value.paths)
      for (const path of answer.value.value.invented) invented.add(path)
    }
  }
  const answers = settled.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
  return {
    rankings,
    failures,
    invented: [...invented],
    askedAgain: answers.filter(({ askedAgain }) => askedAgain).length,
    usage: answers.reduce((sum, { usage }) => addUsage(sum, usage), noUsage),
  }
}

/** A list that is too long for the model is no ranking; whatever else breaks is nobody's to swallow. */
function toFailure(error: unknown): string {
  if (hasCode(error, 'llm/context-length')) return error.message
  throw error
}

/** The same words each time: one write into a provider's cache, all others read it. */
function toRequest({ issue, files, maxTokens, sampling }: RankInput): ModelRequest {
  const text = localisePrompt('ranking', {
    issue: issueBlock(issue),
    maxTokens: String(maxTokens),
    files: renderCandidates(files),
  })
  return { messages: [{ role: 'user', text, cacheMark: true }], sampling }
}

/** For the list of candidates; summaries get shorter until it fits, paths stay. */
const listTokens = 60_000

function renderCandidates(files: readonly RelevantFile[]): string {
  const render = (characters: number): string =>
    files
      .map(({ path, tokens, summary }) =>
        `${path} (${tokens} tokens)\n  ${summary.slice(0, characters)}`.trimEnd(),
      )
      .join('\n')
  const fitting = [600, 300, 150, 0].map(render).find((text) => estimateTokens(text) <= listTokens)
  return fitting ?? render(0)
}
