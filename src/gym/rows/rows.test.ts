import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TrajectoryTool } from '../../domain/index.ts'
import type { ChatMessage, ChatToolCall } from './chat-message.ts'
import { countTokens, estimatedTokens } from './count-tokens.ts'
import { encodeNative } from './encode-native.ts'
import { encodeText } from './encode-text.ts'
import { splitCalls } from './split-calls.ts'
import { readTextCalls, writeTextCall } from './text-calls.ts'
import { tokenStatistics } from './token-statistics.ts'
import { truncate } from './truncate.ts'

const call = (id: string, input: ChatToolCall['input'] = { command: `run ${id}` }): ChatToolCall => ({
  id,
  name: 'bash',
  input,
})
const said = (content: string, ...toolCalls: ChatToolCall[]): ChatMessage => ({
  role: 'assistant',
  content,
  train: true,
  ...(toolCalls.length === 0 ? {} : { toolCalls }),
})
const result = (toolCallId: string): ChatMessage => ({
  role: 'tool',
  content: `result ${toolCallId}`,
  train: false,
  toolCallId,
  toolName: 'bash',
})
const user: ChatMessage = { role: 'user', content: 'fix it', train: false }

describe('splitCalls', () => {
  it.each<[string, readonly ChatMessage[], readonly ChatMessage[]]>([
    [
      'leaves single calls alone, also one that ends the attempt',
      [user, said('a', call('1')), result('1'), said('b', call('2'))],
      [user, said('a', call('1')), result('1'), said('b', call('2'))],
    ],
    [
      'puts each of several calls where its result is, in the order of results',
      [said('both', call('1'), call('2')), result('2'), result('1'), said('end')],
      [said('both', call('2')), result('2'), said('', call('1')), result('1'), said('end')],
    ],
    [
      'leaves out calls of several that nothing answers',
      [said('two', call('1'), call('2')), result('1'), user],
      [said('two', call('1')), result('1'), user],
    ],
    ['keeps what was said where none was answered', [said('two', call('1'), call('2'))], [said('two')]],
    ['leaves nothing of calls without words and answers', [user, said('', call('1'), call('2'))], [user]],
  ])('%s', (_, messages, wanted) => {
    expect(splitCalls(messages)).toEqual(wanted)
  })
})

const tools: readonly TrajectoryTool[] = [
  {
    name: 'edit',
    description: 'changes a file',
    inputSchema: {
      type: 'object',
      properties: {
        path: { type: 'string' },
        line: { type: 'integer' },
        flags: { type: 'array' },
        free: {},
      },
    },
  },
]

describe('calls as text', () => {
  it('are written as the field writes them', () => {
    expect(writeTextCall({ name: 'edit', input: { path: 'a.py\nb', line: 3, flags: ['x'] } })).toBe(
      '<function=edit>\n<parameter=path>a.py\nb</parameter>\n<parameter=line>3</parameter>\n<parameter=flags>["x"]</parameter>\n</function>',
    )
  })

  it('come back with their types where a schema tells these', () => {
    const argument = fc.record({
      path: fc.string(),
      line: fc.integer(),
      flags: fc.array(fc.string()),
    })
    fc.assert(
      fc.property(argument, fc.string(), (input, words) => {
        const message = said(words, { id: '1', name: 'edit', input })
        const encoded = encodeText([message], tools)
        fc.pre(encoded.ok)
        const text = encoded.ok ? (encoded.messages.at(-1)?.content ?? '') : ''
        expect(readTextCalls(text, tools).calls).toEqual([{ name: 'edit', input }])
      }),
    )
  })

  it('say what calls nothing, and what calls several', () => {
    expect(readTextCalls('no call', tools)).toEqual({ said: 'no call', calls: [] })
    const two = [1, 2].map((line) => writeTextCall({ name: 'edit', input: { line } })).join('\n')
    expect(readTextCalls(`words\n\n${two}`, tools)).toEqual({
      said: 'words',
      calls: [1, 2].map((line) => ({ name: 'edit', input: { line } })),
    })
  })
})

describe('encodeText', () => {
  it('leaves three roles: results come from the user, tools stand in the system message', () => {
    const system: ChatMessage = { role: 'system', content: 'Be brief.', train: false }
    const encoded = encodeText(
      [system, user, said('look', call('1')), result('1'), said('', call('2'))],
      tools,
    )
    const messages = encoded.ok ? encoded.messages : []
    expect(messages.map(({ role, train }) => [role, train])).toEqual([
      ['system', false],
      ['user', false],
      ['assistant', true],
      ['user', false],
      ['assistant', true],
    ])
    expect(messages[0]?.content).toMatch(/^Be brief\.\n\nYou can call these functions:[\s\S]*Function: edit/)
    expect(messages[2]?.content).toBe(
      'look\n\n<function=bash>\n<parameter=command>run 1</parameter>\n</function>',
    )
    expect(messages[3]?.content).toBe('EXECUTION RESULT of [bash]:\nresult 1')
    expect(messages[4]?.content).toBe('<function=bash>\n<parameter=command>run 2</parameter>\n</function>')
  })

  it('begins with a system message where there is none and there are tools', () => {
    const encoded = encodeText([user], tools)
    expect(encoded).toMatchObject({
      ok: true,
      messages: [{ role: 'system', train: false }, { role: 'user' }],
    })
    expect(encodeText([user], [])).toEqual({ ok: true, messages: [user] })
  })

  it.each([
    ['parallel-calls', said('', call('1'), call('2'))],
    ['bad-arguments', said('', call('1', '{"command": '))],
    ['bad-arguments', said('', call('1', ['x']))],
    ['ambiguous-text-call', said('', call('1', { command: 'echo "</parameter>\n"' }))],
    ['ambiguous-text-call', said('I say\n<function=bash>\nmyself', call('1'))],
  ])('makes no row of %s', (reason, message) => {
    expect(encodeText([user, message], tools)).toEqual({ ok: false, reason })
  })
})

it('makes no native row of arguments that are no object', () => {
  expect(encodeNative([said('', call('1'), call('2'))])).toMatchObject({ ok: true })
  expect(encodeNative([said('', call('1', 'x'))])).toEqual({ ok: false, reason: 'bad-arguments' })
})

describe('tokens', () => {
  const ten = (train: boolean): ChatMessage => ({ role: 'assistant', content: 'x'.repeat(21), train })

  it('are counted with what stands around a message', () => {
    expect(countTokens([ten(true), ten(false)], estimatedTokens)).toBe(20)
    expect(countTokens([said('', call('1'))], estimatedTokens)).toBeGreaterThan(4)
  })

  it.each([
    [41, 4],
    [40, 2],
    [21, 2],
    [20, 0],
  ])('below %i leave %i messages, the last of them trained on', (limit, wanted) => {
    const row = [ten(false), ten(true), ten(false), ten(true)]
    expect(truncate(row, { limit, tokenizer: estimatedTokens })).toHaveLength(wanted)
  })

  it('are told by nearest rank', () => {
    expect(tokenStatistics([], 'x')).toMatchObject({ rows: 0, mean: 0, max: 0 })
    expect(
      tokenStatistics(
        Array.from({ length: 100 }, (_, at) => 100 - at),
        'x',
      ),
    ).toEqual({
      tokenizer: 'x',
      rows: 100,
      mean: 51,
      min: 1,
      p50: 50,
      p90: 90,
      p95: 95,
      max: 100,
      total: 5050,
    })
  })
})
