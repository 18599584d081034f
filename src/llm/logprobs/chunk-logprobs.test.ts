import { describe, expect, it } from 'vitest'
import { logprobsOfChunk } from './chunk-logprobs.ts'

const chat = (choice: object) => ({ id: 'c', object: 'chat.completion.chunk', choices: [choice] })

describe('logprobsOfChunk', () => {
  it.each<[string, unknown, readonly object[]]>([
    [
      'tokens of a chat, without the bytes that their text is anyway',
      chat({
        delta: { content: 'a é' },
        logprobs: {
          content: [
            { token: 'a', logprob: -0.5, bytes: [97], top_logprobs: [] },
            { token: ' é', logprob: -1, bytes: [32, 195, 169] },
          ],
        },
      }),
      [
        { token: 'a', logprob: -0.5 },
        { token: ' é', logprob: -1 },
      ],
    ],
    [
      'parts of a character with the bytes that they are',
      chat({ logprobs: { content: [{ token: '\\xe2\\x80', logprob: -2, bytes: [226, 128] }] } }),
      [{ token: '\\xe2\\x80', logprob: -2, bytes: [226, 128] }],
    ],
    [
      'numbers beside the tokens',
      chat({ logprobs: { content: [{ token: 'a', logprob: -1 }] }, token_ids: [64] }),
      [{ token: 'a', logprob: -1, tokenId: 64 }],
    ],
    [
      'numbers within them',
      chat({ logprobs: { content: [{ id: 7, token: 'a', logprob: -1, bytes: null }] } }),
      [{ token: 'a', logprob: -1, tokenId: 7 }],
    ],
    [
      'no numbers where they are not as many as the tokens',
      chat({ logprobs: { content: [{ token: 'a', logprob: -1 }] }, token_ids: [64, 65] }),
      [{ token: 'a', logprob: -1 }],
    ],
    [
      'tokens of a refusal',
      chat({ logprobs: { content: null, refusal: [{ token: 'No', logprob: -3 }] } }),
      [{ token: 'No', logprob: -3 }],
    ],
    [
      'tokens of a response',
      { type: 'response.output_text.delta', delta: 'a', logprobs: [{ token: 'a', logprob: -1 }] },
      [{ token: 'a', logprob: -1 }],
    ],
    [
      'nothing twice',
      { type: 'response.output_text.done', text: 'a', logprobs: [{ token: 'a', logprob: -1 }] },
      [],
    ],
    ['none', chat({ delta: { content: 'a' }, logprobs: null }), []],
    ['none of usage', { choices: [], usage: { prompt_tokens: 1 } }, []],
    ['none of what is not as it must be', chat({ logprobs: { content: [{ token: 1 }] } }), []],
    ['none of no object', '[DONE]', []],
  ])('reads %s', (_name, chunk, tokens) => {
    expect(logprobsOfChunk(chunk)).toEqual(tokens)
  })
})
