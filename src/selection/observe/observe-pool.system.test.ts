import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ExecutionCache, GeneratedTest } from '../../domain/index.ts'
import { useLocalSandboxes } from '../../sandbox/contract/local-sandboxes.contract.ts'
import { createLocalProvider } from '../../sandbox/index.ts'
import { createTempDir } from '../../std/index.ts'
import { createSyntax } from '../../syntax/index.ts'
import { rankClasses } from '../votes/rank-classes.ts'
import { createExecutor } from './executor.ts'
import { defaultObserveOptions, observePool, type Observations } from './observe-pool.ts'

const sandboxes = useLocalSandboxes()

const source = 'def double(n):\n    return n * 3\n'
const patchTo = (line: string): string =>
  `diff --git a/maths.py b/maths.py\n--- a/maths.py\n+++ b/maths.py\n@@ -1,2 +1,2 @@\n def double(n):\n-    return n * 3\n+    ${line}\n`

function script(body: string): GeneratedTest {
  return { language: 'python', text: `import sys\nfrom maths import double\n${body}\n` }
}

/** Found again by content, as the store does it, in memory. */
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

interface Watched {
  readonly patches: readonly string[]
  readonly tests: readonly GeneratedTest[]
  readonly executions?: ExecutionCache
  readonly maxPatches?: number
  readonly until?: AbortSignal
  readonly onLate?: (what: string) => void
}

async function observe({
  patches,
  tests,
  executions = memoryExecutions(),
  maxPatches = 100,
  until,
  onLate = () => undefined,
}: Watched): Promise<Observations> {
  await using temp = await createTempDir()
  const root = sandboxes.makeProject({
    'maths.py': source,
    'tests/test_maths.py':
      'import unittest\nfrom maths import double\n\n\nclass Doubling(unittest.TestCase):\n    def test_nothing(self):\n        self.assertEqual(double(0), 0)\n',
  })
  await using provider = createLocalProvider({ stateDir: join(temp.path, 'state') })
  await using base = await provider.open({ from: 'checkout', path: root })
  using syntax = createSyntax()
  return await observePool(
    {
      issue: 'numbers come out wrong',
      entries: patches.map((patch, at) => ({ patch, label: `p${at}`, attemptIndex: at, evidence: null })),
      tests: tests.map((test, at) => ({ test, origin: { from: 'attempt', attemptIndex: at } })),
      commandFor: (file) => ({
        framework: 'unittest',
        command: `python3 -m unittest ${file.slice(0, -3).replaceAll('/', '.')}`,
        cwd: '',
        foundIn: '',
      }),
      options: { ...defaultObserveOptions, scriptTimeoutMs: 5_000, callSeconds: 0, maxPatches },
    },
    {
      executor: createExecutor({ base, baseKey: 'base', executions, cores: 2 }),
      code: {
        counterparts: () => Promise.resolve([{ path: 'tests/test_maths.py', score: 1 }]),
        rank: () => Promise.resolve({ files: [], symbols: [] }),
      },
      syntax,
      onStage: () => undefined,
      onLate,
    },
    { until },
  )
}

it('runs every test on base and patches, sorts patches into classes and finds what they break', async () => {
  const seen = await observe({
    patches: [
      patchTo('return n * 2'),
      patchTo('return n + n'),
      patchTo('return n + 1'),
      patchTo('return n * 2  # twice'),
      'diff --git a/gone.py b/gone.py\n--- a/gone.py\n+++ b/gone.py\n@@ -1 +1 @@\n-x\n+y\n',
    ],
    tests: [script('print(double(2))\nsys.exit(0 if double(2) == 4 else 2)'), script('print("nothing")')],
  })
  expect(seen.matrix.base.map(({ runs }) => runs[0]?.verdict)).toEqual(['present', 'fixed'])
  expect(seen.matrix.cells.map((row) => row.map(({ runs }) => runs[0]?.verdict))).toEqual([
    ['fixed', 'fixed'],
    ['fixed', 'fixed'],
    ['present', 'fixed'],
    ['fixed', 'fixed'],
  ])
  expect(seen.tests.map(({ noVote }) => noVote)).toEqual([null, 'passes-on-base'])
  expect(seen.classes.map(({ patches }) => patches)).toEqual([[0, 1, 3], [2]])
  expect(seen.regression?.runs.map((run) => run?.comparison.broken)).toEqual([
    [],
    [],
    ['tests.test_maths.Doubling.test_nothing'],
    [],
  ])
  expect(seen.matrix.unapplied).toHaveLength(1)
})

