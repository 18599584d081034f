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
