import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { linearCalls, sampleTrajectory } from '../../src/gym/formats/sample-trajectory.contract.ts'
import { createFakeContinuationEndpoint } from '../../src/llm/index.ts'
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

it('asks a language model of attempts, names the trap of its labels and shows no key', async () => {
  const [file, out] = [join(desk.path, 't.jsonl'), join(desk.path, 'scores.jsonl')]
  const { head, steps, end } = sampleTrajectory(linearCalls)
  writeFileSync(file, toLines([head, ...steps, { ...end, resolved: null }]))
  await using server = await createFakeContinuationEndpoint(() => ({
    kind: 'next',
    tokens: [
      { token: ' YES', logprob: Math.log(0.6) },
      { token: ' NO', logprob: Math.log(0.2) },
    ],
  }))
  const args = ['score', '--model', `judge@${server.url}`, '--trajectories', file, '--out', out]
  const env = { CAPUCHIN_API_KEY: 'a-key-nobody-may-see' }
  const scored = await desk.run(args, { cwd: desk.path, env })
  expect(scored).toMatchObject({ exitCode: 0, stdout: `1 of 1 attempts scored; ${out}\n` })
  expect(scored.stderr).toContain("the model goes on with ' YES' and ' NO'")
  const text = readFileSync(out, 'utf8')
  expect(JSON.parse(text)).toMatchObject({ id: head.trajectoryId, score: expect.closeTo(0.75, 10) })
  expect(`${scored.stderr}${text}`).not.toContain('a-key-nobody-may-see')
  expect(await desk.run(args, { cwd: desk.path, env })).toMatchObject({
    stdout: `1 of 1 attempts scored, 1 of them before; ${out}\n`,
    stderr: '',
  })
  expect(await desk.run(['score', file, '--out', out], { cwd: desk.path })).toMatchObject({ exitCode: 2 })
})
