import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { needsSandbox, useDesk, type RunningCli } from './command-line.ts'
import { findLeftovers, nothingLeft } from './leftovers.ts'
import { broken, makeTinyDataset, tinyPlaces, type TinyDataset } from './tiny-dataset.ts'

const example = resolve(import.meta.dirname, '../../examples/env/rollouts.py')

const bash = (command: string) => ({ name: 'bash', input: { command } })
const finish = { name: 'finish', input: { message: 'done' } }
const fix = {
  name: 'str_replace_editor',
  input: { command: 'str_replace', path: 'app.py', old_str: 'x + x + 1', new_str: 'x + x' },
}

const startSchema = z.object({
  episode: z.string(),
  observation: z.object({ text: z.string() }),
  info: z.object({ system: z.string(), tools: z.array(z.object({ name: z.string() })) }),
})
const stepSchema = z.object({
  observation: z.object({ text: z.string(), failed: z.boolean(), timedOut: z.boolean() }),
  reward: z.number().nullable(),
  done: z.boolean(),
  info: z.object({
    step: z.number(),
    tokens: z.number(),
    ended: z.looseObject({ kind: z.string() }).nullable(),
    rewardReason: z.string().nullable(),
    patch: z.string().nullable(),
  }),
})
const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) })
const rowsSchema = z.object({ episodes: z.array(z.object({ episode: z.string(), state: z.string() })) })
const readySchema = z.object({ type: z.literal('ready'), url: z.string() })

