import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createEditLoop, type AttemptTools, type Baseline } from '../../src/attempt/index.ts'
import { createMemoryFileTree, headlessApproval, noUsage, toProblem } from '../../src/domain/index.ts'
import { withJournal, type Model } from '../../src/llm/index.ts'
import { createCodeFinder } from '../../src/repo/index.ts'
import {
  createFakeProvider,
  createLocalProvider,
  type Sandbox,
  type SandboxProvider,
} from '../../src/sandbox/index.ts'
import { createTempDir } from '../../src/std/index.ts'
import { openStore, type Store } from '../../src/store/index.ts'
import { createSyntax } from '../../src/syntax/index.ts'

export interface StepFigures {
  readonly steps: number
  readonly seconds: number
  readonly cpuSeconds: number
  /** Resident MiB after so many steps and a garbage collection. */
  readonly residentMib: ReadonlyMap<number, number>
}

/**
 * Steps of edit-loop attempts with a model that answers at once: every reply holds an edit that applies and leaves
 * the file unparsable, so that another reply follows. Journal and event log are the real store on disk. Opening the
 * sandboxes is not counted.
 */
export async function measureSteps(options: {
  readonly attempts: number
  readonly stepsPerAttempt: number
  readonly samplesAt: readonly number[]
  /** In memory, with each step's patch left out or made; or a real one over a small repository. */
  readonly sandbox: 'no patches' | 'memory' | 'local'
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
  await using provider = await createProvider(options.sandbox, temp.path)
  let [seconds, cpuSeconds] = [0, 0]
  for (let attempt = 0; attempt < options.attempts; attempt += 1) {
    await using opened = await provider.open({ from: 'checkout', path: join(temp.path, 'project') })
    const sandbox: Sandbox =
      options.sandbox === 'no patches' ? { ...opened, diff: () => Promise.resolve('') } : opened
    const cpu = process.cpuUsage()
    const started = performance.now()
    await runAttempt({ store, attempt, steps: options.stepsPerAttempt, sandbox, onStep })
    seconds += (performance.now() - started) / 1000
    const { user, system } = process.cpuUsage(cpu)
    cpuSeconds += (user + system) / 1e6
  }
  return { steps, seconds, cpuSeconds, residentMib }
}

const project = { 'sum.py': 'total = 0\n' }

async function createProvider(
  kind: 'no patches' | 'memory' | 'local',
  folder: string,
): Promise<SandboxProvider> {
  if (kind !== 'local') return createFakeProvider({ files: project })
  await mkdir(join(folder, 'project'))
  for (const [name, content] of Object.entries(project))
    await writeFile(join(folder, 'project', name), content)
  return createLocalProvider({ stateDir: join(folder, 'state') })
}

async function runAttempt({ store, attempt, steps, sandbox, onStep }: AttemptToRun): Promise<void> {
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
    baseKey: 'base',
    context: null,
    code: createCodeFinder({
      tree: createMemoryFileTree(new Map(Object.entries(project))),
      syntax: createSyntax(),
      folder: null,
    }),
    model,
    editor: null,
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
  readonly sandbox: Sandbox
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
