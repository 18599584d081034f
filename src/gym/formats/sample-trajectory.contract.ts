import type { Message, ModelCall, ToolCall, Trajectory } from '../../domain/index.ts'

const tool = {
  name: 'bash',
  description: 'runs a command',
  inputSchema: { type: 'object', properties: { command: { type: 'string' } } },
}

/** A call of the sample; `sent` as an increment. */
export function sampleCall(
  step: number,
  sent: ModelCall['sent'],
  { text, toolCalls = [] }: { readonly text: string; readonly toolCalls?: readonly ToolCall[] },
): ModelCall {
  return {
    type: 'call',
    step,
    stage: 'act',
    model: 'maker/model-1',
    sent,
    text,
    toolCalls: [...toolCalls],
    finishReason: toolCalls.length > 0 ? 'tool-calls' : 'stop',
    usage: {
      inputTokens: 100 * step,
      outputTokens: 10,
      cacheReadTokens: 50,
      cacheWriteTokens: 5,
      reasoningTokens: 1,
      costUsd: 0.25,
    },
    at: 1_700_000_000_000 + step * 1_000,
    durationMs: 250,
    logprobs: null,
  }
}

export function bash(id: string, command: string): ToolCall {
  return { id, name: 'bash', input: { command } }
}

export function resultOf(toolCallId: string, text: string): Message {
  return { role: 'tool', toolCallId, toolName: 'bash', text }
}

/** What a provider says of the tokens of `It adds now.`; the last two are one character. */
export const sampleLogprobs: NonNullable<ModelCall['logprobs']> = [
  { token: 'It', logprob: -0.5, tokenId: 1 },
  { token: ' adds now', logprob: -1.25, tokenId: 2 },
  { token: '\\xe2\\x80', logprob: -3, bytes: [226, 128], tokenId: 3 },
  { token: '\\xa6', logprob: -0.001, bytes: [166], tokenId: 4 },
]

/** Calls that go on with one another: one call of a tool, two at once, words alone. */
export const linearCalls: readonly ModelCall[] = [
  sampleCall(
    1,
    {
      kept: 0,
      added: [
        { role: 'system', text: 'You mend code.' },
        { role: 'user', text: 'add(2, 3) gives -1' },
      ],
    },
    { text: 'I look.', toolCalls: [bash('c1', 'cat calc.py')] },
  ),
  sampleCall(
    2,
    { kept: 3, added: [resultOf('c1', 'return a - b')] },
    { text: '', toolCalls: [bash('c2', 'sed -i s/-/+/ calc.py'), bash('c3', 'pytest')] },
  ),
  sampleCall(
    3,
    { kept: 5, added: [resultOf('c2', ''), resultOf('c3', '3 passed')] },
    { text: 'It adds now.' },
  ),
]

/** A fourth call that was sent a part of what was said, and a reply that it never made. */
export const cutCall = sampleCall(
  4,
  {
    kept: 2,
    added: [
      { role: 'assistant', text: 'Earlier I mended calc.py.' },
      { role: 'user', text: 'Is it done?' },
    ],
  },
  { text: 'Yes.' },
)

export function sampleTrajectory(calls: readonly ModelCall[]): Trajectory {
  return {
    head: {
      type: 'trajectory',
      v: 1,
      trajectoryId: 'run-1/0',
      instanceId: 'owner__calc-1',
      repo: 'owner/calc',
      baseCommit: 'abc',
      problemStatement: 'add(2, 3) gives -1\n\nIt must give 5.',
      runId: 'run-1',
      attemptIndex: 0,
      strategy: 'tool-agent',
      model: 'maker/model-1',
      sampling: { temperature: 0.5 },
      seed: 7,
      tools: [tool],
      startedAt: 1_700_000_000_000,
      versions: { exporter: 'capuchin 0' },
    },
    steps: [...calls],
    end: {
      type: 'trajectory-end',
      patch: 'diff --git a/calc.py b/calc.py\n',
      exit: { kind: 'submitted', reason: '' },
      resolved: true,
      usage: {
        inputTokens: 600,
        outputTokens: 30,
        cacheReadTokens: 150,
        cacheWriteTokens: 15,
        reasoningTokens: 3,
        costUsd: 0.75,
      },
      endedAt: 1_700_000_009_000,
      durationMs: 8_500,
    },
  }
}
