import { noUsage, type AttemptEvent, type Message, type RunEvent } from '../../domain/index.ts'
import { completeReply, withJournal, type Model, type ModelReply } from '../../llm/index.ts'
import type { Store } from '../../store/index.ts'
import { configSchema } from '../config.ts'
import { withKeptRequests } from '../solve/kept-requests.ts'

export interface FakeCall {
  readonly messages: readonly Message[]
  readonly reply: string
  readonly logprobs?: NonNullable<ModelReply['logprobs']>
}

export interface FakeRun {
  readonly runId: string
  readonly issue?: string
  /** Calls of each attempt. */
  readonly attempts: readonly Iterable<FakeCall>[]
  readonly patch: string
  /** As a run had it before requests were kept. */
  readonly withoutRequests?: boolean
}

/** Stores a run as `solve` does: its input, its journal, what was asked, its events. */
export async function storeFakeRun(store: Store, run: FakeRun): Promise<void> {
  const { runId, issue = 'it is broken', attempts, patch } = run
  await store.createRun({
    id: runId,
    title: issue,
    root: '/home/somebody/calc',
    input: {
      kind: 'solve',
      v: 1,
      config: configSchema.parse({ strategy: 'edit-loop', model: ['scripted/m'] }),
      root: '/home/somebody/calc',
      head: 'abc',
      issue,
      title: issue,
      testCommand: null,
      given: null,
      record: null,
      replay: null,
    },
  })
  for (const [attempt, calls] of attempts.entries()) {
    const tell = (event: AttemptEvent, at = 1): Promise<void> =>
      store.appendEvent(runId, { type: 'attempt', attemptIndex: attempt, at, event } satisfies RunEvent)
    const redact = (text: string): string => text
    const journal = store.openJournal({ runId, instanceId: runId, attempt, redact })
    let reply: Pick<FakeCall, 'reply' | 'logprobs'> = { reply: '' }
    const journalled = withJournal(
      createEchoModel(() => reply),
      { journal, stage: 'model', step: () => 1 },
    )
    const model = run.withoutRequests
      ? journalled
      : withKeptRequests(journalled, store.openRequestLog({ runId, attempt, redact }))
    await tell({ type: 'attempt-start', strategy: 'edit-loop', model: 'scripted/m', seed: 7 })
    let step = 0
    for (const call of calls) {
      const { messages } = call
      reply = call
      step += 1
      await tell({ type: 'step-start', step, stage: 'edit' })
      const { text, finishReason, usage } = await completeReply(
        model,
        { messages, sampling: { temperature: 0 } },
        {},
      )
      await tell(
        { type: 'model-reply', model: 'scripted/m', text, finishReason, usage, fromJournal: false },
        50,
      )
      await tell({ type: 'reflection', cause: 'tests', text: 'still red' })
    }
    const evidence = { plausible: true, reason: '', tests: null, failCommand: null }
    const candidate = { attemptIndex: attempt, rank: 0, patch, summary: '', evidence, score: 1 }
    await tell({
      type: 'attempt-end',
      outcome:
        patch === ''
          ? { kind: 'no-patch', reason: 'nothing came of it', usage: noUsage }
          : { kind: 'submitted', candidates: [candidate], usage: noUsage },
    })
  }
}

/** Says what it is told to, and keeps nothing. */
function createEchoModel(said: () => Pick<FakeCall, 'reply' | 'logprobs'>): Model {
  return {
    id: { provider: 'scripted', model: 'm' },
    // oxlint-disable-next-line require-yield
    async *complete() {
      const { reply, logprobs } = said()
      return {
        text: reply,
        toolCalls: [],
        usage: noUsage,
        finishReason: 'stop' as const,
        ...(logprobs && { logprobs }),
        fromJournal: false,
      }
    },
  }
}
