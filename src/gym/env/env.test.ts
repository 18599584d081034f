import { expect, test } from 'vitest'
import { toProblem } from '../../domain/index.ts'
import { createFakeProvider, type FakeExec } from '../../sandbox/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { createEnv } from './env.ts'
import { defaultEnvLimits, type EnvLimits } from './env-limits.ts'
import type { Judgement } from './env-records.ts'
import type { EpisodeDeps } from './episode.ts'

const bash = (command: string) => ({ action: { name: 'bash', input: { command } } })
const create = {
  action: { name: 'str_replace_editor', input: { command: 'create', path: 'new.txt', file_text: 'new\n' } },
}
const finish = { action: { name: 'finish', input: {} } }

interface World extends EpisodeDeps {
  /** `open`, `close` and `judge`, as they came. */
  readonly said: string[]
}

function world({
  exec,
  judge = () => ({ reward: 1, reason: 'resolved' }),
  limits = {},
}: {
  readonly exec?: FakeExec
  readonly judge?: (patch: string) => Judgement
  readonly limits?: Partial<EnvLimits>
} = {}): World {
  const provider = createFakeProvider({
    root: '/testbed',
    files: { 'a.txt': 'a\n' },
    ...(exec ? { exec } : {}),
  })
  const said: string[] = []
  return {
    said,
    limits: { ...defaultEnvLimits, ...limits },
    open: async (instanceId) => {
      if (instanceId === 'unknown') throw new CapuchinError('dataset/unknown-ids', 'no such instance')
      said.push('open')
      const sandbox = await provider.open({ from: 'image', image: 'i', root: '/testbed' })
      return {
        problem: toProblem({ instanceId, repo: 'own/tiny', baseCommit: 'c', problemStatement: 'a is wrong' }),
        sandbox,
        [Symbol.asyncDispose]: async () => {
          said.push('close')
          await sandbox.dispose()
        },
      }
    },
    judge: (_instanceId, patch) => {
      said.push('judge')
      return Promise.resolve(judge(patch))
    },
  }
}

test('an episode begins with the issue, and its sandbox is gone before its patch is judged', async () => {
  const deps = world({ judge: (patch) => ({ reward: 1, reason: String(patch.includes('+new')) }) })
  await using env = createEnv(deps)
  const start = await env.reset('i')
  expect(start.observation.text).toContain('a is wrong')
  expect(start.info.tools.map(({ name }) => name)).toEqual(['bash', 'str_replace_editor', 'finish'])
  expect(await env.step(create)).toMatchObject({
    observation: { text: 'new.txt was created.' },
    reward: 0,
    done: false,
    info: { step: 1, ended: null, rewardReason: null, patch: null },
  })
  expect(await env.step(finish)).toMatchObject({
    reward: 1,
    done: true,
    info: { step: 2, ended: { kind: 'finished' }, rewardReason: 'true' },
  })
  expect(deps.said).toEqual(['open', 'close', 'judge'])
  await expect(env.step(finish)).rejects.toMatchObject({ code: 'gym/episode-over' })
})

test('a reset closes the episode before, and one that fails leaves none', async () => {
  const deps = world()
  await using env = createEnv(deps)
  await expect(env.step(finish)).rejects.toMatchObject({ code: 'gym/no-episode' })
  await env.reset('i')
  await env.reset('i')
  expect(deps.said).toEqual(['open', 'close', 'open'])
  await expect(env.reset('unknown')).rejects.toMatchObject({ code: 'dataset/unknown-ids' })
  await expect(env.step(finish)).rejects.toMatchObject({ code: 'gym/no-episode' })
  expect(deps.said.filter((word) => word === 'close')).toHaveLength(2)
})

test('what cannot be understood is answered and counted, and changes nothing', async () => {
  await using env = createEnv(world())
  await env.reset('i')
  expect(await env.step({ action: { name: 'fly', input: {} } })).toMatchObject({
    observation: { failed: true, text: expect.stringContaining('no tool `fly`') as string },
    info: { step: 1 },
  })
  const said = await env.step({ action: { message: 'I wonder.' } })
  expect(said.observation.text).not.toBe('')
  expect(await env.step(finish)).toMatchObject({ reward: 0, info: { rewardReason: 'nothing was changed' } })
})

test.each([
  ['steps', { maxSteps: 1 }, 0],
  ['tokens', { maxTokens: 100 }, 100],
  ['time', { wallMs: 0 }, 0],
] as const)(
  'the limit of %s ends an episode, and what was changed is judged',
  async (which, limits, tokens) => {
    await using env = createEnv(world({ limits }))
    await env.reset('i')
    expect(await env.step({ ...create, tokens })).toMatchObject({
      done: true,
      // Where the time was over before, nothing was done.
      reward: which === 'time' ? 0 : 1,
      info: { ended: { kind: 'limit', which } },
    })
  },
)

test('a sandbox that hangs or breaks ends the episode with a reason', async () => {
  const hanging = world({ exec: () => new Promise(() => undefined), limits: { wallMs: 20 } })
  await using env = createEnv(hanging)
  await env.reset('i')
  expect(await env.step(bash('x'))).toMatchObject({ done: true, info: { ended: { which: 'time' } } })
  expect(hanging.said).toEqual(['open', 'close'])
  const broken = world({
    exec: () => Promise.reject(new CapuchinError('sandbox/exec', 'the engine is gone')),
  })
  await using other = createEnv(broken)
  await other.reset('i')
  expect(await other.step(bash('x'))).toMatchObject({
    done: true,
    reward: null,
    info: { ended: { kind: 'infra', code: 'sandbox/exec' }, rewardReason: 'the engine is gone' },
  })
})

test('one thing at a time, and a step that is cancelled closes its episode', async () => {
  const deps = world({ exec: () => new Promise(() => undefined) })
  await using env = createEnv(deps)
  await env.reset('i')
  const leaving = new AbortController()
  const step = env.step(bash('x'), { signal: leaving.signal })
  await expect(env.step(finish)).rejects.toMatchObject({ code: 'gym/busy' })
  await expect(env.reset('i')).rejects.toMatchObject({ code: 'gym/busy' })
  leaving.abort()
  await expect(step).rejects.toMatchObject({ code: 'std/cancelled' })
  expect(deps.said).toEqual(['open', 'close'])
  await expect(env.step(finish)).rejects.toMatchObject({ code: 'gym/no-episode' })
})

test('a task that is ready too late is closed at once', async () => {
  const deps = world({ limits: { openMs: 5 } })
  let ready = (): void => undefined
  const late = new Promise<void>((resolve) => (ready = resolve))
  await using env = createEnv({ ...deps, open: (...args) => late.then(() => deps.open(...args)) })
  await expect(env.reset('i')).rejects.toMatchObject({ code: 'gym/open-timeout' })
  ready()
  await expect.poll(() => deps.said).toEqual(['open', 'close'])
})

test('a closed env does nothing more', async () => {
  const deps = world()
  const env = createEnv(deps)
  await env.reset('i')
  await env[Symbol.asyncDispose]()
  expect(deps.said).toEqual(['open', 'close'])
  await expect(env.reset('i')).rejects.toMatchObject({ code: 'gym/closed' })
})
