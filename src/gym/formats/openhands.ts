import { z } from 'zod'
import { callsOf, type ModelCall, type Trajectory } from '../../domain/index.ts'
import { checked, parseJson } from '../bad-record.ts'
import { functionTool } from '../targets/plain-message.ts'
import { callsFrom, flatRecord, type ReadEntry } from './flat-record.ts'
import {
  createOpenaiReader,
  fromOpenaiTool,
  openaiMessageSchema,
  openaiToolSchema,
  toOpenai,
} from './openai-messages.ts'
import { fromEvents, openhandsEventSchema, toEvents } from './openhands-events.ts'
import { contentId, foreignEnd, foreignHead, ownNote, ownNoteSchema, statusOf } from './own-note.ts'
import type { ForeignRecord, TrajectoryFormat } from './trajectory-format.ts'

const rowSchema = z.object({
  instance_id: z.string(),
  instruction: z.string().nullish(),
  test_result: z.object({ git_patch: z.string().nullish() }).nullish(),
  metadata: z
    .object({
      agent_class: z.string().nullish(),
      llm_config: z.object({ model: z.string().nullish(), temperature: z.number().nullish() }).nullish(),
      git_commit: z.string().nullish(),
      details: z.object({ capuchin: ownNoteSchema.optional() }).nullish(),
    })
    .nullish(),
  history: z.array(openhandsEventSchema).nullish(),
  error: z.string().nullish(),
  instance: z
    .object({
      repo: z.string().nullish(),
      base_commit: z.string().nullish(),
      problem_statement: z.string().nullish(),
    })
    .nullish(),
  report: z.object({ resolved: z.boolean().nullish() }).nullish(),
  raw_completions: z
    .object({ messages: z.array(openaiMessageSchema), tools: z.array(openaiToolSchema).nullish() })
    .nullish(),
})
type Row = z.infer<typeof rowSchema>

/** OpenHands' `output.jsonl`: events of each instance, a row each. */
export const openhands: TrajectoryFormat = {
  name: 'openhands',
  layout: 'lines',
  extension: '.jsonl',
  write: (trajectory) => `${JSON.stringify(toRow(trajectory))}\n`,
  read: fromRow,
}

/** The same with `raw_completions`, which is made of the full record and not of the last call alone. */
export const openhandsCompletions: TrajectoryFormat = {
  name: 'openhands-completions',
  layout: 'lines',
  extension: '.jsonl.gz',
  write: (trajectory) =>
    `${JSON.stringify({ ...toRow(trajectory), raw_completions: completionsOf(trajectory) })}\n`,
  read: fromRow,
}

function completionsOf(trajectory: Trajectory) {
  const messages = [...flatRecord(trajectory)].map(({ message }) => toOpenai(message))
  return { messages, tools: trajectory.head.tools.map(functionTool) }
}

function toRow(trajectory: Trajectory) {
  const { head, end } = trajectory
  const { resolved, patch } = end
  const temperature = head.sampling['temperature']
  return {
    instance_id: head.instanceId,
    test_result: { git_patch: patch ?? '' },
    instruction: head.problemStatement,
    metadata: {
      agent_class: head.strategy,
      llm_config: { model: head.model, ...(typeof temperature === 'number' ? { temperature } : {}) },
      details: { capuchin: ownNote(trajectory) },
    },
    history: toEvents(flatRecord(trajectory)),
    metrics: metricsOf(trajectory),
    error:
      end.exit.kind === 'submitted' || end.exit.kind === 'no-patch'
        ? null
        : `${statusOf(end)}: ${end.exit.reason}`,
    instance: {
      instance_id: head.instanceId,
      repo: head.repo,
      base_commit: head.baseCommit,
      problem_statement: head.problemStatement,
    },
    ...(resolved === null
      ? {}
      : {
          report: {
            empty_generation: patch === '',
            resolved,
            failed_apply_patch: false,
            error_eval: false,
            test_timeout: false,
          },
        }),
  }
}

function metricsOf(trajectory: Trajectory) {
  const calls = callsOf(trajectory)
  const sum = (count: (call: ModelCall) => number): number =>
    calls.reduce((total, call) => total + count(call), 0)
  return {
    accumulated_cost: sum(({ usage }) => usage?.costUsd ?? 0),
    accumulated_token_usage: {
      model: trajectory.head.model,
      prompt_tokens: sum(({ usage }) => usage?.inputTokens ?? 0),
      completion_tokens: sum(({ usage }) => usage?.outputTokens ?? 0),
      cache_read_tokens: sum(({ usage }) => usage?.cacheReadTokens ?? 0),
      cache_write_tokens: sum(({ usage }) => usage?.cacheWriteTokens ?? 0),
    },
    costs: calls.flatMap(({ model, usage, at }) =>
      typeof usage?.costUsd === 'number'
        ? [{ model, cost: usage.costUsd, timestamp: (at ?? 0) / 1_000 }]
        : [],
    ),
    response_latencies: calls.flatMap(({ model, durationMs }, nth) =>
      durationMs === null ? [] : [{ model, latency: durationMs / 1_000, response_id: `response-${nth}` }],
    ),
    token_usages: calls.flatMap(({ model, usage }) =>
      usage === null
        ? []
        : [{ model, prompt_tokens: usage.inputTokens, completion_tokens: usage.outputTokens }],
    ),
  }
}

function fromRow({ text, where }: ForeignRecord): Trajectory {
  const row = checked(rowSchema, parseJson(text, where), where)
  const note = row.metadata?.details?.capuchin
  const model = row.metadata?.llm_config?.model ?? null
  const entries = row.raw_completions
    ? readCompletions(row.raw_completions.messages)
    : fromEvents(row.history ?? [])
  const withModel = entries.map((entry) =>
    entry.call ? { ...entry, call: { model: model ?? '', ...entry.call } } : entry,
  )
  return {
    head: note?.head ?? headOf(row, { model, text }),
    steps: callsFrom(withModel),
    end:
      note?.end ??
      foreignEnd({
        patch: row.test_result?.git_patch ?? null,
        status: row.error ?? 'submitted',
        resolved: row.report?.resolved,
      }),
  }
}

function headOf(
  row: Row,
  { model, text }: { readonly model: string | null; readonly text: string },
): Trajectory['head'] {
  const temperature = row.metadata?.llm_config?.temperature
  return foreignHead({
    trajectoryId: contentId(row.instance_id, text),
    instanceId: row.instance_id,
    strategy: row.metadata?.agent_class ?? 'openhands',
    model,
    repo: row.instance?.repo ?? undefined,
    baseCommit: row.instance?.base_commit,
    problemStatement: row.instance?.problem_statement ?? row.instruction ?? '',
    sampling: typeof temperature === 'number' ? { temperature } : {},
    tools: (row.raw_completions?.tools ?? []).map(fromOpenaiTool),
    versions: row.metadata?.git_commit ? { openhands: row.metadata.git_commit } : {},
  })
}

function readCompletions(messages: readonly z.infer<typeof openaiMessageSchema>[]): readonly ReadEntry[] {
  const read = createOpenaiReader()
  return messages.map((message) => ({
    message: read(message),
    call: message.role === 'assistant' ? {} : null,
  }))
}
