import { defaultEnvLimits, type EnvLimits } from '../../gym/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { answerRequest } from './env-answer.ts'
import { startEnvServer, type EnvServerOptions } from './env-server.ts'
import { openEnvTasks, type EnvTasksDeps, type EnvTasksRequest } from './env-tasks.ts'
import { createEpisodeTable, type EpisodeTableOptions } from './episode-table.ts'

export interface ServeEnvRequest
  extends EnvTasksRequest, EpisodeTableOptions, Pick<EnvServerOptions, 'host' | 'port' | 'token'> {
  readonly limits: Partial<EnvLimits>
}

export interface ServeEnvDeps extends EnvTasksDeps {
  /** Told when requests are taken. */
  readonly onReady: (ready: { readonly url: string; readonly instances: number }) => void
  readonly onBug: (error: unknown) => void
}

/** Of one request: the longest files that a policy writes in one step are far smaller. */
const maxBodyBytes = 8 * 1024 ** 2

/**
 * Serves the tasks of a dataset as an Env over HTTP until the signal fires. Nothing of any episode is left then.
 *
 * @throws CapuchinError `config/bad-flag`, `dataset/*`, `sandbox/unavailable`, `evaluate/*`.
 */
export async function serveEnv(request: ServeEnvRequest, deps: ServeEnvDeps): Promise<void> {
  const { host, port, token, maxEpisodes, settings } = request
  if (token === null && !/^(?:127\.\d+\.\d+\.\d+|localhost|::1)$/.test(host))
    throw new CapuchinError('config/bad-flag', `whoever reaches ${host} could run commands here`, {
      hint: 'set CAPUCHIN_ENV_TOKEN, which every request must bring then',
    })
  const limits = { ...defaultEnvLimits, ...request.limits }
  await using tasks = await openEnvTasks(request, deps)
  await using episodes = createEpisodeTable({ open: tasks.open, judge: tasks.judge, limits }, request)
  const known = { dataset: settings.dataset, problems: tasks.problems, limits, maxEpisodes, episodes }
  await using server = await startEnvServer({
    host,
    port,
    token,
    maxBodyBytes,
    answer: (asked) => answerRequest(asked, known),
    onBug: deps.onBug,
  })
  deps.onReady({ url: server.url, instances: tasks.problems.length })
  await untilAborted(deps.signal)
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
