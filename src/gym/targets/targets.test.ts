import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ChatMessage } from '../rows/chat-message.ts'
import { encodeText } from '../rows/encode-text.ts'
import type { SftRow } from './sft-target.ts'
import { sftTargets } from './targets.ts'

const tools = [
  {
    name: 'bash',
    description: 'runs',
    inputSchema: { type: 'object', properties: { command: { type: 'string' } } },
  },
]
const chat: readonly ChatMessage[] = [
  { role: 'system', content: 'Mend.', train: false },
  { role: 'user', content: 'issue', train: false },
  { role: 'assistant', content: 'an example', train: false },
  { role: 'user', content: 'go', train: false },
  {
    role: 'assistant',
    content: '',
    train: true,
    toolCalls: [{ id: 'c1', name: 'bash', input: { command: 'ls' } }],
  },
  { role: 'tool', content: 'a.py', train: false, toolCallId: 'c1', toolName: 'bash' },
  { role: 'assistant', content: 'done', train: true },
]
const encoded = encodeText(chat, tools)
const textRow: SftRow = { messages: encoded.ok ? encoded.messages : [], tools: [], tokens: 1 }
const nativeRow: SftRow = { messages: chat, tools, tokens: 1 }

const messageSchema = z.object({
  role: z.string(),
  content: z.string().nullable(),
  train: z.boolean().optional(),
  weight: z.number().optional(),
})
const messagesOf = (row: unknown) => z.object({ messages: z.array(messageSchema) }).parse(row).messages

describe.each(sftTargets)('$name', (target) => {
  it('has every message of a row as text, and trains on the same replies as all others', () => {
    const messages = messagesOf(target.toRow(textRow))
    expect(messages.map(({ role, content }) => [role, content])).toEqual(
      textRow.messages.map(({ role, content }) => [role, content]),
    )
    const marked = messages.filter(
      ({ role, train, weight }) => role === 'assistant' && train !== false && weight !== 0,
    )
    const wanted = textRow.messages.filter(
      ({ role, train }) => train || (role === 'assistant' && !target.keepsLossMarks),
    )
    expect(marked.map(({ content }) => content)).toEqual(wanted.map(({ content }) => content))
  })

  it('has settings that name the file of rows', () => {
    for (const { text } of target.settings(target.encodings[0])) expect(text).toContain('train.jsonl')
  })
})

describe('native calls', () => {
  const native = sftTargets.filter(({ encodings }) => encodings.includes('native'))

  it.each(native)('of $name stand beside what is said, with their tools', (target) => {
    expect(target.toRow(nativeRow)).toMatchSnapshot()
  })

  it('are read by the trainers that can', () => {
    expect(native.map(({ name }) => name)).toEqual(['trl', 'axolotl', 'openai'])
  })
})

it('LLaMA-Factory gets one message where a side speaks twice', () => {
  const target = sftTargets.find(({ name }) => name === 'llama-factory')
  const messages: readonly ChatMessage[] = ['a', 'b'].map((content) => ({
    role: 'user',
    content,
    train: false,
  }))
  expect(target?.toRow({ messages, tools: [], tokens: 1 })).toEqual({
    messages: [{ role: 'user', content: 'a\n\nb' }],
  })
})
