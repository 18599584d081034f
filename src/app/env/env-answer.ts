import { z } from 'zod'
import type { Problem } from '../../domain/index.ts'
import { envActionSchema, type EnvLimits } from '../../gym/index.ts'
import { CapuchinError } from '../../std/index.ts'
import type { EpisodeTable } from './episode-table.ts'

/** A request as far as it matters; its body is read when it is wanted. */
export interface EnvRequest {
  readonly method: string
  readonly path: string
  readonly body: () => Promise<unknown>
  /** Fires when nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

export interface EnvAnswer {
  readonly status: number
  readonly body: unknown
}

export interface AnswerDeps {
  readonly dataset: string
  readonly problems: readonly Problem[]
  readonly limits: EnvLimits
  readonly maxEpisodes: number
  readonly episodes: EpisodeTable
}

/** What an env says to a request. @throws CapuchinError `gym/bad-request`, `gym/no-route`, and what episodes throw. */
export async function answerRequest(request: EnvRequest, deps: AnswerDeps): Promise<EnvAnswer> {
  const { method, path, signal } = request
  const { episodes } = deps
  const asked = `${method} ${path}`
  if (asked === 'GET /') return ok(describe(deps))
  if (asked === 'GET /instances') return ok({ instances: deps.problems })
  if (asked === 'GET /episodes') return ok({ episodes: episodes.rows() })
  if (asked === 'POST /episodes') {
    const wanted = checked(resetSchema, await request.body())
    return { status: 201, body: await episodes.reset(wanted, { signal }) }
  }
  const [, episode = '', ending = ''] = /^\/episodes\/([^/]+)(\/step)?$/.exec(path) ?? []
  if (method === 'POST' && ending !== '') {
    const action = checked(envActionSchema, await request.body())
    return ok(await episodes.step(episode, action, { signal }))
  }
  if (method === 'DELETE' && episode !== '' && ending === '') {
    await episodes.close(episode)
    return ok({ closed: episode })
  }
  throw new CapuchinError('gym/no-route', `there is nothing at ${method} ${path}`, {
    hint: `what there is: ${routes.join(', ')}`,
  })
}

const resetSchema = z.strictObject({ instance: z.string(), episode: z.string().optional() })

const routes = [
  'GET /',
  'GET /instances',
  'GET /episodes',
  'POST /episodes',
  'POST /episodes/ID/step',
  'DELETE /episodes/ID',
]

function ok(body: unknown): EnvAnswer {
  return { status: 200, body }
}

function describe({ dataset, problems, limits, maxEpisodes, episodes }: AnswerDeps) {
  return {
    name: 'capuchin env',
    what: 'Reinforcement learning over HTTP: POST /episodes resets, POST /episodes/ID/step steps.',
    routes,
    dataset,
    instances: problems.length,
    limits,
    maxEpisodes,
    episodes: episodes.rows().length,
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  throw new CapuchinError('gym/bad-request', `the body cannot be read: ${z.prettifyError(read.error)}`, {
    hint: 'a reset is {"instance": ID}, a step {"action": {"name": TOOL, "input": {...}}} or {"action": {"message": TEXT}}',
  })
}