describe('capuchin env', () => {
  const desk = useDesk(needsSandbox)

  /** A server of the tiny dataset; its end is waited for, and leaves nothing. */
  async function withServer(
    { flags = [], env = {} }: { readonly flags?: readonly string[]; readonly env?: Record<string, string> },
    work: (served: Served) => Promise<void>,
  ): Promise<void> {
    const data = makeTinyDataset(join(desk.path, 'work'))
    const path = [data.python.folder, process.env['PATH'] ?? ''].join(':')
    const args = ['env', 'rows.jsonl', '--port', '0', '--json', ...tinyPlaces(data), ...flags]
    const cli = desk.start(args, { cwd: data.folder, env: { PATH: path, ...env } })
    await cli.says('"ready"')
    const { url } = readySchema.parse(JSON.parse(cli.output().trim().split('\n').at(-1) ?? ''))
    await work({ url, data, cli, ask: (asked, body, more) => ask(url, asked, { body, ...more }) })
    cli.kill('SIGTERM')
    expect(await cli.end).toMatchObject({ exitCode: 143 })
    expect((await cli.end).stderr).not.toContain('this is a bug')
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  }

  it('is driven by the example for 50 episodes at a time, and by clients that misbehave beside them', async () => {
    const flags = ['--command-seconds', '2', '--max-episodes', '60', '--idle-seconds', '3', '--jobs', '2']
    await withServer({ flags }, async ({ url, data, ask }) => {
      const actions = join(data.folder, 'actions.json')
      writeFileSync(actions, JSON.stringify([bash('ls'), { name: 'bash', input: {} }, fix, finish]))
      const wrong = join(data.folder, 'wrong.json')
      writeFileSync(wrong, JSON.stringify([bash('echo "# nothing" >> app.py'), finish]))
      const hanging = join(data.folder, 'hanging.json')
      writeFileSync(hanging, JSON.stringify([bash('sleep 1000'), bash('sleep 1000')]))
      const killed = Array.from({ length: 6 }, () =>
        spawn('python3', [example, '--url', url, '--episodes', '1', '--actions', hanging]),
      )
      const right = drive(url, 40, actions)
      const failing = drive(url, 10, wrong)
      await until(async () => {
        const { body } = await ask('GET /episodes')
        return rowsSchema.parse(body).episodes.length >= killed.length
      })
      for (const child of killed) child.kill('SIGKILL')
      expect(await right).toEqual(Array.from({ length: 40 }, () => ({ reward: 1, steps: 4 })))
      expect(await failing).toEqual(Array.from({ length: 10 }, () => ({ reward: 0, steps: 2 })))
      await until(async () => rowsSchema.parse((await ask('GET /episodes')).body).episodes.length === 0)
      expect(readdirSync(join(desk.sandboxes, 'live'))).toEqual([])
    })
  })

  it('shows what the tool-agent sees and nothing of the hidden side; the reward comes at the end', async () => {
    await withServer({}, async ({ ask, data }) => {
      expect((await ask('GET /')).body).toMatchObject({ name: 'capuchin env', instances: 2 })
      const told = JSON.stringify((await ask('GET /instances')).body)
      expect(told).toContain('double is off by one')
      const start = startSchema.parse((await ask('POST /episodes', { instance: 'own__tiny-1' })).body)
      expect(start.observation.text).toContain('double is off by one')
      expect(start.info.tools.map(({ name }) => name)).toEqual(['bash', 'str_replace_editor', 'finish'])
      const step = async (action: unknown, more = {}) =>
        stepSchema.parse((await ask(`POST /episodes/${start.episode}/step`, { action, ...more })).body)
      const looked = await step(
        bash('cd / && export WHO=me; cat /testbed/app.py; find / -name test_app.py 2>&-; true'),
      )
      expect(looked).toMatchObject({ reward: 0, done: false, info: { ended: null, rewardReason: null } })
      expect(looked.observation.text).toBe(`${broken}[exit code 0]`)
      expect((await step(bash('pwd; echo $WHO'))).observation.text).toBe('/\nme\n[exit code 0]')
      expect(await step({ name: 'fly', input: {} })).toMatchObject({
        observation: { failed: true, text: expect.stringContaining('There is no tool `fly`') as string },
        done: false,
      })
      expect((await step({ message: 'I am lost.' })).observation.text).not.toBe('')
      expect((await step(fix, { tokens: 700 })).info.tokens).toBeGreaterThanOrEqual(700)
      const end = await step(finish)
      expect(end).toMatchObject({
        reward: 1,
        done: true,
        info: { step: 6, ended: { kind: 'finished', message: 'done' }, rewardReason: 'resolved' },
      })
      expect(end.info.patch).toContain('+    return x + x\n')
      const over = await ask(`POST /episodes/${start.episode}/step`, { action: finish })
      expect(over).toMatchObject({ status: 409, body: { error: { code: 'gym/episode-over' } } })
      expect(`${told}${JSON.stringify([start, looked, end])}`).not.toMatch(
        /FAIL_TO_PASS|test_double|EOF_TEST/,
      )
      expect(data.baseCommit).toHaveLength(40)
    })
  })

  it('ends an episode by its limits, with what was changed until then', async () => {
    const flags = '--max-steps 12 --max-tokens 5000 --max-minutes 0.1 --command-seconds 1'.split(' ')
    await withServer({ flags }, async ({ ask }) => {
      const begin = async () => {
        const { body } = await ask('POST /episodes', { instance: 'own__tiny-2' })
        const { episode } = startSchema.parse(body)
        return async (action: unknown, more = {}) =>
          stepSchema.parse((await ask(`POST /episodes/${episode}/step`, { action, ...more })).body)
      }
      const goOn = async (step: Awaited<ReturnType<typeof begin>>, command: (n: number) => string) => {
        for (let n = 0; ; n += 1) {
          const seen = await step(bash(command(n)))
          if (seen.done) return seen
        }
      }
      const bySteps = await begin()
      await bySteps(fix)
      expect(await goOn(bySteps, (n) => `: ${n}`)).toMatchObject({
        reward: 1,
        info: { step: 12, ended: { which: 'steps' } },
      })
      const inCircles = await begin()
      expect(await goOn(inCircles, () => 'true')).toMatchObject({
        reward: 0,
        info: { step: 4, ended: { which: 'stuck' }, rewardReason: 'nothing was changed' },
      })
      const byTokens = await begin()
      await byTokens(fix, { tokens: 4_000 })
      expect(await byTokens(bash('true'), { tokens: 1_000 })).toMatchObject({
        reward: 1,
        info: { tokens: 5_000, ended: { which: 'tokens' } },
      })
      const byTime = await begin()
      await byTime(fix)
      expect((await byTime(bash('echo begun; sleep 100'))).observation).toMatchObject({
        text: expect.stringContaining('begun') as string,
        timedOut: true,
      })
      expect(await goOn(byTime, (n) => `sleep 20${n}`)).toMatchObject({
        reward: 1,
        info: { ended: { which: 'time' } },
      })
    })
  })

  it('answers what it cannot do with a sentence, and goes on', async () => {
    const flags = ['--max-episodes', '1', '--command-seconds', '20']
    const env = { CAPUCHIN_ENV_TOKEN: 'sesame' }
    await withServer({ flags, env }, async ({ url, ask: asking }) => {
      const ask: Served['ask'] = (asked, body, more) => asking(asked, body, { token: 'sesame', ...more })
      const code = async (asked: string, body?: unknown, more?: AskOptions) => {
        const { status, body: answer } = await ask(asked, body, more)
        return [status, errorSchema.parse(answer).error.code]
      }
      expect(await code('GET /', undefined, { token: 'salami' })).toEqual([401, 'gym/unauthorized'])
      expect(await code('GET /nowhere')).toEqual([404, 'gym/no-route'])
      expect(await code('POST /episodes', { instance: 'a__b-1' })).toEqual([404, 'dataset/unknown-ids'])
      expect(await code('POST /episodes', { instant: 1 })).toEqual([400, 'gym/bad-request'])
      expect(await code('POST /episodes', '{')).toEqual([400, 'gym/bad-request'])
      expect(await code('POST /episodes', '{}', { type: 'text/plain' })).toEqual([415, 'gym/bad-type'])
      const long = JSON.stringify({ instance: 'x'.repeat(9 * 1024 ** 2) })
      expect(await code('POST /episodes', long)).toEqual([413, 'gym/body-too-large'])
      expect(await code('DELETE /episodes/none')).toEqual([404, 'gym/unknown-episode'])
      const instance = 'own__tiny-1'
      const first = startSchema.parse((await ask('POST /episodes', { instance })).body)
      expect(await code('POST /episodes', { instance })).toEqual([429, 'gym/too-many'])
      const step = `POST /episodes/${first.episode}/step`
      expect(await code(step, { action: { name: 'bash' } })).toEqual([400, 'gym/bad-request'])
      await ask(step, { action: bash('echo "# mine" >> app.py; sleep 50 >&- 2>&- & touch /tmp/mine') })
      // Anew in the same place: nothing of the episode before is there.
      const again = await ask('POST /episodes', { instance, episode: first.episode })
      expect(startSchema.parse(again.body).episode).toBe(first.episode)
      const seen = stepSchema.parse(
        (await ask(step, { action: bash('grep -c mine app.py; ls /tmp/mine') })).body,
      )
      expect(seen).toMatchObject({ info: { step: 1 } })
      expect(seen.observation.text).toMatch(/^0\n.*No such file/)
      const slow = ask(step, { action: bash('sleep 30') })
      await until(async () => (await code(step, { action: finish }))[1] === 'gym/busy')
      expect(await code('POST /episodes', { instance, episode: first.episode })).toEqual([409, 'gym/busy'])
      await ask(`DELETE /episodes/${first.episode}`)
      expect(await slow).toMatchObject({ status: 410 })
      expect(rowsSchema.parse((await ask('GET /episodes')).body).episodes).toEqual([])
      // A client that is gone in the middle of a step leaves nothing.
      const second = startSchema.parse((await ask('POST /episodes', { instance })).body)
      const leaving = new AbortController()
      const left = fetch(`${url}/episodes/${second.episode}/step`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer sesame' },
        body: JSON.stringify({ action: bash('sleep 30') }),
        signal: leaving.signal,
      }).catch(() => null)
      await until(
        async () => (await code(`POST /episodes/${second.episode}/step`, { action: finish }))[0] === 409,
      )
      leaving.abort()
      await left
      await until(async () => rowsSchema.parse((await ask('GET /episodes')).body).episodes.length === 0)
    })
  })

  it('listens for others only with a token', async () => {
    const data = makeTinyDataset(join(desk.path, 'work'))
    const args = ['env', 'rows.jsonl', '--host', '0.0.0.0', ...tinyPlaces(data)]
    expect(await desk.run(args, { cwd: data.folder })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('CAPUCHIN_ENV_TOKEN') as string,
    })
  })

  it('has an example that needs the standard library only', () => {
    const imported = [...readFileSync(example, 'utf8').matchAll(/^(?:import|from) ([\w.]+)/gm)].map(
      ([, name]) => name,
    )
    const check = `import sys; print(all(name.split('.')[0] in sys.stdlib_module_names for name in ${JSON.stringify(imported)}))`
    expect(execFileSync('python3', ['-c', check], { encoding: 'utf8' }).trim()).toBe('True')
  })
})

interface Served {
  readonly url: string
  readonly data: TinyDataset
  readonly cli: RunningCli
  readonly ask: (asked: string, body?: unknown, options?: AskOptions) => Promise<Answer>
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

interface AskOptions {
  readonly token?: string
  readonly type?: string
}

/** `asked` is a method and a path; a body that is text is sent as it is. */
async function ask(
  url: string,
  asked: string,
  { body, token, type = 'application/json' }: AskOptions & { readonly body?: unknown },
): Promise<Answer> {
  const [method = '', path = ''] = asked.split(' ')
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': type, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

const lineSchema = z.object({ reward: z.number().nullable(), steps: z.number() })

/** The example's own report of so many episodes. */
async function drive(url: string, episodes: number, actions: string): Promise<readonly unknown[]> {
  const child = spawn('python3', [
    example,
    '--url',
    url,
    '--episodes',
    String(episodes),
    '--actions',
    actions,
  ])
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const code = await new Promise((done) => child.on('close', done))
  if (code !== 0) throw new Error(`the example ended with ${String(code)}: ${stderr}`)
  return stdout
    .trim()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)))
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((next) => setTimeout(next, 50))
}
