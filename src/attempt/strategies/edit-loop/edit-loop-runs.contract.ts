import {
  forgetfulJournal,
  headlessApproval,
  toProblem,
  type AttemptEvent,
  type AttemptOutcome,
} from '../../../domain/index.ts'
import { createScriptedModel, type Model, type ScriptedReply } from '../../../llm/index.ts'
import { useLocalSandboxes } from '../../../sandbox/contract/local-sandboxes.contract.ts'
import type { Sandbox } from '../../../sandbox/index.ts'
import { createCodeFinder } from '../../../repo/index.ts'
import { createSyntax } from '../../../syntax/index.ts'
import { createSandboxFileTree } from '../../../workspace/index.ts'
import type { TestCommand } from '../../../test-runner/index.ts'
import { createEditLoop, measureBaseline, type AttemptTools, type EditLoopOptions } from '../../index.ts'

const project = {
  'src/add.py': 'def add(a, b):\n    return a - b\n',
  'src/mul.py': 'def mul(a, b):\n    return a * b\n',
  '.gitignore': 'build/\n',
}

export function block(path: string, search: string, replace: string): string {
  return `${path}\n\`\`\`\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n\`\`\`\n`
}

export const fix = block('src/add.py', '    return a - b\n', '    return a + b\n')
export const works = `python3 -c "import sys; sys.path.insert(0, 'src'); import add; sys.exit(add.add(1, 2) != 3)"`

export interface Setup {
  readonly replies: readonly ScriptedReply[]
  readonly options?: Partial<EditLoopOptions>
  readonly tools?: Partial<AttemptTools>
  readonly failCommand?: string
  readonly testCommand?: TestCommand
  readonly issue?: string
  readonly prepare?: (root: string) => Promise<void>
  readonly signal?: AbortSignal
}

export interface Ran {
  readonly outcome: AttemptOutcome
  readonly events: readonly AttemptEvent[]
  readonly model: ReturnType<typeof createScriptedModel>
  readonly read: (path: string) => string | null
}

/** Runs conversations with a scripted model in sandboxes that go with the tests. */
export function useEditLoop(): (setup: Setup) => Promise<Ran> {
  const sandboxes = useLocalSandboxes()
  return (setup) => runEditLoop(sandboxes, setup)
}

async function runEditLoop(sandboxes: ReturnType<typeof useLocalSandboxes>, setup: Setup): Promise<Ran> {
  const path = sandboxes.makeProject(project)
  await setup.prepare?.(path)
  await using sandbox = await sandboxes.open(path)
  const model = createScriptedModel(setup.replies)
  const tools = await toolsFor(sandbox, model, setup)
  const problem = toProblem({
    instanceId: 'i',
    repo: 'r',
    baseCommit: 'c',
    problemStatement: setup.issue ?? 'add is wrong',
  })
  const attempt = createEditLoop(setup.options).run(problem, tools, { signal: setup.signal })
  const events: AttemptEvent[] = []
  for (;;) {
    const next = await attempt.next()
    if (!next.done) {
      events.push(next.value)
      continue
    }
    const texts = new Map<string, string>()
    for (const path of ['src/add.py', 'src/mul.py', 'src/new.py']) {
      const bytes = await sandbox.readFile(path)
      if (bytes !== null) texts.set(path, new TextDecoder().decode(bytes))
    }
    return { outcome: next.value, events, model, read: (path) => texts.get(path) ?? null }
  }
}

async function toolsFor(sandbox: Sandbox, model: Model, setup: Setup): Promise<AttemptTools> {
  const failCommand = setup.failCommand ?? null
  const testCommand = setup.testCommand ?? null
  const baseline = await measureBaseline({ sandbox, testCommand, failCommand, repetitions: 1 })
  return {
    attemptIndex: 0,
    seed: 1,
    sandbox,
    journal: forgetfulJournal,
    executions: { find: () => Promise.resolve(null), save: () => Promise.resolve() },
    approval: headlessApproval,
    testCommand,
    failCommand,
    baseline,
    baseKey: 'base',
    context: null,
    code: createCodeFinder({ tree: createSandboxFileTree(sandbox), syntax: createSyntax(), folder: null }),
    model,
    editor: null,
    deadline: null,
    concurrency: 1,
    ...setup.tools,
  }
}

export const causes = ({ events }: Ran): readonly string[] =>
  events.flatMap((event) => (event.type === 'reflection' ? [event.cause] : []))

export const candidatesOf = ({ outcome }: Ran): readonly string[] =>
  outcome.kind === 'submitted' ? outcome.candidates.map(({ patch }) => patch) : []

export const lastText = ({ model }: Ran): string => model.requests.at(-1)?.messages.at(-1)?.text ?? ''
