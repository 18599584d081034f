import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { needsSandbox, readSolveOutput, useDesk, type CliEnd } from './command-line.ts'
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
const patches = {
  'tenth.diff': patchTo('sum(prices) * (1 - discount / 10)'),
  'percent.diff': patchTo('sum(prices) * (1 - discount / 100)'),
  'hundred.diff': patchTo('sum(prices) * (100 - discount) / 100'),
  'breaks.diff': patchTo('sum(prices[1:]) * (1 - discount / 100)'),
}
const reproduction =
  'import sys\nfrom shop import total\ngot = total([100], discount=10)\nprint("got", got)\nsys.exit(0 if round(got, 6) == 90 else 2)\n'
const issue = 'a discount of 10 is meant to be ten percent'

describe('capuchin select', () => {
  const desk = useDesk(needsSandbox)

  function lay(): { readonly cwd: string; readonly given: readonly string[]; readonly test: string } {
    const cwd = makeRepository(join(desk.path, 'project'), files)
    const paths = Object.entries(patches).map(([name, patch]) => {
      writeFileSync(join(desk.path, name), patch)
      return join(desk.path, name)
    })
    const test = join(desk.path, 'reproduce.py')
    writeFileSync(test, reproduction)
    return { cwd, given: ['--issue', issue, '--patch', ...paths], test }
  }

  const choose = (cwd: string, args: readonly string[]): Promise<CliEnd> =>
    desk.run(['select', ...args, '--yes', '--json'], { cwd })

  it('picks the patch that the tests speak for, says why, and applies it like any run', async () => {
    const { cwd, given, test } = lay()
    const before = fingerprint(cwd)
    const end = await choose(cwd, [...given, '--test', test])
    const { runId, result } = readSolveOutput(end)
    expect({ exitCode: end.exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'done' })
    expect(result.candidates[0]?.patch).toContain('discount / 100')
    const { selection } = result
    expect(selection?.selection).toMatchObject({ selector: 'weighted-voting', decidedBy: 'votes' })
    expect(selection?.classes.find(({ by }) => by === 'behaviour')?.patches).toHaveLength(2)
    expect(selection?.patches.find(({ labels }) => labels[0] === 'breaks.diff')?.broken).toHaveLength(1)
    expect(selection?.missing).toEqual(['verifier', 'model'])
    expect(fingerprint(cwd)).toEqual(before)
    expect(await findLeftovers(desk)).toEqual(nothingLeft)

    expect((await desk.run(['show', runId], { cwd })).stdout).toMatch(
      /What separates them[^]*Left out of the choice, since there is none: verifier, model/,
    )
    expect(await desk.run(['apply', runId], { cwd })).toMatchObject({ exitCode: 0 })
    expect(readFileSync(join(cwd, 'shop.py'), 'utf8')).toContain('discount / 100')
    expect(await desk.run(['undo', runId], { cwd })).toMatchObject({ exitCode: 0 })
    expect((await desk.run(['mark', runId, 'right'], { cwd })).stdout).toBe(`run ${runId}: right\n`)
    expect(await desk.run(['mark', runId], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('nothing says which run is right or wrong'),
    })
    expect(fingerprint(cwd)).toEqual(before)
  })

  it("chooses by R2E-Gym's rule, with a verifier and without", async () => {
    const { cwd, given, test } = lay()
    const rule = [...given, '--test', test, '--select', 'hybrid']
    const alone = readSolveOutput(await choose(cwd, rule)).result
    expect(alone.candidates[0]?.patch).toMatch(/100/)
    expect(alone.selection?.selection).toMatchObject({ selector: 'hybrid' })
    expect(alone.selection?.selection.reason).toContain('nothing is known of them: verifier')
    const verifier = join(desk.path, 'verifier.json')
    const feature = { name: 'broken', mean: 0, scale: 1, weight: -1 }
    writeFileSync(
      verifier,
      JSON.stringify({
        kind: 'verifier',
        v: 1,
        bias: 0,
        features: [feature],
        calibration: { slope: 1, shift: 0 },
        trainedOn: { rows: 0, resolved: 0, instances: 0, repos: [] },
      }),
    )
    const { selection } = readSolveOutput(await choose(cwd, [...rule, '--verifier', verifier])).result
    expect(selection?.missing).toEqual(['model'])
    expect(selection?.selection.reason).not.toContain('nothing is known')
    expect(selection?.patches[selection.selection.ranking.at(-1) ?? 0]?.labels).toEqual(['breaks.diff'])
  })

  it('says without a test of the issue what its choice rests on, and leaves out what breaks tests', async () => {
    const { cwd, given } = lay()
    const { result } = readSolveOutput(await choose(cwd, given))
    expect(result.candidates.at(-1)?.summary).toContain('breaks.diff')
    expect(result.caveats.join('\n')).toContain('no test showed the issue')
    expect(result.selection?.separations[0]).toMatchObject({ tests: [], existing: [], shortest: null })
  })

  it('picks none where it cannot be as sure as it should', async () => {
    const { cwd, given } = lay()
    const end = await choose(cwd, [...given, '--min-confidence', '0.99'])
    const { result } = readSolveOutput(end)
    expect({ exitCode: end.exitCode, chosen: result.chosen }).toEqual({ exitCode: 6, chosen: null })
    expect(result.reason).toMatch(/99 % is asked for/)
  })

  it.each([
    ['no such file', ['--patch', 'gone.diff'], 'gone.diff'],
    ['a test of no known language', ['--patch', 'shop.py', '--test', 'shop.cobol'], 'shop.cobol'],
  ])('refuses %s in one sentence', async (_, args, said) => {
    const { cwd } = lay()
    const end = await desk.run(['select', '--issue', issue, ...args, '--yes'], { cwd })
    expect(end).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(said) })
    expect(end.stderr.trim().split('\n').length).toBeLessThan(4)
  })

  it('takes a pool in which nothing applies for what it is', async () => {
    const { cwd } = lay()
    const end = await choose(cwd, ['--issue', issue, '--patch', join(cwd, 'shop.py')])
    expect(end.exitCode).toBe(6)
    expect(readSolveOutput(end).result).toMatchObject({ status: 'no-plausible', candidates: [] })
  })
})
