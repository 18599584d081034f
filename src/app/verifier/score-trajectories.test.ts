import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Trajectory } from '../../domain/index.ts'
import { linearCalls, sampleTrajectory } from '../../gym/formats/sample-trajectory.contract.ts'
import { createFakeContinuationEndpoint, type FakeContinuation } from '../../llm/index.ts'
import { createTempDir, type TempDir } from '../../std/index.ts'
import { createVerifierModel, exportVerifier, scoreTrajectories } from '../index.ts'
import { renderLines } from '../export/trajectory-file.ts'
import { rankScores, type AttemptScore } from './attempt-score.ts'
import type { TrajectoryScoreRequest } from './score-trajectories.ts'

let temp: TempDir
beforeEach(async () => {
  temp = await createTempDir('score-')
})
afterEach(() => temp[Symbol.asyncDispose]())
const path = (name: string): string => join(temp.path, name)

const attempt = (id: string, instanceId: string): Trajectory => {
  const { head, end } = sampleTrajectory([])
  const steps = linearCalls.map((call) => ({ ...call, text: `${call.text} <${id}> sesame` }))
  return { head: { ...head, trajectoryId: id, instanceId }, steps, end: { ...end, resolved: null } }
}
const write = (trajectories: readonly Trajectory[]): Promise<void> =>
  writeFile(path('t.jsonl'), trajectories.flatMap((one) => [...renderLines(one)]).join(''))
const tokens = (logprobs: Readonly<Record<string, number>>): FakeContinuation => ({
  kind: 'next',
  tokens: Object.entries(logprobs).map(([token, logprob]) => ({ token, logprob })),
})
/** Which attempt a request is about. */
const idOf = (request: unknown): string => /<(\w+)> \[redacted\]/.exec(JSON.stringify(request))?.[1] ?? ''
const redact = (text: string): string => text.replaceAll('sesame', '[redacted]')

async function score(
  answer: (id: string) => FakeContinuation,
  change: Partial<TrajectoryScoreRequest> & { readonly model?: string } = {},
) {
  await using server = await createFakeContinuationEndpoint((request) => answer(idOf(request)))
  const warnings: string[] = []
  const model = createVerifierModel(`${change.model ?? 'judge'}@${server.url}`, {
    env: {},
    endpoint: 'chat',
    jobs: 2,
    retries: 0,
    requestsPerMinute: null,
    onRetry: () => undefined,
  })
  const request = {
    trajectories: [path('t.jsonl')],
    out: path('scores.jsonl'),
    style: 'judge',
    labels: null,
    belowTokens: 32_768,
    jobs: 2,
    redact,
    ...change,
  }
  const options = {
    signal: new AbortController().signal,
    onWarning: (text: string) => void warnings.push(text),
  }
  const scored = await scoreTrajectories(model, request, options).catch((error: unknown) => ({
    error,
    scores: [],
    known: 0,
  }))
  return { ...scored, warnings, asked: server.requests.map(idOf), requests: server.requests }
}
const scoresById = (scores: readonly AttemptScore[]): Readonly<Record<string, number | null>> =>
  Object.fromEntries(scores.map((one) => [one.id, one.score]))
const sure: Readonly<Record<string, FakeContinuation>> = {
  a1: tokens({ YES: Math.log(0.2), NO: Math.log(0.8) }),
  a2: tokens({ YES: Math.log(0.6), NO: Math.log(0.2), maybe: -2 }),
  b1: tokens({ YES: -3000, NO: -0.01 }),
}
const answered = (id: string): FakeContinuation => sure[id] ?? tokens({ YES: -1, NO: -1 })

