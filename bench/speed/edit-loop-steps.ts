import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createEditLoop, type AttemptTools, type Baseline } from '../../src/attempt/index.ts'
import { headlessApproval, noUsage, toProblem } from '../../src/domain/index.ts'
import { withJournal, type Model } from '../../src/llm/index.ts'
import { createFakeProvider, type Sandbox } from '../../src/sandbox/index.ts'
import { createTempDir } from '../../src/std/index.ts'
import { openStore, type Store } from '../../src/store/index.ts'

export interface StepFigures {
  readonly steps: number
  readonly seconds: number
  readonly cpuSeconds: number
  /** Resident MiB after so many steps and a garbage collection. */
  readonly residentMib: ReadonlyMap<number, number>
}

/**
 * Steps of edit-loop attempts with a model that answers at once: every reply holds an edit that applies and leaves
 * the file unparsable, so that another reply follows. Journal and event log are the real store on disk, the sandbox
 * is the one in memory.
 */
export async function measureSteps(options: {
  readonly attempts: number
  readonly stepsPerAttempt: number
  readonly samplesAt: readonly number[]
  /** Whether each step's patch is made by git, as a sandbox does it; its processes take most of a step's time. */
  readonly withGit: boolean
}): Promise<StepFigures> {
  await using temp = await createTempDir('capuchin-bench-')
  await using store = await openStore(temp.path)
  await store.createRun({ id: 'bench', title: 'bench', root: temp.path, input: null })
  const residentMib = new Map<number, number>()
  let steps = 0
  const onStep = (): void => {
    steps += 1
    if (options.samplesAt.includes(steps)) residentMib.set(steps, resident())
  }
  const cpu = process.cpuUsage()
  const started = performance.now()
  for (let attempt = 0; attempt < options.attempts; attempt += 1)
    await runAttempt({ store, attempt, steps: options.stepsPerAttempt, withGit: options.withGit, onStep })
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  return { steps, seconds, cpuSeconds: (user + system) / 1e6, residentMib }
}

async function runAttempt({ store, attempt, steps, withGit, onStep }: AttemptToRun): Promise<void> {
  await using provider = createFakeProvider({ files: { 'sum.py': 'total = 0\n' } })
  const opened = await provider.open({ from: 'checkout', path: '/project' })
  const sandbox: Sandbox = withGit ? opened : { ...opened, diff: () => Promise.resolve('') }
  const journal = store.openJournal({
    runId: 'bench',
    instanceId: 'bench',
    attempt,
    redact: (text) => text,
  })
  let step = 0
  const model = withJournal(createInstantModel(), { journal, stage: 'model', step: () => step })
  const tools: AttemptTools = {
    attemptIndex: attempt,
    seed: attempt,
    sandbox,
    journal,
    executions: store.executions,
    approval: headlessApproval,
    testCommand: null,
    failCommand: null,
    baseline: emptyBaseline,
    model,
    deadline: null,
    concurrency: 1,
  }
  const problem = toProblem({
    instanceId: 'bench',
    repo: 'bench',
    baseCommit: '',
    problemStatement: 'The total in sum.py is wrong.',
  })
  const loop = createEditLoop({ maxReflections: steps - 1, stopOnRepeat: false })
  for await (const event of loop.run(problem, tools, { signal: undefined })) {
    if (event.type === 'step-start') ({ step } = event)
    if (event.type === 'step-end') onStep()
    if (event.type !== 'model-text')
      await store.appendEvent('bench', { type: 'attempt', attemptIndex: attempt, at: 0, event })
  }
  if (step !== steps) throw new Error(`attempt ${attempt} ended after ${step} of ${steps} steps`)
}

interface AttemptToRun {
  readonly store: Store
  readonly attempt: number
  readonly steps: number
  readonly withGit: boolean
  readonly onStep: () => void
}

const emptyBaseline: Baseline = {
  statuses: new Map(),
  exitCode: null,
  timedOut: false,
  flaky: new Set(),
  failCommandExitCode: null,
  output: '',
  durationMs: 0,
}

/** Replaces one unparsable line by another, again and again. */
function createInstantModel(): Model {
  let line = 'total = 0'
  let calls = 0
  return {
    id: { provider: 'bench', model: 'instant' },
    async *complete() {
      calls += 1
      const next = `total = (${calls}`
      const text = `sum.py\n\`\`\`\n<<<<<<< SEARCH\n${line}\n=======\n${next}\n>>>>>>> REPLACE\n\`\`\`\n`
      line = next
      yield await Promise.resolve({ type: 'text' as const, text })
      return { text, toolCalls: [], usage: noUsage, finishReason: 'stop', fromJournal: false }
    },
  }
}

function resident(): number {
  // Garbage that nobody had to collect yet is not what grows: it is collected before looking.
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().rss / 1024 ** 2
}
