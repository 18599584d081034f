import { toProblem, type AttemptEvent, type AttemptOutcome } from '../../../domain/index.ts'
import { createScriptedModel, type ScriptedReply } from '../../../llm/index.ts'
import { useLocalSandboxes } from '../../../sandbox/contract/local-sandboxes.contract.ts'
import type { TestCommand } from '../../../test-runner/index.ts'
import { createEditLoop, type AttemptTools, type EditLoopOptions } from '../../index.ts'
import { bareTools } from '../../bare-tools.contract.ts'

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
  const { failCommand = null, testCommand = null } = setup
  const tools = await bareTools(sandbox, { model, failCommand, testCommand, ...setup.tools })
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

export const causes = ({ events }: Ran): readonly string[] =>
  events.flatMap((event) => (event.type === 'reflection' ? [event.cause] : []))

export const candidatesOf = ({ outcome }: Ran): readonly string[] =>
  outcome.kind === 'submitted' ? outcome.candidates.map(({ patch }) => patch) : []

export const lastText = ({ model }: Ran): string => model.requests.at(-1)?.messages.at(-1)?.text ?? ''
