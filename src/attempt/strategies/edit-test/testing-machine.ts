import { issueBlock, type AttemptEvent, type GeneratedTest, type ScriptRun } from '../../../domain/index.ts'
import { runMachine, type StateTable } from '../../../std/index.ts'
import { cutInHalves } from '../../context/cut-output.ts'
import { readScript } from '../../context/script-block.ts'
import { beginConversation, say, stepOf, type Conversation, type LimitState } from './conversation.ts'
import type { EditTestInput } from './edit-test-input.ts'
import { prompt } from './prompts.ts'
import { readReply, toEmitted } from './read-reply.ts'
import type { Tag } from './reply-tags.ts'
import { runScripts } from './run-script-on.ts'
import { showRun } from './script-output.ts'

type ActiveState =
  | 'write-initial-script'
  | 'initial-fix-formatting'
  | 'exec-script'
  | 'approve-or-revise-script'
  | 'iteration-fix-formatting'

/** `done`: the model approved. The last script holds in any case, whatever it ended with. */
export type TestingStateName = ActiveState | 'done' | LimitState

export interface TestingState {
  readonly at: TestingStateName
  readonly conversation: Conversation
  /** The newest script, and what it said on the code as it was. */
  readonly test: GeneratedTest | null
  readonly run: ScriptRun | null
  /** Why the last reply could not be read. */
  readonly complaint: string
}

export interface TestingInput extends EditTestInput {
  /** A map of the code; empty for none. */
  readonly overview: string
  readonly onState: (state: TestingState) => void
}

/** Writes a script for the issue, runs it on the code as it is, and has it approved or rewritten. */
export function runTesting(input: TestingInput): AsyncGenerator<AttemptEvent, TestingState> {
  const start: TestingState = {
    at: 'write-initial-script',
    conversation: beginConversation(prompt('script-system'), 0),
    test: null,
    run: null,
    complaint: '',
  }
  return runMachine<ActiveState, TestingState, AttemptEvent>(createTable(input), start, input)
}

function createTable(input: TestingInput) {
  const { form } = input.scripts
  const first: Exchange = { expected: ['test'], onMisparse: 'initial-fix-formatting' }
  const later: Exchange = { expected: ['test', 'done'], onMisparse: 'iteration-fix-formatting' }
  return {
    'write-initial-script': (now) => exchange(input, now, { ...first, text: renderTask(input) }),
    'initial-fix-formatting': (now) =>
      exchange(input, now, { ...first, text: prompt('script-again', { reason: now.complaint, form }) }),
    'exec-script': (now) => execScript(input, now),
    'approve-or-revise-script': (now) => exchange(input, now, { ...later, text: renderRun(input, now) }),
    'iteration-fix-formatting': (now) =>
      exchange(input, now, { ...later, text: prompt('script-next-again', { reason: now.complaint, form }) }),
  } satisfies StateTable<ActiveState, TestingState, AttemptEvent>
}

interface Exchange {
  readonly expected: readonly Tag[]
  readonly onMisparse: ActiveState
}

/** Says one thing to the model and goes where its reply leads. */
async function* exchange(
  input: TestingInput,
  now: TestingState,
  { expected, onMisparse, text }: Exchange & { readonly text: string },
): AsyncGenerator<AttemptEvent, TestingState> {
  const answer = yield* say(input, now.conversation, { text, state: now.at })
  if (answer.kind === 'limit') return { ...now, at: answer.at }
  const { conversation, reply } = answer
  const read = readReply(reply, expected, input.settings)
  if (read.kind === 'block' && read.block.tag === 'done') {
    yield toEmitted('testing', reply, { kind: 'done' })
    return { ...now, conversation, at: 'done' }
  }
  const script = read.kind === 'block' ? readScript(read.block, { language: input.scripts.language }) : read
  if (script.kind === 'test') {
    yield toEmitted('testing', reply, { kind: 'test', test: script.test })
    return { ...now, conversation, at: 'exec-script', test: script.test, run: null }
  }
  yield toEmitted('testing', reply, { kind: 'misparse' })
  yield { type: 'reflection', cause: 'format', text: script.reason }
  return { ...now, conversation, at: onMisparse, complaint: script.reason }
}

async function* execScript(
  input: TestingInput,
  now: TestingState,
): AsyncGenerator<AttemptEvent, TestingState> {
  yield { type: 'stage', stage: now.at }
  const step = stepOf(now.conversation)
  const requests = now.test === null ? [] : [{ test: now.test, edit: null, step }]
  const [run = null] = yield* runScripts(input, requests)
  return { ...now, at: 'approve-or-revise-script', run }
}

function renderTask({ problem, scripts, overview }: TestingInput): string {
  return prompt('script-task', {
    repository: problem.repo.slice(problem.repo.startsWith('/') ? problem.repo.lastIndexOf('/') + 1 : 0),
    issue: prompt('issue', { issue: issueBlock(problem.problemStatement) }),
    overview: overview === '' ? '' : `\n\n${overview}`,
    rules: scripts.rules,
    form: scripts.form,
  })
}

function renderRun({ settings, scripts }: TestingInput, { run }: TestingState): string {
  const { ending, output } = run === null ? { ending: '', output: '' } : showRun(run, settings)
  return prompt('script-next', {
    ending,
    output: cutInHalves(output, settings.outputCharacters).trimEnd(),
    form: scripts.form,
  })
}
