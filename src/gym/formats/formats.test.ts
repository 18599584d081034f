import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  callsOf,
  conversationsOf,
  type Message,
  type ModelCall,
  type Trajectory,
} from '../../domain/index.ts'
import { flatRecord } from './flat-record.ts'
import { trajectoryFormats } from './formats.ts'
import {
  bash,
  cutCall,
  linearCalls,
  resultOf,
  sampleCall,
  sampleLogprobs,
  sampleTrajectory,
} from './sample-trajectory.contract.ts'
import type { TrajectoryFormat } from './trajectory-format.ts'

const linear = sampleTrajectory(linearCalls)
const cut = sampleTrajectory([...linearCalls, cutCall])

const formatOf = (name: string): TrajectoryFormat => {
  const format = trajectoryFormats.find((one) => one.name === name)
  if (!format) throw new Error(`no format ${name}`)
  return format
}
const readBack = (format: TrajectoryFormat, trajectory: Trajectory): Trajectory =>
  format.read({ text: format.write(trajectory), where: 'x', name: 'x' })
const conversations = (trajectory: Trajectory) =>
  [...conversationsOf(trajectory)].map(({ messages, own }) => ({ messages, own }))
const flat = (trajectory: Trajectory) => [...flatRecord(trajectory)].map(({ message }) => message)

describe.each(trajectoryFormats)('$name', (format) => {
  it('is written as it was', async () => {
    await expect(format.write(cut)).toMatchFileSnapshot(`golden/${format.name}.golden`)
  })

  it('gives back what it is about, how it ended, and every message', () => {
    const read = readBack(format, linear)
    expect(read.head).toEqual(linear.head)
    expect(read.end).toEqual(linear.end)
    expect(conversations(read)).toEqual(conversations(linear))
  })

  it('has the full record of an attempt whose history was cut', () => {
    expect(flat(readBack(format, cut))).toEqual(flat(cut))
  })

  it('is the same again when it is read and written', () => {
    for (const trajectory of [linear, cut]) {
      const text = format.write(trajectory)
      const again = format.write(readBack(format, trajectory))
      expect(format.write(format.read({ text: again, where: 'x', name: 'x' }))).toBe(again)
      expect(flat(format.read({ text, where: 'x', name: 'x' }))).toEqual(flat(trajectory))
    }
  })

  it('gives back any conversation', () => {
    fc.assert(
      fc.property(anyCalls, (calls) => {
        const trajectory = sampleTrajectory(calls)
        expect(conversations(readBack(format, trajectory))).toEqual(conversations(trajectory))
      }),
      { numRuns: 50 },
    )
  })

  it.each([
    ['{', 'it is no JSON'],
    ['[]', 'Invalid input'],
    ['{}', 'Invalid input'],
  ])('says where %j is not as it must be', (text, sentence) => {
    const read = () => format.read({ text, where: 'some.file, line 3', name: 'x' })
    expect(read).toThrow(/^cannot use some\.file, line 3/)
    expect(read).toThrow(sentence)
  })
})

