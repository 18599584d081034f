/** A model on loopback that judges and ranks files by a rule, and counts what it is asked, as a provider would. */
import { createServer, type IncomingMessage } from 'node:http'
import { z } from 'zod'

export interface StageCount {
  calls: number
  tokens: number
  /** Of a cache that holds a shared beginning once a call with it was answered. */
  writes: number
  reads: number
}

export interface ScanServer extends AsyncDisposable {
  readonly url: string
  readonly counts: Readonly<Record<'scan' | 'ranking' | 'attempt', StageCount>>
}

const requestSchema = z.object({ messages: z.array(z.object({ content: z.string() })) })

export async function startScanServer(reply: (texts: readonly string[]) => string): Promise<ScanServer> {
  const count = (): StageCount => ({ calls: 0, tokens: 0, writes: 0, reads: 0 })
  const counts = { scan: count(), ranking: count(), attempt: count() }
  const cached = new Set<string>()
  const server = createServer((request, response) => {
    void readText(request).then(async (body) => {
      const texts = requestSchema.parse(JSON.parse(body)).messages.map(({ content }) => content)
      const stage = counts[stageOf(texts)]
      const [shared = ''] = texts
      stage.calls += 1
      stage.tokens += tokensOf(texts)
      if (cached.has(shared)) stage.reads += 1
      else stage.writes += 1
      // Long enough for calls side by side to meet.
      await new Promise((resolve) => setTimeout(resolve, 2))
      cached.add(shared)
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(toStream(reply(texts)))
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`,
    counts,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}

/** As budgets count them: 3.5 characters each. */
export function tokensOf(texts: readonly string[]): number {
  return Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / 3.5)
}

/** The file that a request asks about; null for other requests. */
export function scannedPath(texts: readonly string[]): string | null {
  return /^The file to judge[^\n]*\n\n(.*)\n/.exec(texts[1] ?? '')?.[1] ?? null
}

function stageOf(texts: readonly string[]): 'scan' | 'ranking' | 'attempt' {
  if (scannedPath(texts) !== null) return 'scan'
  return texts.length === 1 ? 'ranking' : 'attempt'
}

/** Gold files and one file in twenty are relevant; gold files rank first. No model is this good: only costs count here. */
export function replyTo(texts: readonly string[], gold: ReadonlySet<string>): string {
  const path = scannedPath(texts)
  if (path !== null) {
    const relevant = gold.has(path) || path.length % 20 === 0
    return relevant ? 'VERDICT: relevant\nSUMMARY: what the rule says' : 'VERDICT: not relevant'
  }
  if (texts.length > 1) return 'I give up.'
  const listed = [...(texts[0] ?? '').matchAll(/^(\S.*) \(\d+ tokens\)$/gm)].map(([, file = '']) => file)
  return JSON.stringify([
    ...listed.filter((file) => gold.has(file)),
    ...listed.filter((file) => !gold.has(file)),
  ])
}

function toStream(text: string): string {
  const chunk = (delta: object, finish: string | null): string =>
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
  return `${chunk({ role: 'assistant', content: text }, null)}${chunk({}, 'stop')}data: [DONE]\n\n`
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