it('runs nothing twice: equal patches once, and after a restart nothing', async () => {
  const executions = memoryExecutions()
  const pool = {
    patches: [patchTo('return n * 2'), patchTo('return n * 2'), patchTo('return n + 1')],
    tests: [script('sys.exit(0 if double(2) == 4 else 2)')],
    executions,
  }
  const first = await observe(pool)
  // Base and two patches: the test twice where it sets them apart, the files of each patch and of the base, the existing tests and what breaks of them again.
  expect(first.counts.ran).toBe(3 * 2 + 3 + 3 + 2)
  expect((await observe(pool)).counts).toMatchObject({ ran: 0 })
})

it('leaves what there is no time for, and goes by what was seen until then', async () => {
  const executions = memoryExecutions()
  const unapplied = 'diff --git a/gone.py b/gone.py\n--- a/gone.py\n+++ b/gone.py\n@@ -1 +1 @@\n-x\n+y\n'
  const patches = [patchTo('return n * 2'), unapplied, patchTo('return n + 1')]
  const known = script('sys.exit(0 if double(2) == 4 else 2)')
  await observe({ patches, tests: [known], executions })
  const late: string[] = []
  const seen = await observe({
    patches,
    tests: [script('sys.exit(0 if double(3) == 6 else 2)'), known],
    executions,
    until: AbortSignal.abort(),
    onLate: (what) => void late.push(what),
  })
  expect(late).toEqual([
    '1 of 2 generated tests',
    'existing tests',
    "the issue's own code",
    'calls of touched functions',
  ])
  expect(seen.tests.map(({ test }) => test.test.text)).toEqual([known.text])
  expect(seen.matrix.cells.map((row) => row.map(({ runs }) => runs.length))).toEqual([[2], [2]])
  expect(seen.matrix.unapplied).toHaveLength(1)
  expect(seen.regression).toBeNull()
  expect(seen.counts.ran).toBe(0)
})

it('lets a test that never ends cost its own time only, and one that deletes the checkout nothing', async () => {
  const seen = await observe({
    patches: [patchTo('return n * 2'), patchTo('return n + 1')],
    tests: [
      script('print("begun", flush=True)\nwhile True: pass'),
      script(
        'import shutil, os\nshutil.rmtree(os.getcwd(), ignore_errors=True)\nsys.exit(0 if double(2) == 4 else 2)',
      ),
    ],
  })
  expect(seen.matrix.base[0]?.runs[0]).toMatchObject({ verdict: 'timeout', output: 'begun\n' })
  expect(seen.matrix.cells.map((row) => row[1]?.runs[0]?.verdict)).toEqual(['fixed', 'present'])
})

it('takes code that does not parse for a fault', async () => {
  const seen = await observe({ patches: [patchTo('return n *'), patchTo('return n * 2')], tests: [] })
  expect(seen.syntaxErrors.map((errors) => errors.length > 0)).toEqual([true, false])
  expect(rankClasses(seen).classes.map(({ patch }) => patch)).toEqual([1, 0])
})

it('looks at no more of ten thousand patches than it may, those first that were offered most often', async () => {
  const many = Array.from({ length: 10_000 }, (_, at) => patchTo(`return n * ${at + 10}`))
  const often = patchTo('return n * 2')
  const seen = await observe({ patches: [...many, often, often], tests: [], maxPatches: 3 })
  expect(seen.matrix.patches.map(({ patch }) => patch)).toEqual([many[0], many[1], often])
  expect(seen.matrix.unapplied).toHaveLength(9_998)
})

it.each([
  ['none', []],
  ['empty ones', ['', '\n']],
])('takes a pool of %s for what it is', async (_, patches) => {
  const seen = await observe({ patches, tests: [script('sys.exit(2)')] })
  expect(seen.classes).toEqual([])
  expect(seen.tests.map(({ noVote }) => noVote)).toEqual(['no-patch'])
})