describe('score --model', () => {
  it('asks what export verifier makes rows of, and ranks by the share of YES', async () => {
    await write([attempt('a1', 'a'), attempt('b1', 'b'), attempt('a2', 'a')])
    const { scores, requests, warnings } = await score(answered)
    expect(scores.map(({ id }) => id)).toEqual(['a2', 'a1', 'b1'])
    expect(scores[0]?.score).toBeCloseTo(0.75, 10)
    expect(scores[2]?.score).toBe(0)
    expect(scores[1]).toMatchObject({ y: Math.log(0.2), n: Math.log(0.8), reason: null, labels: 'bare' })
    expect(warnings).toEqual([])
    expect((await readFile(path('scores.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(3)

    const graded = attempt('a1', 'a')
    await writeFile(
      path('g.jsonl'),
      [...renderLines({ ...graded, end: { ...graded.end, resolved: true } })].join(''),
    )
    await exportVerifier({
      onPolicy: [],
      offPolicy: [path('g.jsonl')],
      out: path('rows'),
      style: 'judge',
      cap: null,
      belowTokens: 32_768,
      multiplier: 1,
      negatives: 'together',
      seed: 1,
      redact,
    })
    const [row] = (await readFile(path('rows/train.jsonl'), 'utf8')).split('\n')
    const { messages } = JSON.parse(row ?? '')
    const asked = requests.find((request) => idOf(request) === 'a1')
    expect(asked).toMatchObject({ messages: [messages[0], messages[1], { content: '<judgement>' }] })
    expect(messages[2].content).toBe('<judgement>YES</judgement>')
  })

  it('leaves without a score, and last, what is too long, fails, or has no labels', async () => {
    const long = attempt('a4', 'a')
    const steps = long.steps.map((step) =>
      step.type === 'call' ? { ...step, text: 'x'.repeat(60_000) } : step,
    )
    await write([
      { ...long, steps },
      attempt('a3', 'a'),
      attempt('a5', 'a'),
      attempt('a6', 'a'),
      attempt('a1', 'a'),
    ])
    let isProbed = false
    const { scores } = await score((id) => {
      if (id === 'a5') return tokens({ YES: -0.1 })
      if (id === 'a6') return { kind: 'status', status: 400, body: 'maximum context length' }
      if (id === 'a3' && isProbed) return { kind: 'status', status: 500, body: 'no' }
      isProbed = true
      return answered(id)
    })
    expect(scores[0]).toMatchObject({ id: 'a1', reason: null })
    expect(scores.slice(1).every((one) => one.score === null)).toBe(true)
    expect(Object.fromEntries(scores.slice(1).map(({ id, reason }) => [id, reason?.split(': ')[0]]))).toEqual(
      {
        a3: 'llm/unreachable',
        a4: 'too-long',
        a5: 'no-label',
        a6: 'llm/context-length',
      },
    )
  })
  it('goes on by id: what has a score is not asked again, what failed is', async () => {
    await write([attempt('a1', 'a'), attempt('a2', 'a')])
    let broken = false
    const first = await score((id) => {
      const fails = broken && id === 'a2'
      broken = true
      return fails ? { kind: 'status', status: 503, body: '' } : answered(id)
    })
    expect(scoresById(first.scores)).toEqual({ a1: expect.any(Number), a2: null })
    // As a run leaves it that was killed while it wrote.
    await writeFile(path('scores.jsonl'), `${await readFile(path('scores.jsonl'), 'utf8')}{"id":"a`)
    const second = await score(answered)
    expect(second).toMatchObject({ known: 1, scores: [{ id: 'a2' }, { id: 'a1' }] })
    expect(new Set(second.asked)).toEqual(new Set(['a2']))
    expect(await score(answered)).toMatchObject({ known: 2, asked: [] })
  })

  it('does not mix scores of different models or spellings', async () => {
    await write([attempt('a1', 'a')])
    await score(answered)
    const other = await score(answered, { model: 'other' })
    expect(other).toMatchObject({ error: { code: 'analyze/bad-input' } })
    expect(await score(answered, { labels: 'spaced' })).toMatchObject({
      error: { code: 'analyze/bad-input' },
    })
  })

  it('names the trap of a blank before the label', async () => {
    await write([attempt('a1', 'a')])
    const { scores, warnings } = await score(() =>
      tokens({ ' YES': Math.log(0.72), ' NO': Math.log(0.18), YES: -7, NO: -8 }),
    )
    expect(warnings).toEqual([expect.stringContaining("goes on with ' YES' and ' NO'")])
    expect(scores[0]).toMatchObject({ labels: 'spaced' })
    expect(scores[0]?.score).toBeCloseTo(0.8, 10)
  })

  it.each([
    ['llm/no-labels', tokens({ Let: -0.1, ' me': -3 })],
    ['llm/no-labels', { kind: 'no-logprobs' } as const],
    ['llm/auth', { kind: 'status', status: 401, body: '' } as const],
    ['llm/unreachable', { kind: 'status', status: 500, body: '' } as const],
  ])('ends with %s before it goes through all attempts', async (code, answer) => {
    await write([attempt('a1', 'a'), attempt('a2', 'a')])
    const { error, asked } = { error: null, ...(await score(() => answer)) }
    expect({ error, asked: asked.length }).toMatchObject({ error: { code }, asked: 1 })
  })

  it('takes no attempt twice', async () => {
    await write([attempt('a1', 'a'), attempt('a1', 'b')])
    expect(await score(answered)).toMatchObject({ error: { code: 'analyze/bad-input' } })
  })
})

it('puts what has no score behind a score of 0', () => {
  const line = (id: string, value: number | null): AttemptScore => ({
    id,
    instanceId: 'i',
    score: value,
    y: null,
    n: null,
    reason: null,
    model: 'm',
    style: 'judge',
    labels: 'bare',
  })
  expect(rankScores([line('a', null), line('b', 0), line('c', 0.4)]).map(({ id }) => id)).toEqual([
    'c',
    'b',
    'a',
  ])
})
