import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { useDesk } from './command-line.ts'

const patch = (lines: number): string =>
  `diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1,1 +1,${lines} @@\n-x = 0\n${'+x = 1\n'.repeat(lines)}`

/** Small patches are right. */
const rows = Array.from({ length: 80 }, (_, at) => {
  const lines = 1 + (at % 4) * 3
  return {
    instanceId: `i${Math.floor(at / 4)}`,
    repo: `r${Math.floor(at / 4) % 3}`,
    candidateId: `c${at % 4}`,
    patch: patch(lines),
    resolved: lines < 5,
  }
})
const toLines = (some: readonly object[]): string => some.map((row) => JSON.stringify(row)).join('\n')

const desk = useDesk(() => undefined)

it('learns from some candidates what tells others apart', async () => {
  const at = (name: string): string => join(desk.path, name)
  const [train, score, model, out] = [at('train.jsonl'), at('score.jsonl'), at('model.json'), at('out.jsonl')]
  writeFileSync(train, toLines(rows.slice(0, 60)))
  writeFileSync(
    score,
    toLines(
      rows.slice(60).map(({ instanceId, repo, candidateId, patch: text }) => ({
        instanceId,
        repo,
        candidateId,
        patch: text,
      })),
    ),
  )
  const trained = await desk.run(['train-verifier', train, '--out', model], { cwd: desk.path })
  expect(trained).toMatchObject({ exitCode: 0, stderr: '' })
  expect(trained.stdout).toContain('60 candidates of 15 instances in 3 repositories, 30 of them resolved')
  expect(
    await desk.run(['score', score, '--verifier', model, '--out', out], { cwd: desk.path }),
  ).toMatchObject({
    exitCode: 0,
    stdout: `20 candidates of 5 instances scored; ${out}\n`,
  })
  const scored: readonly { readonly candidateId: string; readonly score: number }[] = readFileSync(
    out,
    'utf8',
  )
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(
    scored
      .slice(0, 2)
      .map(({ candidateId }) => candidateId)
      .toSorted(),
  ).toEqual(['c0', 'c1'])
  expect(scored.every(({ score: value }) => value > 0 && value < 1)).toBe(true)
})

it('says what is wrong with what it is given', async () => {
  const file = join(desk.path, 'alike.jsonl')
  writeFileSync(file, toLines(rows.filter(({ resolved }) => resolved)))
  expect(
    await desk.run(['train-verifier', file, '--out', join(desk.path, 'm.json')], { cwd: desk.path }),
  ).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('candidates that are resolved and some that are not'),
  })
  expect(
    await desk.run(['score', file, '--verifier', file, '--out', join(desk.path, 'o')], { cwd: desk.path }),
  ).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no verifier that train-verifier wrote') })
})