/** Calls that go on with one another; every call of a tool is answered. */
const anyCalls: fc.Arbitrary<readonly ModelCall[]> = fc
  .array(
    fc.record({
      text: fc.string(),
      commands: fc.array(fc.string(), { maxLength: 3 }),
      said: fc.string(),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((turns) => {
    const calls: ModelCall[] = []
    let length = 0
    let added: readonly Message[] = [
      { role: 'system', text: 's' },
      { role: 'user', text: 'u' },
    ]
    for (const [step, { text, commands, said }] of turns.entries()) {
      const toolCalls = commands.map((command, nth) => bash(`c${step}-${nth}`, command))
      calls.push(sampleCall(step + 1, { kept: length, added: [...added] }, { text, toolCalls }))
      length += added.length + 1
      added =
        toolCalls.length === 0
          ? [{ role: 'user', text: said }]
          : toolCalls.map(({ id }) => resultOf(id, said))
    }
    return calls
  })

describe('formats that have room for it', () => {
  it.each(['swe-agent', 'mini-swe-agent', 'atif'])('%s gives back what each call was sent', (name) => {
    const read = readBack(formatOf(name), cut)
    expect(callsOf(read).map(({ sent }) => sent)).toEqual(callsOf(cut).map(({ sent }) => sent))
  })

  it('atif gives back every call, and what was seen', () => {
    const observation = {
      type: 'observation',
      kind: 'reflection',
      text: 'red',
      data: { n: 1 },
      at: 5,
    } as const
    const read = readBack(formatOf('atif'), { ...cut, steps: [...cut.steps, observation] })
    expect(read.steps).toEqual([...cut.steps, observation])
  })

  it.each(['mini-swe-agent', 'atif'])('%s gives back log-probabilities, and why there are none', (name) => {
    const [first, second, third] = linearCalls
    const calls = [
      { ...first, logprobs: sampleLogprobs, usage: null },
      { ...second, noLogprobs: 'redacted' },
      { ...third, logprobs: sampleLogprobs.map(({ tokenId: _id, ...token }) => token) },
    ] as readonly ModelCall[]
    const read = callsOf(readBack(formatOf(name), sampleTrajectory(calls)))
    expect(read.map(({ logprobs, noLogprobs }) => ({ logprobs, noLogprobs }))).toEqual(
      calls.map(({ logprobs, noLogprobs }) => ({ logprobs, noLogprobs })),
    )
  })

  it('atif has them where others look for them', () => {
    const calls = linearCalls.map((call) => ({ ...call, logprobs: [...sampleLogprobs] }))
    const { steps } = JSON.parse(formatOf('atif').write(sampleTrajectory(calls)))
    expect(steps.at(-1).metrics).toMatchObject({
      logprobs: [-0.5, -1.25, -3, -0.001],
      completion_token_ids: [1, 2, 3, 4],
    })
  })

  it('openhands-completions has what came before the last call', () => {
    const { raw_completions: completions } = JSON.parse(formatOf('openhands-completions').write(cut))
    expect(completions.messages).toHaveLength(flat(cut).length)
    expect(completions.messages[1]).toEqual({ role: 'user', content: 'add(2, 3) gives -1' })
  })
})

describe('records of other programs', () => {
  const read = (format: string, value: unknown, name = 'some__thing-7') =>
    formatOf(format).read({
      text: typeof value === 'string' ? value : JSON.stringify(value),
      where: 'x',
      name,
    })
  const call = { id: 'a', type: 'function', function: { name: 'bash', arguments: '{"command":"ls"}' } }
  const chat = [
    { role: 'system', content: 'S' },
    { role: 'user', content: [{ type: 'text', text: 'U' }] },
    { role: 'assistant', content: null, tool_calls: [call] },
  ]
  const wanted = [
    { role: 'system', text: 'S' },
    { role: 'user', text: 'U' },
    { role: 'assistant', text: '', toolCalls: [bash('a', 'ls')] },
    { role: 'tool', toolCallId: 'a', toolName: 'bash', text: 'calc.py' },
    { role: 'assistant', text: 'done' },
  ]

  it.each<[string, unknown, Partial<Trajectory['head']>, Partial<Trajectory['end']>]>([
    [
      'mini-swe-agent',
      {
        info: {
          exit_status: 'Submitted',
          submission: 'diff',
          mini_version: '2.0.0',
          config: { model: { model_name: 'm', model_kwargs: { temperature: 0 } } },
        },
        messages: [
          ...chat,
          { role: 'tool', content: 'calc.py', tool_call_id: 'a', extra: { returncode: 0, timestamp: 1.5 } },
          {
            role: 'assistant',
            content: 'done',
            extra: {
              cost: 0.5,
              timestamp: 2.5,
              response: { model: 'm2', usage: { prompt_tokens: 3, completion_tokens: 4 } },
            },
          },
          { role: 'exit', content: 'diff', extra: {} },
        ],
        trajectory_format: 'mini-swe-agent-1.1',
      },
      {
        instanceId: 'some__thing-7',
        model: 'm',
        versions: { 'mini-swe-agent': '2.0.0' },
        sampling: { temperature: 0 },
      },
      { patch: 'diff', exit: { kind: 'submitted', reason: 'Submitted' }, resolved: null },
    ],
    [
      'swe-agent',
      {
        trajectory: [
          { response: '', action: 'ls', observation: 'calc.py', query: chat.slice(0, 2) },
          {
            response: 'done',
            query: [...chat, { role: 'tool', content: 'calc.py', tool_call_ids: ['a'] }],
          },
        ],
        history: [...chat, { role: 'assistant', content: 'done' }],
        info: { exit_status: 'exit_cost', submission: null, swe_agent_version: '1.1.0' },
      },
      { instanceId: 'some__thing-7', versions: { 'swe-agent': '1.1.0' } },
      { patch: '', exit: { kind: 'limit', reason: 'exit_cost' }, resolved: false },
    ],
    [
      'swe-agent',
      {
        trajectory: [{ response: '' }, { response: 'done' }],
        history: [
          ...chat,
          { role: 'tool', content: 'calc.py', tool_call_ids: ['a'] },
          { role: 'assistant', content: 'done' },
        ],
        info: {},
      },
      {},
      { patch: null, exit: { kind: 'unknown', reason: '' } },
    ],
    [
      'openhands',
      {
        instance_id: 'o__r-1',
        instruction: 'I',
        test_result: { git_patch: 'diff' },
        metadata: {
          agent_class: 'CodeActAgent',
          llm_config: { model: 'm', temperature: 0 },
          git_commit: 'c0ffee',
        },
        history: [
          { id: 0, source: 'agent', action: 'system', args: { content: 'S' } },
          { id: 1, source: 'user', action: 'message', args: { content: 'U' } },
          { id: 2, source: 'environment', observation: 'agent_state_changed', content: '' },
          {
            id: 3,
            source: 'agent',
            action: 'run',
            args: { command: 'ls', thought: '' },
            tool_call_metadata: { function_name: 'bash', tool_call_id: 'a', model_response: { id: 'r' } },
          },
          {
            id: 4,
            source: 'agent',
            observation: 'run',
            content: 'calc.py',
            cause: 3,
            tool_call_metadata: { function_name: 'bash', tool_call_id: 'a' },
          },
          {
            id: 5,
            source: 'agent',
            action: 'message',
            timestamp: '2026-01-01T00:00:00.000Z',
            args: { content: 'done' },
          },
        ],
        error: null,
        instance: { repo: 'o/r', base_commit: 'abc', problem_statement: 'P' },
        report: { resolved: true },
      },
      {
        instanceId: 'o__r-1',
        repo: 'o/r',
        problemStatement: 'P',
        strategy: 'CodeActAgent',
        versions: { openhands: 'c0ffee' },
      },
      { patch: 'diff', exit: { kind: 'submitted', reason: 'submitted' }, resolved: true },
    ],
    [
      'openhands-completions',
      {
        instance_id: 'o__r-1',
        test_result: { git_patch: '' },
        error: 'RuntimeError: Agent reached maximum iteration in headless mode.',
        raw_completions: {
          messages: [
            ...chat,
            { role: 'tool', content: 'calc.py', tool_call_id: 'a', name: 'bash' },
            { role: 'assistant', content: 'done' },
          ],
          tools: [{ type: 'function', function: { name: 'bash', description: 'd', parameters: {} } }],
        },
      },
      { instanceId: 'o__r-1', tools: [{ name: 'bash', description: 'd', inputSchema: {} }] },
      {
        patch: '',
        exit: expect.objectContaining({ kind: 'limit' }) as Trajectory['end']['exit'],
        resolved: false,
      },
    ],
    [
      'atif',
      {
        schema_version: 'ATIF-v1.7',
        session_id: 's1',
        agent: { name: 'other', version: '2', model_name: 'm' },
        steps: [
          { step_id: 1, source: 'system', message: 'S' },
          { step_id: 2, source: 'user', message: 'U' },
          {
            step_id: 3,
            source: 'agent',
            message: '',
            tool_calls: [{ tool_call_id: 'a', function_name: 'bash', arguments: { command: 'ls' } }],
            observation: { results: [{ source_call_id: 'a', content: 'calc.py' }] },
            metrics: { prompt_tokens: 3, completion_tokens: 4 },
          },
          { step_id: 4, source: 'agent', message: 'done' },
        ],
      },
      { trajectoryId: 's1', instanceId: 'some__thing-7', strategy: 'other', versions: { other: '2' } },
      { patch: null, resolved: null },
    ],
    [
      'session-trace',
      [
        { type: 'session', harness: 'other', id: 's1', name: 'N' },
        { type: 'message', message: { role: 'system', content: 'S' } },
        { type: 'message', message: { role: 'user', content: 'U' } },
        { type: 'message', message: { role: 'assistant', content: '', toolCalls: [call], model: 'm' } },
        { type: 'message', message: { role: 'tool', content: 'calc.py', toolCallId: 'a' } },
        { type: 'message', message: { role: 'assistant', content: 'done', timestamp: 5 } },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
      { trajectoryId: 's1', strategy: 'other', model: 'm', problemStatement: 'N' },
      { patch: null },
    ],
  ])('are read: %s', (format, value, head, end) => {
    const trajectory = read(format, value)
    expect(trajectory.head).toMatchObject(head)
    expect(trajectory.end).toMatchObject(end)
    expect(conversations(trajectory)).toEqual([{ messages: wanted, own: [false, false, true, false, true] }])
  })

  it('tell two attempts at one instance apart', () => {
    const row = { instance_id: 'i', history: [] }
    expect(read('openhands', row).head.trajectoryId).not.toBe(
      read('openhands', { ...row, error: 'x' }).head.trajectoryId,
    )
  })

  it('are read with log-probabilities of tokens whose text they do not say', () => {
    const metrics = { logprobs: [-0.5, -1], completion_token_ids: [5, 6] }
    const agent = { name: 'other', version: '2' }
    const steps = [{ step_id: 1, source: 'agent', message: 'done', metrics }]
    const [call] = callsOf(read('atif', { schema_version: 'ATIF-v1.4', agent, steps }))
    expect(call?.logprobs).toEqual([
      { token: null, logprob: -0.5, tokenId: 5 },
      { token: null, logprob: -1, tokenId: 6 },
    ])
  })

  it('keep arguments that are no JSON as text, so that they are seen to be none', () => {
    const bad = {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{"a' } }],
    }
    const [made] = callsOf(read('mini-swe-agent', { info: {}, messages: [bad] }))
    expect(made?.toolCalls).toEqual([{ id: 'a', name: 'f', input: '{"a' }])
  })
})
