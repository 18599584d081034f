/**
 * A rollout that is killed again and again: `npm run bench:rollout -- [--instances 20] [--jobs 16] [--kills 10]`, after
 * `npm run build`. A model that answers at once leads the tool-agent through some commands and an edit on small tasks.
 *
 * Says whether every attempt is there once, how many requests were made of which the journal did not know, how much
 * memory the program takes while instances come and go, and how many steps it makes a second when nobody kills it.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createFakeEndpoint } from '../src/llm/fake-endpoints.ts'
import { createRandom, createTempDir, sleep } from '../src/std/index.ts'
import { journalledReplies } from '../test/e2e/killed-run.ts'
import { callText, turnOf } from '../test/e2e/model-endpoint.ts'
import { layDataset } from '../test/e2e/own-dataset.ts'

const { values } = parseArgs({
  options: {
    instances: { type: 'string', default: '20' },
    jobs: { type: 'string', default: '16' },
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
  },
})
const answers = [
  callText('execute_bash', { command: 'ls && cat maths.py' }),
  callText('execute_bash', { command: 'python3 -c "from maths import double; print(double(2))"' }),
  callText('str_replace_editor', {
    command: 'str_replace',
    path: '/testbed/maths.py',
    old_str: 'n * 3',
    new_str: 'n * 2',
  }),
  callText('execute_bash', { command: 'git diff' }),
  callText('finish', {}),
]
await using temp = await createTempDir('capuchin-bench-rollout-')
await using endpoint = await createFakeEndpoint('openai-chat', (request) =>
  Promise.resolve(answers[Math.min(turnOf(request), answers.length - 1)] ?? { kind: 'garbage' }),
)
const dataset = layDataset(join(temp.path, 'data'), Number(values.instances))
const home = join(temp.path, 'home')
mkdirSync(home)
const entry = resolve(import.meta.dirname, '../dist/cli/main.js')
const random = createRandom(Number(values.seed))

// Environments are made once, so that kills fall among attempts and not into their making.
await run('making environments')
await run('alone')
const before = endpoint.requests.length
const known = await journalledReplies(temp.path)
let lost = 0
let asked = before
let journalled = known
for (let kill = 0; kill < Number(values.kills); kill++) {
  const child = start('killed')
  while (endpoint.requests.length === asked && child.exitCode === null) await sleep(10)
  await sleep(100 + random.below(1_500))
  child.kill('SIGKILL')
  await ended(child)
  const replies = await journalledReplies(temp.path)
  lost += endpoint.requests.length - asked - (replies - journalled)
  asked = endpoint.requests.length
  journalled = replies
}
await run('killed')
const attempts = readFileSync(join(temp.path, 'rollouts/killed/attempts.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .flatMap((line) => /"instanceId":"([^"]+)".*?"attempt":(\d+)/.exec(line)?.slice(1).join(' ') ?? [])
const whole = dataset.ids.length * answers.length
console.log(
  `${attempts.length} attempts, ${new Set(attempts).size} different, of ${dataset.ids.length}; ${lost} replies were under way when it was killed`,
)
console.log(
  `asked again although the journal knew it: ${endpoint.requests.length - before - lost - whole} of ${whole}`,
)

async function run(runId: string): Promise<void> {
  const first = endpoint.requests.length
  const started = performance.now()
  const child = start(runId.replaceAll(' ', '-'))
  const memory: number[] = []
  const watching = setInterval(() => memory.push(residentMb(child.pid ?? 0)), 250)
  const code = await ended(child)
  clearInterval(watching)
  const seconds = (performance.now() - started) / 1000
  const steps = endpoint.requests.length - first
  const quarter = Math.ceil(memory.length / 4)
  const most = (part: readonly number[]): number => Math.round(Math.max(0, ...part))
  console.log(
    `${runId}: exit ${code}, ${steps} steps in ${seconds.toFixed(1)} s, ${(steps / seconds).toFixed(1)} a second; memory by quarters of the time, MB: ${[0, 1, 2, 3].map((at) => most(memory.slice(at * quarter, (at + 1) * quarter))).join(', ')}`,
  )
}

function start(runId: string): ChildProcess {
  const given = `--run-id ${runId} --strategy tool-agent --tool-calls text -j ${values.jobs} --instance-retries 1`
  return spawn(
    process.execPath,
    [
      entry,
      'rollout',
      dataset.file,
      ...given.split(' '),
      '--model',
      `scripted@${endpoint.url}`,
      ...dataset.places,
    ],
    {
      cwd: temp.path,
      stdio: 'ignore',
      env: { PATH: process.env['PATH'] ?? '', HOME: home, NO_PROXY: '127.0.0.1' },
    },
  )
}

function ended(child: ChildProcess): Promise<number | null> {
  return child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((settle) => child.once('exit', settle))
}

function residentMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
