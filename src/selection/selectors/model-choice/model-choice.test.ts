import { expect, it } from 'vitest'
import { forgetfulJournal, noUsage, toProblem } from '../../../domain/index.ts'
import { createScriptedModel, type ModelRequest, type ScriptedReply } from '../../../llm/index.ts'
import { CapuchinError } from '../../../std/index.ts'
import { createFakeExecutor } from '../../fake-executor.ts'
import { fakeObservations, type FakePool } from '../../fake-observations.ts'
import { createModelChoice } from './model-choice.ts'

const problem = toProblem({ instanceId: 'i', repo: 'r', baseCommit: '', problemStatement: 'it is slow' })
const pool: FakePool = {
  patches: ['other', 'voted'],
  tests: [{ base: 'present', on: ['present', 'fixed'] }],
}

async function play(
  replies: readonly ScriptedReply[] | ((request: ModelRequest) => ScriptedReply),
  seen = pool,
) {
  const model = createScriptedModel(replies, { ...noUsage, inputTokens: 7 })
  const observations = fakeObservations(seen)
  const executor = createFakeExecutor(() => 'present')
  const tools = { model, executor, journal: forgetfulJournal, seed: 3 }
  const selection = await createModelChoice().select(problem, observations, { tools })
  const first = observations.matrix.patches[selection.ranking[0] ?? -1]?.patch.trim()
  return { selection, first, requests: model.requests, executions: executor.asked.length }
}

const choose =
  (patch: string) =>
  ({ messages }: ModelRequest): string => {
    const name = new RegExp(`<patch id="(\\w)">\\n${patch}`).exec(messages[0]?.text ?? '')?.[1]
    return `It is clear. <choice>${name}</choice>`
  }

it('takes the word of a model after one call', async () => {
  const { selection, first, requests, executions } = await play(choose('other'))
  expect({ first, calls: requests.length, executions }).toEqual({ first: 'other', calls: 1, executions: 0 })
  expect(selection).toMatchObject({
    decidedBy: 'model',
    confidence: { value: null },
    usage: { inputTokens: 7 },
  })
  expect(requests[0]?.messages[0]?.text).toContain('it is slow')
})

it.each(['I cannot tell', '<choice>Z</choice>'])('asks once more after %s', async (bad) => {
  const { first, requests, selection } = await play((request) =>
    request.messages.length === 1 ? bad : choose('other')(request),
  )
  expect({ first, calls: requests.length }).toEqual({ first: 'other', calls: 2 })
  expect(selection.inquiry?.completions.map(({ readAs }) => readAs)).toEqual(['misparse', 'choice'])
  expect(selection.usage.inputTokens).toBe(14)
})

it('falls back to the first when the second reply is no better', async () => {
  const { first, requests, selection } = await play(() => 'no')
  expect({ first, calls: requests.length }).toEqual({ first: 'voted', calls: 2 })
  expect(selection).toMatchObject({ decidedBy: 'fallback', inquiry: { ended: 'completions' } })
})

it('falls back where there is no money left', async () => {
  const { first, selection } = await play([new CapuchinError('llm/budget', 'spent')])
  expect({ first, ended: selection.inquiry?.ended }).toEqual({ first: 'voted', ended: 'budget' })
})

it('asks nothing about a lone class', async () => {
  const { selection, requests } = await play([], { patches: ['a', 'a '] })
  expect({ by: selection.decidedBy, calls: requests.length }).toEqual({ by: 'one class', calls: 0 })
})
