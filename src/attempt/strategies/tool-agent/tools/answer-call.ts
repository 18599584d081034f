import type { ToolCall } from '../../../../domain/index.ts'
import { canonicalJson } from '../../../../std/index.ts'
import type { Trace } from '../stuck.ts'
import type { Observation, PlaceAction } from './perform-action.ts'
import { readCall } from './read-call.ts'

type Called = Pick<ToolCall, 'name' | 'input'>

/** What a call of a tool is answered, and what it leaves for the search for circles. */
export type CallAnswer<O extends Observation = Observation> =
  /** It cannot be understood: nothing was done. */
  | { readonly kind: 'refused'; readonly text: string; readonly trace: Trace }
  | { readonly kind: 'finished'; readonly message: string; readonly trace: Trace }
  | { readonly kind: 'performed'; readonly observed: O; readonly trace: Trace }

/** Reads a call and has it done; whatever can be said of it without doing anything is said here. */
export async function answerCall<O extends Observation>(
  call: Called,
  perform: (action: PlaceAction) => Promise<O>,
): Promise<CallAnswer<O>> {
  const reading = readCall(call)
  if (reading.kind === 'problem') return refuseCall(call, reading.problem)
  if (reading.action.tool === 'finish') {
    const { message } = reading.action
    return { kind: 'finished', message, trace: traceOf(call, { observation: '', failed: false }) }
  }
  const observed = await perform(reading.action)
  const { text, exitCode, failed } = observed
  // Two runs of a command are alike when they end alike, whatever times and addresses they print.
  const observation = exitCode === null ? text : `exit code ${exitCode}`
  return { kind: 'performed', observed, trace: traceOf(call, { observation, failed }) }
}

export function refuseCall(call: Called, text: string): Extract<CallAnswer, { readonly kind: 'refused' }> {
  return { kind: 'refused', text, trace: traceOf(call, { observation: text, failed: true }) }
}

function traceOf(
  { name, input }: Called,
  seen: { readonly observation: string; readonly failed: boolean },
): Trace {
  return { kind: 'step', action: canonicalJson([name, input]), ...seen }
}
