import type { GeneratedTest, ScriptLanguage } from '../../../domain/index.ts'
import { runMachine, type StateTable } from '../../../std/index.ts'
import type { Contest } from '../contest.ts'
import type { Tag } from '../reply-tags.ts'
import { ask, type AskInput } from './ask.ts'
import { prompt } from './prompts.ts'
import { readReply, type Reading } from './read-reply.ts'
import type { TestRun } from './run-test.ts'
import { showRun, summarise } from './show-run.ts'
import { startState, type ActiveState, type SelectorState } from './state.ts'

export interface MachineInput extends AskInput {
  readonly contest: Contest
  /** The first message. */
  readonly task: string
  /** How a script and a choice are written. */
  readonly forms: { readonly script: string; readonly choice: string }
  /** Of a script that does not say. */
  readonly language: ScriptLanguage
  readonly timeoutMs: number
  readonly run: (test: GeneratedTest) => Promise<TestRun>
  readonly onState?: ((state: SelectorState) => void) | undefined
}

/** Has scripts written and run until the model chooses; tells what it does, a line each. */
export function runSelectorMachine(input: MachineInput): AsyncGenerator<string, SelectorState> {
  const { onState, signal } = input
  return runMachine<ActiveState, SelectorState, string>(createTable(input), startState(prompt('system')), {
    ...(onState && { onState }),
    signal,
  })
}

function createTable(input: MachineInput) {
  const { forms, task } = input
  return {
    'initial-state': (now) => begin(input, now, task),
    'initial-fix-formatting': (now) =>
      begin(input, now, prompt('script-again', { reason: now.complaint, form: forms.script })),
    'exec-script': (now) => execScript(input, now),
    'select-or-revise': async function* (now) {
      yield* []
      return askAt(input, now, { at: 'select-or-revise', text: resultsText(input, now) })
    },
    'handle-select-or-revise': (now) => handle(input, now),
  } satisfies StateTable<ActiveState, SelectorState, string>
}

/** Asks for the first script: nothing may be chosen before one has run. */
async function* begin(
  input: MachineInput,
  now: SelectorState,
  text: string,
): AsyncGenerator<string, SelectorState> {
  const at = now.at === 'initial-state' ? now.at : 'initial-fix-formatting'
  const asked = await ask(input, { ...now, at }, text)
  if (asked.reply === null) return asked
  const { state, reading } = read(input, asked, ['test'])
  if (reading.kind === 'test') return state
  yield `the reply holds no script: ${state.complaint}`
  return { ...state, at: 'initial-fix-formatting' }
}

async function* execScript(input: MachineInput, now: SelectorState): AsyncGenerator<string, SelectorState> {
  if (now.test === null) return { ...now, at: 'initial-fix-formatting' }
  const run = await input.run(now.test)
  yield `script ${now.runs.length + 1}: ${summarise(run, input.contest)}`
  return { ...now, at: 'select-or-revise', runs: [...now.runs, run] }
}

/** Reads what came of the last question, and asks once more where it cannot be read. */
async function* handle(input: MachineInput, now: SelectorState): AsyncGenerator<string, SelectorState> {
  const { state, reading } = read(input, now, ['test', 'choice'])
  if (reading.kind !== 'misparse') return state
  yield `the reply cannot be read: ${state.complaint}`
  const text = prompt('choice-again', { reason: state.complaint, ...input.forms })
  return askAt(input, state, { at: 'handle-select-or-revise', text })
}

async function askAt(
  input: MachineInput,
  now: SelectorState,
  { at, text }: { readonly at: ActiveState; readonly text: string },
): Promise<SelectorState> {
  const asked = await ask(input, { ...now, at }, text)
  return asked.reply === null ? asked : { ...asked, at: 'handle-select-or-revise' }
}

/** The state that the newest reply leads to; of a misparse, the same with the reason. */
function read(
  { options, language }: MachineInput,
  now: SelectorState,
  expected: readonly Tag[],
): { readonly state: SelectorState; readonly reading: Reading } {
  const { reply } = now
  if (reply === null) return { state: now, reading: { kind: 'misparse', reason: '' } }
  const reading = readReply(reply, { ...options, language, expected })
  const completion = {
    asked: reply.asked,
    readAs: reading.kind,
    note: reading.kind === 'choice' ? reading.name : reading.kind === 'misparse' ? reading.reason : '',
    usage: reply.usage,
  }
  const state = { ...now, reply: null, completions: [...now.completions, completion] }
  if (reading.kind === 'test') return { state: { ...state, at: 'exec-script', test: reading.test }, reading }
  return reading.kind === 'choice'
    ? { state: { ...state, at: 'done', chosen: reading.name }, reading }
    : { state: { ...state, complaint: reading.reason }, reading }
}

function resultsText({ contest, options, timeoutMs, forms }: MachineInput, { runs }: SelectorState): string {
  const newest = runs.at(-1)
  const { outputCharacters } = options
  return prompt('results', {
    runs: newest === undefined ? '' : showRun(newest, contest, { outputCharacters, timeoutMs }),
    ...forms,
  })
}
