import { join } from 'node:path'
import { expect, it } from 'vitest'
import { forgetfulJournal, toProblem, type ExecutionCache, type Selection } from '../../../domain/index.ts'
import { createScriptedModel } from '../../../llm/index.ts'
import { useLocalSandboxes } from '../../../sandbox/contract/local-sandboxes.contract.ts'
import { createLocalProvider } from '../../../sandbox/index.ts'
import { createTempDir } from '../../../std/index.ts'
import { createSyntax } from '../../../syntax/index.ts'
import { createExecutor } from '../../observe/executor.ts'
import { defaultObserveOptions, observePool } from '../../observe/observe-pool.ts'
import { selectorMachine } from './selector-machine.ts'

const sandboxes = useLocalSandboxes()

const files = { 'maths.py': 'def double(n):\n    return n * 3\n' }
const patchTo = (line: string): string =>
  `diff --git a/maths.py b/maths.py\n--- a/maths.py\n+++ b/maths.py\n@@ -1,2 +1,2 @@\n def double(n):\n-    return n * 3\n+    ${line}\n`
const script =
  '<test language="python">\nimport sys\nfrom maths import double\nprint("got", double(3))\nsys.exit(0 if double(3) == 6 else 2)\n</test>'

function memoryExecutions(): ExecutionCache {
  const values = new Map<string, string>()
  return {
    find: (key, schema) => {
      const known = values.get(key)
      return Promise.resolve(known === undefined ? null : (schema.safeParse(JSON.parse(known)).data ?? null))
    },
    save: (key, value) => {
      values.set(key, JSON.stringify(value))
      return Promise.resolve()
    },
  }
}

interface Selected {
  readonly selection: Selection
  readonly patches: readonly string[]
  /** Things that were run for the choice alone. */
  readonly ran: number
}

/** Two patches that agree on 2 and differ on 3, and a model that looks at 3. */
async function select(executions: ExecutionCache): Promise<Selected> {
  await using temp = await createTempDir()
  const root = sandboxes.makeProject(files)
  await using provider = createLocalProvider({ stateDir: join(temp.path, 'state') })
  await using base = await provider.open({ from: 'checkout', path: root })
  using syntax = createSyntax()
  const executor = createExecutor({ base, baseKey: 'base', executions, cores: 2 })
  const patches = [patchTo('return n + 2'), patchTo('return n * 2')]
  const issue = 'double(2) is 6'
  const observations = await observePool(
    {
      issue,
      entries: patches.map((patch, at) => ({ patch, label: `p${at}`, attemptIndex: at, evidence: null })),
      tests: [],
      commandFor: null,
      options: defaultObserveOptions,
    },
    {
      executor,
      code: {
        counterparts: () => Promise.resolve([]),
        rank: () => Promise.resolve({ files: [], symbols: [] }),
      },
      syntax,
      onStage: () => undefined,
    },
    {},
  )
  const before = executor.counts().ran
  const problem = toProblem({ instanceId: 'i', repo: root, baseCommit: '', problemStatement: issue })
  const model = createScriptedModel(({ messages }, call) => {
    if (call === 0) return script
    const name = /On the code with patch (\w): exit code 0/.exec(messages.at(-1)?.text ?? '')?.[1]
    return `It doubles 3. <choice>${name}</choice>`
  })
  const selection = await selectorMachine.select(problem, observations, {
    tools: { model, executor, journal: forgetfulJournal, seed: 5 },
  })
  return { selection, patches, ran: executor.counts().ran - before }
}

it('runs the script of a model on base and patches, and chooses by it', async () => {
  const executions = memoryExecutions()
  const { selection, ran } = await select(executions)
  expect(selection).toMatchObject({ chosen: 1, decidedBy: 'test', confidence: { value: 2 / 3 } })
  const [test] = selection.inquiry?.tests ?? []
  expect(test?.onBase).toMatchObject({ verdict: 'present', exitCode: 2, output: 'got 9\n' })
  const outputs = test?.onCandidates.map((run) => `${run?.verdict} ${run?.output.trim()}`)
  expect(outputs?.toSorted()).toEqual(['fixed got 6', 'present got 5'])
  // Base and two patches, once and again since they differ.
  expect(ran).toBe(6)
  const again = await select(executions)
  expect({ ran: again.ran, selection: again.selection }).toMatchObject({ ran: 0, selection: { chosen: 1 } })
})
