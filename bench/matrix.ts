/**
 * Ten patches by ten tests, three patches and two tests of them twice: what is saved, and the wall clock beside the
 * tests' own time over the cores. `npm run bench:matrix -- [--seconds 0.5]`: what each test computes for.
 */
import { availableParallelism } from 'node:os'
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ExecutionCache } from '../src/domain/index.ts'
import { createLocalProvider } from '../src/sandbox/index.ts'
import { createExecutor, poolPatches, poolTests, runMatrix } from '../src/selection/index.ts'
import { createTempDir } from '../src/std/index.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '0.5' } } })
const cores = availableParallelism()

await using temp = await createTempDir('capuchin-matrix-')
const root = join(temp.path, 'project')
mkdirSync(root)
writeFileSync(join(root, 'maths.py'), 'def value():\n    return 0\n')
for (const args of [
  ['init', '-q'],
  ['add', '-A'],
  ['-c', 'user.name=b', '-c', 'user.email=b@b', 'commit', '-qm', 'x'],
])
  execFileSync('git', args, { cwd: root })
await using provider = createLocalProvider({ stateDir: join(temp.path, 'state') })
await using base = await provider.open({ from: 'checkout', path: root })

const patches = poolPatches(
  [0, 1, 2, 3, 4, 5, 6, 0, 1, 2].map((value, at) => ({
    patch: `diff --git a/maths.py b/maths.py\n--- a/maths.py\n+++ b/maths.py\n@@ -1,2 +1,2 @@\n def value():\n-    return 0\n+    return ${value + 10}\n`,
    label: `${at}`,
    attemptIndex: at,
    evidence: null,
  })),
)
const tests = poolTests(
  [0, 1, 2, 3, 4, 5, 6, 7, 0, 1].map((number, at) => ({
    test: {
      language: 'python' as const,
      text: `import sys, time\nfrom maths import value\nend = time.process_time() + ${values.seconds}\nwhile time.process_time() < end: pass\nsys.exit(0 if value() > 9 else 2)\n# ${number}\n`,
    },
    origin: { from: 'attempt' as const, attemptIndex: at },
  })),
)
const executor = createExecutor({ base, baseKey: 'bench', executions: forgetful(), cores })
const started = performance.now()
const matrix = await runMatrix({ patches, tests, timeoutMs: 60_000, repetitions: 0 }, executor, {})
const wallMs = performance.now() - started
const runs = [...matrix.base, ...matrix.cells.flat()].flatMap((cell) => cell.runs)
const own = runs.reduce((sum, { durationMs }) => sum + durationMs, 0)
const { ran } = executor.counts()
console.log(
  `${ran} executions of ${11 * 10} (${patches.length} patches, ${tests.length} tests, and the base)`,
)
console.log(
  `wall clock ${(wallMs / 1000).toFixed(1)} s; the tests' own time over ${cores} cores ${(own / cores / 1000).toFixed(1)} s: ${((wallMs * cores) / own).toFixed(2)} x`,
)

/** Nothing is known beforehand. */
function forgetful(): ExecutionCache {
  return { find: () => Promise.resolve(null), save: () => Promise.resolve() }
}
