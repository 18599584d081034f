import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readTrajectoryFile } from '../../src/app/export/trajectory-file.ts'
import { callsOf, type ModelCall } from '../../src/domain/index.ts'
import type { FakeAnswer, FakeToken } from '../../src/llm/fake-endpoints.ts'
import { needsSandbox, readSolveOutput, useDesk } from './command-line.ts'
import { journalledReplies, killAfter } from './killed-run.ts'
import { editBlock, startModel, startToolModel, type ModelEndpoint } from './model-endpoint.ts'
import { layDataset } from './own-dataset.ts'
import { makeRepository, pythonSum, pythonSumIssue } from './sample-repositories.ts'

const replies = [
  'To see what it does I need\n\ncalc.py\n',
  editBlock('calc.py', '    return a - b', '    return a * b'),
  editBlock('calc.py', '    return a * b', '    return a + b'),
]
/** A token for every five characters, each less likely than the one before. */
const tokensOf = (text: string): readonly FakeToken[] =>
  (text.match(/.{1,5}/gs) ?? []).map((token, at) => ({ token, logprob: -(at + 1) / 8 }))
const answers: readonly FakeAnswer[] = replies.map((text) => ({
  kind: 'text',
  text,
  tokens: tokensOf(text),
}))
const expected = replies.map((text) => ({ text, logprobs: tokensOf(text) }))

describe('solve --logprobs', () => {
  const desk = useDesk(needsSandbox)
  let cwd: string
  beforeEach(() => {
    cwd = makeRepository(join(desk.path, 'project'), pythonSum)
  })

  const solveBy = ({ model }: Pick<ModelEndpoint, 'model'>) => [
    'solve',
    pythonSumIssue,
    '--model',
    model,
    '--fail-cmd',
    "grep -q 'a + b' calc.py",
    '--test-cmd',
    "grep -q 'a / 2' calc.py",
    '--logprobs',
    '--json',
  ]
  const exported = async (): Promise<readonly ModelCall[]> => {
    const out = join(desk.path, 'trajectories.jsonl')
    const end = await desk.run(['export', 'trajectories', '--run', 'last', '--out', out], { cwd })
    expect(end).toMatchObject({ exitCode: 0 })
    const calls: ModelCall[] = []
    for await (const { trajectory } of readTrajectoryFile(out)) calls.push(...callsOf(trajectory))
    return calls
  }
  const said = (calls: readonly ModelCall[]) => calls.map(({ text, logprobs }) => ({ text, logprobs }))

  it('keeps what the model says of its tokens, for trajectories', async () => {
    await using model = await startToolModel(answers)
    const { result } = readSolveOutput(await desk.run(solveBy(model), { cwd }))
    expect(result.status).toBe('done')
    expect(model.requests[0]).toMatchObject({ stream: true, logprobs: true })
    expect(said(await exported())).toEqual(expected)
  })

  it('has them still when the run was killed and gone on with', async () => {
    await using model = await startToolModel(answers, { delayMs: 100 })
    const run = desk.start(solveBy(model), { cwd })
    await run.says('"edit-applied"')
    await killAfter(run, { lines: 0, laterMs: 0 })
    const journalled = await journalledReplies(cwd)
    expect(journalled).toBeGreaterThan(1)
    const before = model.requests.length
    const end = await desk.run(['resume', 'last', '--json'], { cwd })
    expect(readSolveOutput(end).result.status).toBe('done')
    expect(model.requests.length - before).toBe(replies.length - journalled)
    expect(said(await exported())).toEqual(expected)
  })

  it('keeps none that spell a secret, anywhere', async () => {
    const [first = '', ...others] = replies
    const text = `open-sesame\n\n${first}`
    const spelled: FakeAnswer = { kind: 'text', text, tokens: tokensOf(text) }
    await using model = await startToolModel([spelled, ...answers.slice(1)])
    const record = join(desk.path, 'recording.jsonl')
    const env = { OWN_TOKEN: 'open-sesame' }
    const end = await desk.run([...solveBy(model), '--record', record], { cwd, env })
    expect(readSolveOutput(end).result.status).toBe('done')
    const reasons = (await exported()).map(({ noLogprobs, logprobs }) => noLogprobs ?? logprobs?.length)
    expect(reasons).toEqual(['redacted', ...others.map((reply) => tokensOf(reply).length)])
    const kept = [record, ...['', '-wal'].map((end) => join(cwd, '.capuchin', `capuchin.db${end}`))]
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, 'latin1'))
      .join('')
    expect(kept).toContain(JSON.stringify(tokensOf(others[0] ?? '')[1]))
    expect(kept).not.toContain(JSON.stringify(tokensOf(text)[1]))
    expect(kept).not.toContain('open-sesame')
  })

  it('says that a model gave none, in the run and in the record', async () => {
    await using model = await startModel(replies)
    const { events } = readSolveOutput(await desk.run(solveBy(model), { cwd }))
    const warnings = events.flatMap((event) =>
      event.type === 'attempt' && event.event.type === 'warning' ? [event.event.text] : [],
    )
    expect(warnings).toEqual([expect.stringMatching(/gave no log-probabilities with a reply/)])
    const reasons = (await exported()).map(({ logprobs, noLogprobs }) => ({ logprobs, noLogprobs }))
    expect(reasons).toEqual(replies.map(() => ({ logprobs: null, noLogprobs: 'not-given' })))
  })

  it.each([
    ['relay', 'a chat window gives no log-probabilities'],
    ['anthropic/claude-sonnet-4-5', 'anthropic/claude-sonnet-4-5 gives no log-probabilities'],
  ])('refuses %s before anything is asked', async (model, sentence) => {
    const end = await desk.run(solveBy({ model }), { cwd, env: { ANTHROPIC_API_KEY: 'k' } })
    expect(end.exitCode).toBe(3)
    expect(end.stdout).toContain(sentence)
  })
})

describe('rollout --logprobs', () => {
  const desk = useDesk(needsSandbox)

  it('keeps them for all attempts', { timeout: 120_000 }, async () => {
    const dataset = layDataset(join(desk.path, 'data'), 2)
    const texts = [
      'I want to see\n\nmaths.py\n',
      editBlock('maths.py', '    return n * 3', '    return n * 2'),
    ]
    await using model = await startToolModel(
      texts.map((text) => ({ kind: 'text', text, tokens: tokensOf(text) })),
    )
    const given = `--run-id first --strategy edit-loop --model ${model.model} --attempts 2 --logprobs`.split(
      ' ',
    )
    const rollout = ['rollout', dataset.file, ...given, ...dataset.places]
    expect(await desk.run(rollout, { cwd: desk.path })).toMatchObject({ exitCode: 0 })
    const out = join(desk.path, 'atif')
    const asAtif = ['export', 'trajectories', '--run', 'first', '--format', 'atif', '--out', out]
    expect(await desk.run(asAtif, { cwd: desk.path })).toMatchObject({ exitCode: 0 })
    const files = readdirSync(out)
    expect(files).toHaveLength(4)
    for (const file of files) {
      const { steps } = atifSchema.parse(JSON.parse(readFileSync(join(out, file), 'utf8')))
      expect(steps.flatMap(({ metrics }) => (metrics ? [metrics.logprobs] : []))).toEqual(
        texts.map((text) => tokensOf(text).map(({ logprob }) => logprob)),
      )
    }
  })
})

const atifSchema = z.object({
  steps: z.array(z.object({ metrics: z.object({ logprobs: z.array(z.number()) }).optional() })),
})
