import { createServer } from 'node:http'

export interface FakeFineTuningScript {
  /** What the nth look at the job, from 0, is told; the last one again from then on. */
  readonly states: readonly ('queued' | 'running' | 'succeeded' | 'failed' | 'cancelled')[]
  /** HTTP status of the nth call of all; 200 where left out. */
  readonly statusOf?: (call: number) => number
}

export interface FakeFineTuningEndpoint extends AsyncDisposable {
  readonly url: string
  /** `METHOD /path` of all calls. */
  readonly calls: readonly string[]
  /** Bodies of jobs, as they were asked for. */
  readonly jobs: readonly string[]
  /** Bodies of uploads. */
  readonly uploads: readonly string[]
}

/** OpenAI's fine-tuning on loopback. The new model is `ft:base:own`. */
export async function createFakeFineTuningEndpoint(
  script: FakeFineTuningScript,
): Promise<FakeFineTuningEndpoint> {
  const calls: string[] = []
  const jobs: string[] = []
  const uploads: string[] = []
  let looks = 0
  const jobOf = (): object => {
    const status = script.states[Math.min(looks++, script.states.length - 1)]
    return {
      id: 'ftjob-1',
      status,
      fine_tuned_model: status === 'succeeded' ? 'ft:base:own' : null,
      trained_tokens: status === 'succeeded' ? 1200 : null,
      error: status === 'failed' ? { code: 'invalid', message: 'planned' } : {},
    }
  }
  const answer = (call: string, body: string): object | null => {
    if (call === 'POST /files') return (uploads.push(body), { id: 'file-1' })
    if (call === 'POST /fine_tuning/jobs') return (jobs.push(body), { id: 'ftjob-1' })
    if (call === 'GET /fine_tuning/jobs/ftjob-1') return jobOf()
    return call === 'POST /fine_tuning/jobs/ftjob-1/cancel' ? { id: 'ftjob-1' } : null
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const call = `${request.method} ${(request.url ?? '').replace(/^\/v1/, '')}`
      calls.push(call)
      const status = script.statusOf?.(calls.length - 1) ?? 200
      const said =
        status === 200 ? answer(call, Buffer.concat(chunks).toString('utf8')) : { error: 'planned' }
      response
        .writeHead(said === null ? 404 : status, { 'content-type': 'application/json' })
        .end(JSON.stringify(said))
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`,
    calls,
    jobs,
    uploads,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}
