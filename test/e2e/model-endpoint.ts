import { z } from 'zod'
import { createFakeEndpoint, type FakeAnswer, type FakeEndpoint } from '../../src/llm/fake-endpoints.ts'

const requestSchema = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
})

/** Replies of the model so far in the conversation that a request carries. */
export function turnOf(request: unknown): number {
  return requestSchema.parse(request).messages.filter(({ role }) => role === 'assistant').length
}

/** What the conversation of a request says, as one text. */
export function textOf(request: unknown): string {
  return JSON.stringify(requestSchema.parse(request).messages)
}

export interface ModelEndpoint extends FakeEndpoint {
  /** As `--model` takes it. */
  readonly model: string
}

/** An OpenAI-compatible model on loopback whose nth reply of a conversation is the nth of the texts. */
export async function startModel(replies: readonly string[], { delayMs = 0 } = {}): Promise<ModelEndpoint> {
  return withName(
    await createFakeEndpoint('openai-chat', async (request) => {
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
      return { kind: 'text', text: replies[Math.min(turnOf(request), replies.length - 1)] ?? '' }
    }),
  )
}

/** One whose nth answer of a conversation is the nth of these: tool calls, or texts. */
export async function startToolModel(
  answers: readonly FakeAnswer[],
  { delayMs = 0 } = {},
): Promise<ModelEndpoint> {
  return withName(
    await createFakeEndpoint('openai-chat', async (request) => {
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
      return answers[Math.min(turnOf(request), answers.length - 1)] ?? { kind: 'garbage' }
    }),
  )
}

/** A tool call as a model writes it into its reply. */
export function callText(name: string, input: Readonly<Record<string, string>>): FakeAnswer {
  const parameters = Object.entries(input).map(
    ([key, value]) => `<parameter=${key}>\n${value}\n</parameter>\n`,
  )
  return { kind: 'text', text: `I go on.\n<function=${name}>\n${parameters.join('')}</function>` }
}

/** A model for `--strategy edit-test`: replies to the machine that writes the script, and to the one that edits. */
export async function startEditTestModel(
  { testing, editing }: { readonly testing: readonly string[]; readonly editing: readonly string[] },
  { delayMs = 0 } = {},
): Promise<ModelEndpoint> {
  return withName(
    await createFakeEndpoint('openai-chat', async (request) => {
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
      const replies = textOf(request).includes('You write small programs') ? testing : editing
      return { kind: 'text', text: replies[Math.min(turnOf(request), replies.length - 1)] ?? '' }
    }),
  )
}

/** One that gives these answers, one after another, the last one again and again. */
export async function startFailingModel(answers: readonly FakeAnswer[]): Promise<ModelEndpoint> {
  return withName(await createFakeEndpoint('openai-chat', answers))
}

function withName(endpoint: FakeEndpoint): ModelEndpoint {
  return { ...endpoint, model: `scripted@${endpoint.url}` }
}

/** An edit block as the search-replace format writes it. */
export function editBlock(path: string, search: string, replace: string): string {
  return `${path}\n\`\`\`\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n\`\`\`\n`
}

/** What a request of a run with `--context scan` is for. */
export type Purpose = 'scan' | 'ranking' | 'attempt'

export function purposeOf(request: unknown): Purpose {
  const text = textOf(request)
  if (text.includes('The file to judge')) return 'scan'
  return text.includes('end your reply with the ranking') ? 'ranking' : 'attempt'
}

export interface ScanModelScript {
  /** Says which of the files that are scanned are relevant. */
  readonly relevant: (path: string) => boolean
  readonly ranking: readonly string[]
  /** Reply of an attempt to its first request. */
  readonly edit: string
  readonly delayMs?: number
}

/** A model that judges files, ranks them and edits, each by a rule. */
export async function startScanModel({
  relevant,
  ranking,
  edit,
  delayMs = 0,
}: ScanModelScript): Promise<ModelEndpoint> {
  const judge = (request: unknown): string => {
    const path = /The file to judge[^\\]*\\n\\n(\S+?)\\n/.exec(textOf(request))?.[1] ?? ''
    return relevant(path)
      ? `It adds.\n\n**Verdict:** Relevant\nSummary: about ${path}`
      : 'VERDICT: not relevant'
  }
  const replies: Readonly<Record<Purpose, (request: unknown) => string>> = {
    scan: judge,
    ranking: () => `\`\`\`json\n${JSON.stringify(ranking)}\n\`\`\``,
    attempt: () => edit,
  }
  return withName(
    await createFakeEndpoint('openai-chat', async (request) => {
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
      return { kind: 'text', text: replies[purposeOf(request)](request) }
    }),
  )
}
