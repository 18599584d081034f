import type { AttemptEvent, Message } from '../../../domain/index.ts'
import type { Ending } from '../../hand-in.ts'
import { askModel } from './ask-model.ts'
import { findCostLimit, findVisitLimit } from './limits.ts'
import { prompt } from './prompts.ts'
import type { StateForm } from './reply-form.ts'
import type { WorkflowInput } from './workflow-input.ts'
import type { ActiveStateName, StateName, WorkflowState } from './workflow-state.ts'

/** What a reply leads to. */
export type Step<To extends StateName> =
  | {
      readonly kind: 'go'
      readonly to: To
      readonly reason: string
      readonly change?: Partial<Omit<WorkflowState, 'at' | 'transitions' | 'visits' | 'ending'>>
      readonly tells?: readonly AttemptEvent[]
    }
  /** The same question once more, with what is wrong with the reply. */
  | { readonly kind: 'again'; readonly reason: string; readonly tells?: readonly AttemptEvent[] }

/** A row of the table of states. */
export interface StateRules<Reply, To extends StateName> {
  /** Names the prompt, too. */
  readonly at: ActiveStateName
  readonly form: StateForm<Reply>
  /** Where it can go from here, besides to `rejected` by a limit. */
  readonly leadsTo: readonly To[]
  /** What is known, as far as it matters here. */
  readonly ask: (now: WorkflowState, input: WorkflowInput) => Promise<string>
  readonly follow: (
    reply: Reply,
    now: WorkflowState,
    input: WorkflowInput,
  ) => Step<NoInfer<To>> | Promise<Step<NoInfer<To>>>
}

/** Asks the question of a state until a reply leads somewhere; every limit leads to `rejected`. */
export async function* visit<Reply, To extends StateName>(
  input: WorkflowInput,
  before: WorkflowState,
  rules: StateRules<Reply, To>,
): AsyncGenerator<AttemptEvent, WorkflowState> {
  const { settings } = input
  const { at } = rules
  const over = findVisitLimit(settings, before)
  if (over !== null) return yield* goTo(before, { to: 'rejected', reason: over.reason, ending: over })
  const now = { ...before, visits: { ...before.visits, [at]: before.visits[at] + 1 } }
  let messages: readonly Message[] = [
    { role: 'system', text: prompt(at), cacheMark: true },
    { role: 'user', text: await rules.ask(now, input) },
  ]
  for (let retries = 0; ; retries += 1) {
    const cost = findCostLimit(settings, input.spent)
    if (cost !== null) return yield* goTo(now, { to: 'rejected', reason: cost.reason, ending: cost })
    const reply = yield* askModel(input, { state: at, messages, form: rules.form })
    const read = rules.form.read(reply)
    const step: Step<To> = read.kind === 'reply' ? await rules.follow(read.reply, now, input) : read
    yield* step.tells ?? []
    if (step.kind === 'go')
      return yield* goTo({ ...now, ...step.change }, { ...step, ending: endingOf(step.to, step.reason) })
    yield { type: 'reflection', cause: 'unusable reply', text: step.reason }
    if (retries >= settings.maxRetries) {
      const reason = `${retries + 1} replies in a row to ${at} could not be used, the last since ${step.reason}`
      return yield* goTo(now, {
        to: 'rejected',
        reason,
        ending: { kind: 'limit', which: 'reflections', reason },
      })
    }
    messages = [
      ...messages,
      { role: 'assistant', text: reply.text },
      { role: 'user', text: prompt('again', { reason: step.reason }) },
    ]
  }
}

function endingOf(to: StateName, reason: string): Ending | null {
  if (to === 'finished') return { kind: 'finished', message: reason }
  return to === 'rejected' ? { kind: 'rejected', reason: `rejected by the model: ${reason}` } : null
}

interface Transition {
  readonly to: StateName
  readonly reason: string
  readonly ending: Ending | null
}

function* goTo(
  now: WorkflowState,
  { to, reason, ending }: Transition,
): Generator<AttemptEvent, WorkflowState> {
  yield { type: 'transition', from: now.at, to, reason }
  return { ...now, at: to, transitions: now.transitions + 1, ending }
}
