import { describe, expect, it } from 'vitest'
import {
  completeReply,
  createRedactor,
  createScriptedModel,
  withKeptLogprobs,
  type ModelReply,
} from '../index.ts'

const redact = createRedactor(['open-sesame'])
const request = { messages: [{ role: 'user' as const, text: 'hello' }] }
const tokens = (...texts: readonly string[]) => texts.map((token) => ({ token, logprob: -1 }))

async function kept(...replies: readonly Partial<ModelReply>[]) {
  const warnings: string[] = []
  const model = withKeptLogprobs(createScriptedModel(replies), {
    redact,
    warn: (text) => warnings.push(text),
  })
  const logprobs: ModelReply['logprobs'][] = []
  for (const _ of replies) logprobs.push((await completeReply(model, request, {})).logprobs)
  return { logprobs, warnings }
}

describe('withKeptLogprobs', () => {
  it('lets them through', async () => {
    const given = tokens('a', ' b')
    expect(await kept({ text: 'a b', logprobs: given })).toEqual({ logprobs: [given], warnings: [] })
  })

  it.each<[string, Partial<ModelReply>]>([
    ['the text', { text: 'say open-sesame', logprobs: tokens('say', ' open', '-', 'ses', 'ame') }],
    [
      'a call',
      {
        toolCalls: [{ id: 'c', name: 'bash', input: { command: 'echo open-sesame' } }],
        logprobs: tokens('{"command": "echo'),
      },
    ],
    ['tokens that are in neither', { text: 'ok', logprobs: tokens('open', '-sesame', 'ok') }],
    [
      'bytes',
      { text: 'ok', logprobs: [{ token: '?', logprob: -1, bytes: [...Buffer.from('open-sesame')] }] },
    ],
  ])('drops those that spell a secret by %s', async (_what, reply) => {
    expect(await kept(reply)).toEqual({ logprobs: ['redacted'], warnings: [] })
  })

  it('says once that there are none', async () => {
    const { logprobs, warnings } = await kept({ text: 'a' }, { text: 'b', logprobs: 'not-given' })
    expect(logprobs).toEqual(['not-given', 'not-given'])
    expect(warnings).toEqual([
      'scripted/scripted gave no log-probabilities with a reply, though --logprobs asks for them',
    ])
  })
})
