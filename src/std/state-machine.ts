import { throwIfAborted } from './abort.ts'

/** What a machine has come to; `at` names the state that it is in. */
export interface MachineState {
  readonly at: string
}

/**
 * A function for each state that is not an end, from what there is to what there is next, telling events on the way.
 * As a record over the names of states it leaves none out: a missing one does not compile.
 */
export type StateTable<Active extends string, State extends MachineState, Event> = Readonly<
  Record<Active, (now: State) => AsyncGenerator<Event, State>>
>

export interface MachineRun<State> {
  /** Told of every state, the first and the last included. */
  readonly onState?: (state: State) => void
  readonly signal?: AbortSignal | undefined
}

/** Goes from state to state until one has no function: that one is the end. */
export async function* runMachine<Active extends string, State extends MachineState, Event>(
  table: StateTable<Active, State, Event>,
  start: State,
  { onState = () => undefined, signal }: MachineRun<State> = {},
): AsyncGenerator<Event, State> {
  let state = start
  for (;;) {
    onState(state)
    const step = stepOf(table, state)
    if (step === null) return state
    throwIfAborted(signal)
    state = yield* step(state)
  }
}

function stepOf<Active extends string, State extends MachineState, Event>(
  table: StateTable<Active, State, Event>,
  { at }: State,
): StateTable<Active, State, Event>[Active] | null {
  const isActive = (name: string): name is Active => Object.hasOwn(table, name)
  return isActive(at) ? table[at] : null
}
