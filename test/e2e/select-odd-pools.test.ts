import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sleep } from '../../src/std/index.ts'
import {
  essence,
  needsSandbox,
  openDesk,
  readSolveOutput,
  useDesk,
  type CliEnd,
  type Desk,
} from './command-line.ts'
import { storedExecutions } from './killed-run.ts'
import { findLeftovers, nothingLeft } from './leftovers.ts'
import { fingerprint, makeRepository } from './sample-repositories.ts'

const files = {
  'shop.py': 'def total(prices, discount=0):\n    return sum(prices) * (1 - discount)\n',
  'tests/__init__.py': '',
  'tests/test_shop.py':
    'import unittest\nfrom shop import total\n\n\nclass Shop(unittest.TestCase):\n    def test_plain(self):\n        self.assertEqual(total([1, 2]), 3)\n',
}
const patchTo = (line: string): string =>
  `diff --git a/shop.py b/shop.py\n--- a/shop.py\n+++ b/shop.py\n@@ -1,2 +1,2 @@\n def total(prices, discount=0):\n-    return sum(prices) * (1 - discount)\n+    return ${line}\n`
const right = patchTo('sum(prices) * (1 - discount / 100)')
const wrong = patchTo('sum(prices) * (1 - discount / 10)')
const broken = patchTo('sum(prices[1:]) * (1 - discount / 100)')
const showsIssue =
  'import sys\nfrom shop import total\ngot = total([100], discount=10)\nprint("got", got)\nsys.exit(0 if round(got, 6) == 90 else 2)\n'

interface Pool {
  readonly cwd: string
  readonly args: readonly string[]
}

/** A project with patches and tests beside it, and the command that chooses among them. */
function lay(
  desk: Pick<Desk, 'path'>,
  { patches, tests = [] }: { readonly patches: readonly string[]; readonly tests?: readonly string[] },
): Pool {
  const put = (name: string, text: string): string => {
    writeFileSync(join(desk.path, name), text)
    return join(desk.path, name)
  }
  const cwd = makeRepository(join(desk.path, 'project'), files)
  const patchFiles = patches.map((patch, at) => put(`${at}.diff`, patch))
  const testFiles = tests.map((test, at) => put(`test${at}.py`, test))
  const given = [
    ...(patchFiles.length === 0 ? [] : ['--patch', ...patchFiles]),
    ...(testFiles.length === 0 ? [] : ['--test', ...testFiles]),
  ]
  return { cwd, args: ['select', '--issue', 'ten percent', ...given, '--yes', '--json'] }
}

describe('capuchin select with an odd pool', () => {
  const desk = useDesk(needsSandbox)
  const choose = async ({ cwd, args }: Pool, more: readonly string[] = []): Promise<CliEnd> =>
    desk.run([...args, ...more], { cwd })

  it('has nothing to choose where there is no patch', async () => {
    const none = await choose(lay(desk, { patches: [] }))
    expect(none).toMatchObject({ exitCode: 2, stdout: expect.stringContaining('no patches') as string })
  })

  it('has nothing to choose where all patches are empty', async () => {
    const end = await choose(lay(desk, { patches: ['', '\n'], tests: [showsIssue] }))
    expect({ exitCode: end.exitCode, ...readSolveOutput(end).result }).toMatchObject({
      exitCode: 6,
      status: 'no-plausible',
      reason: 'no patch applies',
    })
  })

  it.each([
    ['one patch', [right]],
    ['patches that are all equal', [right, `\n${right}`, right]],
  ])('takes %s, and says that nothing was chosen between', async (_, patches) => {
    const end = await choose(lay(desk, { patches, tests: [showsIssue] }))
    const { result } = readSolveOutput(end)
    expect({ exitCode: end.exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'done' })
    expect(result.selection?.patches).toHaveLength(1)
    expect(result.selection?.patches[0]?.labels).toHaveLength(patches.length)
    expect(result.selection?.selection).toMatchObject({ decidedBy: 'one class', confidence: { value: null } })
  })

  it('stops a test that never ends, and lets the others decide', async () => {
    const endless = 'import os, subprocess\nsubprocess.Popen(["sleep", "1000"])\nwhile True:\n    pass\n'
    const pool = lay(desk, { patches: [wrong, right], tests: [endless, showsIssue] })
    const { result } = readSolveOutput(await choose(pool, ['--script-seconds', '2']))
    expect(result.selection?.tests.map(({ onPatches }) => onPatches)).toEqual([
      ['timeout', 'timeout'],
      ['present', 'fixed'],
    ])
    expect(result.candidates[0]?.patch).toContain('discount / 100')
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })

  it('lets a test that deletes the repository delete nothing but its own copy', async () => {
    const deleting = `import os, shutil, sys\nshutil.rmtree(os.getcwd(), ignore_errors=True)\nos.system("rm -rf .git * / 2>/dev/null")\nsys.exit(0 if os.path.exists("shop.py") else 2)\n`
    const pool = lay(desk, { patches: [wrong, right], tests: [deleting, showsIssue] })
    const before = fingerprint(pool.cwd)
    const { result } = readSolveOutput(await choose(pool))
    expect(result.selection?.tests.map(({ onPatches }) => onPatches)).toEqual([
      ['present', 'present'],
      ['present', 'fixed'],
    ])
    expect(result.candidates[0]?.patch).toContain('discount / 100')
    expect(result.selection?.regression?.passing).toBe(1)
    expect(fingerprint(pool.cwd)).toEqual(before)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })
})

describe('capuchin select that is killed while tests run on patches', () => {
  const desk = useDesk(needsSandbox)
  const slow = (text: string): string => `import time\ntime.sleep(1)\n${text}`
  const pool = {
    patches: [wrong, right, broken],
    tests: [slow(showsIssue), slow(showsIssue.replaceAll('100', '300').replace('90', '270'))],
  }

  it('ends as it would have, and runs nothing again that had ended', { timeout: 300_000 }, async () => {
    await using other = await openDesk()
    const whole = lay(other, pool)
    const reference = readSolveOutput(await other.run(whole.args, { cwd: whole.cwd })).result
    const ran = reference.selection?.executions.ran ?? 0
    expect(await storedExecutions(whole.cwd)).toBe(ran)

    const { cwd, args } = lay(desk, pool)
    const before = fingerprint(cwd)
    const run = desk.start([...args, '-j', '1'], { cwd })
    await run.says('2 tests x 3 patches')
    while ((await storedExecutions(cwd)) < 3) await sleep(20)
    run.kill('SIGKILL')
    await run.end
    const stored = await storedExecutions(cwd)
    expect(stored).toBeLessThan(2 * 4)
    const { result } = readSolveOutput(await desk.run(['resume', 'last', '--json'], { cwd }))
    expect(result.selection?.executions.ran).toBe(ran - stored)
    expect(essence(result)).toEqual(essence(reference))
    expect(result.selection?.tests.map(({ onPatches }) => onPatches)).toEqual(
      reference.selection?.tests.map(({ onPatches }) => onPatches),
    )
    expect(fingerprint(cwd)).toEqual(before)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)
  })
})
