import { describe, expect, it } from 'vitest'
import { noUsage, type AttemptEvent, type AttemptOutcome, type Message } from '../../../domain/index.ts'
import {
  createPrefixWarmth,
  createScriptedModel,
  withJournal,
  withWarmPrefix,
  type Model,
  type ModelRequest,
  type ScriptedReply,
} from '../../../llm/index.ts'
import { CapuchinError } from '../../../std/index.ts'
import { createMemoryJournal } from '../../memory-journal.contract.ts'
import { createEditTest, paperEditTestOptions, type EditTestOptions } from '../../index.ts'
import type { AttemptTools } from '../../strategy.ts'
import {
  collect,
  createFakeAttempt,
  createMemoryExecutions,
  editReply,
  fakeProblem,
  kindsOf,
  scripts,
  testReply,
  type FakeAttemptOptions,
} from './fake-attempt.contract.ts'

interface Setup extends Omit<FakeAttemptOptions, 'model'> {
  readonly options?: Partial<EditTestOptions>
  readonly signal?: AbortSignal
}

interface Ran {
  readonly events: readonly AttemptEvent[]
  readonly outcome: AttemptOutcome
  readonly ran: readonly string[]
}

async function attempt(model: Model, { options = {}, signal, ...fakeOptions }: Setup = {}): Promise<Ran> {
  await using fake = await createFakeAttempt({ model, ...fakeOptions })
  const run = createEditTest(options).run(fakeProblem, fake.tools, { signal })
  const { events, result } = await collect(run)
  return { events, outcome: result, ran: fake.ran }
}

async function solve(replies: readonly ScriptedReply[], setup: Setup = {}) {
  const model = createScriptedModel(replies, { ...noUsage, inputTokens: 10, costUsd: 1 })
  return { ...(await attempt(model, setup)), requests: model.requests }
}

const misparse = 'Let me think.'
const done = 'Fine. <done></done>'
const fix = editReply('a + b')
const shown = (request: ModelRequest | undefined): string => request?.messages.at(-1)?.text ?? ''
const eight = Array.from({ length: 8 }, () => misparse)
const paper = { options: paperEditTestOptions }

describe('edit-test', () => {
  it('ends with a patch, a script and all that was paid', async () => {
    const { outcome, events } = await solve([testReply(scripts.good), done, fix])
    expect(outcome).toMatchObject({
      kind: 'submitted',
      candidates: [{ attemptIndex: 0, rank: 0, patch: expect.stringContaining('+    return a + b') }],
      test: { language: 'python', text: `${scripts.good}\n` },
      usage: { inputTokens: 30, costUsd: 3 },
    })
    expect(events[0]).toMatchObject({ type: 'attempt-start', strategy: 'edit-test' })
    expect(events.at(-1)?.type).toBe('attempt-end')
    const told = events.map(({ type }) => type)
    expect(told).toEqual(expect.arrayContaining(['files-added', 'edit-applied', 'script-run', 'emitted']))
    const steps = events.flatMap((event) => (event.type === 'step-start' ? [event.step] : []))
    expect(steps).toEqual([1, 2, 3])
  })

  it('says what its own script thinks of the patch where there is nothing else to ask', async () => {
    const reasonOf = async (replies: readonly string[]): Promise<string> => {
      const { outcome } = await solve(replies)
      return outcome.kind === 'submitted' ? (outcome.candidates[0]?.evidence.reason ?? '') : ''
    }
    expect(await reasonOf([testReply(scripts.good), done, fix])).toContain('before and not after')
    expect(await reasonOf([testReply(scripts.blind), done, fix, done])).toContain('does not speak for it')
    expect(await reasonOf([...eight, fix, done])).toBe('nothing was run on it')
  })

  it('says of each reply what came of it, with its price', async () => {
    const { events } = await solve([testReply(scripts.good), done, fix])
    const emitted = events.filter((event) => event.type === 'emitted')
    expect(emitted).toMatchObject([
      { machine: 'testing', state: 'write-initial-script', kind: 'test', usage: { costUsd: 1 } },
      { machine: 'testing', state: 'approve-or-revise-script', kind: 'done', patch: null, test: null },
      {
        machine: 'editing',
        state: 'write-initial-edit',
        kind: 'edit',
        patch: expect.stringContaining('a + b'),
      },
    ])
  })

  it('shows every attempt the same system prompt, with the files that the issue names', async () => {
    const first = await solve([testReply(scripts.good), done, fix])
    const second = await solve([testReply(scripts.broken), done, fix, done])
    const system = (ran: { readonly requests: readonly ModelRequest[] }) => ran.requests[2]?.messages[0]
    expect(system(first)).toMatchObject({ role: 'system', cacheMark: true })
    expect(system(first)).toEqual(system(second))
    expect(system(first)?.text).toContain('calc.py\n```\ndef add(a, b):')
    expect(system(first)?.text).not.toContain('other.py')
    const scanned = { files: [{ path: 'other.py', score: 0, tokens: 9 }], left: [] }
    const third = await solve([testReply(scripts.good), done, fix], { tools: { context: scanned } })
    expect(system(third)?.text).toContain('other.py\n```\ndef other():')
  })

  it('shows no more files than fit', async () => {
    const { events } = await solve([testReply(scripts.good), done, fix], { options: { contextTokens: 5 } })
    expect(events.some(({ type }) => type === 'files-added')).toBe(false)
  })
})

describe('an attempt without a script', () => {
  it('goes on editing, and ends with the patch', async () => {
    const { outcome, events } = await solve([...eight, fix, testReply(scripts.good)])
    expect(kindsOf(events, 'testing')).toHaveLength(8)
    expect(kindsOf(events, 'editing')).toEqual(['edit', 'test'])
    expect(outcome).toMatchObject({ kind: 'submitted', test: { text: `${scripts.good}\n` } })
  })

  it('has no patch where CodeMonkeys is followed', async () => {
    const { outcome, events } = await solve(eight, paper)
    expect(outcome).toMatchObject({ kind: 'no-patch', reason: 'no script came of 8 replies' })
    expect(outcome).not.toHaveProperty('candidates')
    expect(kindsOf(events, 'editing')).toEqual([])
  })
})

describe('an attempt without a patch', () => {
  it('met the limit of its replies, and keeps its script', async () => {
    const { outcome } = await solve([testReply(scripts.good), done, ...eight])
    expect(outcome).toMatchObject({
      kind: 'limit',
      which: 'steps',
      candidates: [],
      test: { text: `${scripts.good}\n` },
      usage: { costUsd: 10 },
    })
  })

  it('met the limit of its model', async () => {
    const options = { modelTokens: 9_200, replyTokens: 8_192 }
    const { outcome } = await solve([testReply(scripts.good), done, fix], { options })
    expect(outcome).toMatchObject({ kind: 'limit', which: 'tokens' })
  })
})

describe('the visible tests', () => {
  const testCommand = { framework: 'custom', command: 'run-tests', cwd: '', foundIn: 'test' } as const
  const baseline = {
    statuses: new Map([['run-tests', 'passed'] as const]),
    exitCode: 0,
    timedOut: false,
    flaky: new Set<string>(),
    failCommandExitCode: null,
    output: '',
    durationMs: 1,
  }
  const tools: Partial<AttemptTools> = { testCommand, baseline }
  /** Fails where the sum lacks brackets. */
  const exec: FakeAttemptOptions['exec'] = ({ command, files }) => {
    const calc = new TextDecoder().decode(files.get('calc.py'))
    return command.includes('run-tests') && calc.includes('return a + b')
      ? { exitCode: 1, stdout: 'brackets are missing\n' }
      : {}
  }

  it('end the attempt when the edit breaks none', async () => {
    const { outcome, events } = await solve([testReply('wants (a + b)'), done, editReply('(a + b)')], {
      tools,
      exec,
    })
    expect(outcome).toMatchObject({ kind: 'submitted', candidates: [{ evidence: { plausible: true } }] })
    expect(events.filter(({ type }) => type === 'test-result')).toHaveLength(1)
  })

  it('go back to the model when the edit breaks one, and are run once a patch', async () => {
    const replies = [testReply(scripts.good), done, fix, testReply(`${scripts.good}\nmore`), done]
    const { outcome, events, requests } = await solve(replies, { tools, exec })
    expect(shown(requests[3])).toContain('breaks 1 test that did not fail before')
    expect(shown(requests[3])).toContain('brackets are missing')
    expect(shown(requests[4])).toContain('brackets are missing')
    expect(events.filter(({ type }) => type === 'test-result')).toHaveLength(1)
    expect(outcome).toMatchObject({ kind: 'submitted', candidates: [{ evidence: { plausible: false } }] })
  })

  it('are run once in the end where nothing ran them before', async () => {
    const { outcome, events } = await solve(
      [testReply(scripts.good), done, editReply('a + b', { strict: true }), done],
      { ...paper, tools, exec },
    )
    expect(events.filter(({ type }) => type === 'test-result')).toHaveLength(1)
    expect(outcome).toMatchObject({ candidates: [{ evidence: { plausible: false } }] })
  })
})

describe('the flow of CodeMonkeys', () => {
  const strict = editReply('a + b', { strict: true })

  it('asks on after agreement, samples as the paper did, and knows Python alone', async () => {
    const { requests, outcome } = await solve([testReply(scripts.good), done, strict, done], paper)
    expect(requests).toHaveLength(4)
    expect(requests[0]?.sampling).toEqual({ temperature: 0.5, maxOutputTokens: 4_096 })
    expect(shown(requests[0])).not.toContain('javascript')
    expect(shown(requests[2])).toContain('<test>\nwants a + b')
    expect(outcome.kind).toBe('submitted')
  })

  it('reads two scripts beside approval as approval', async () => {
    const both = `${testReply('ends 0')}${testReply('ends 1')}${done}`
    const theirs = await solve([testReply(scripts.good), both, strict, done], paper)
    expect(kindsOf(theirs.events, 'testing')).toEqual(['test', 'done'])
    const ours = await solve([testReply(scripts.good), both, done, fix])
    expect(kindsOf(ours.events, 'testing')).toEqual(['test', 'misparse', 'done'])
  })

  it('shows the first output whole', async () => {
    const long = 'wants a + b\nx * 10000'
    const theirs = await solve([testReply(long), done, strict, done], paper)
    expect(shown(theirs.requests[2])).toContain('x'.repeat(10_000))
    expect(shown(theirs.requests[3])).not.toContain('x'.repeat(10_000))
    const ours = await solve([testReply(long), done, fix])
    expect(shown(ours.requests[2])).not.toContain('x'.repeat(10_000))
  })

  it('takes only edits that match exactly, in files that it shows', async () => {
    const fresh = '<edit>\n<<< SEARCH new.py\nx\n======\ny\n>>> REPLACE\n</edit>'
    const { events, requests } = await solve([testReply(scripts.good), done, fix, fresh, strict, done], paper)
    expect(kindsOf(events, 'editing')).toEqual(['misparse', 'misparse', 'edit', 'done'])
    expect(shown(requests[3])).toContain('at least one is needed')
    expect(shown(requests[4])).toContain("no file 'new.py' is shown")
  })
})

describe('an attempt that is broken off', () => {
  it.each([
    ['llm/budget', { kind: 'limit', which: 'budget' }],
    ['llm/context-length', { kind: 'limit', which: 'tokens' }],
    ['llm/unreachable', { kind: 'infra', code: 'llm/unreachable' }],
  ])('ends as a value on %s', async (code, wanted) => {
    const error = new CapuchinError(code, 'said the test')
    expect((await solve([error])).outcome).toMatchObject(wanted)
  })

  it('keeps the patch and the script that it has', async () => {
    const replies = [testReply('ends 2'), done, fix, new CapuchinError('llm/budget', 'no more')]
    expect((await solve(replies)).outcome).toMatchObject({
      kind: 'limit',
      which: 'budget',
      candidates: [{ evidence: { plausible: false } }],
      test: { text: 'ends 2\n' },
      usage: { costUsd: 3 },
    })
  })

  it('is cancelled, or out of time', async () => {
    expect((await solve([done], { signal: AbortSignal.abort() })).outcome.kind).toBe('cancelled')
    const late = await solve([testReply(scripts.good), done, fix], {
      tools: { deadline: performance.now() - 1 },
    })
    expect(late.outcome).toMatchObject({ kind: 'limit', which: 'time' })
  })

  it('needs a model', async () => {
    await expect(solve([], { tools: { model: null } })).rejects.toMatchObject({ code: 'attempt/no-model' })
  })
})

describe('what is known already', () => {
  const replies = [testReply('ends 2'), done, fix, testReply(scripts.good)]

  it('is not asked or run again by an attempt that goes on, wherever it was stopped', async () => {
    const whole = await solve(replies)
    for (let calls = 0; calls < replies.length; calls += 1) {
      const { journal, answers } = createMemoryJournal()
      const journalled = (model: Model, own: typeof journal): Model =>
        withJournal(model, { journal: own, stage: 'model', step: () => 0 })
      const cut = createScriptedModel([
        ...replies.slice(0, calls),
        new CapuchinError('llm/unreachable', 'gone'),
      ])
      const first = await attempt(journalled(cut, journal), { tools: { journal } })
      expect(first.outcome.kind).toBe('infra')
      const rest = createScriptedModel(replies.slice(calls))
      const again = createMemoryJournal(answers).journal
      const second = await attempt(journalled(rest, again), { tools: { journal: again } })
      expect(rest.requests).toHaveLength(replies.length - calls)
      expect([...first.ran, ...second.ran].toSorted()).toEqual(whole.ran.toSorted())
      expect(second.outcome).toMatchObject({
        kind: 'submitted',
        candidates: whole.outcome.kind === 'submitted' ? whole.outcome.candidates : [],
      })
    }
  })

  it('is found by other attempts, except what was stopped', async () => {
    const executions = createMemoryExecutions()
    const first = await solve(replies, { tools: { executions } })
    expect(first.ran).toHaveLength(4)
    const second = await solve(replies, { tools: { executions } })
    expect(second.ran).toEqual([])
    const runs = second.events.filter((event) => event.type === 'script-run')
    expect(runs.map(({ fromJournal }) => fromJournal)).toEqual([true, true, true, true])
    const hanging = [testReply(scripts.hangs), done, fix, done]
    await solve(hanging, { tools: { executions } })
    expect((await solve(hanging, { tools: { executions } })).ran).toHaveLength(2)
  })
})

describe('ten attempts at once', () => {
  it('write the shared beginning of their prompts to a cache once', async () => {
    const warmth = createPrefixWarmth()
    const writes = new Map<string, number>()
    const cached = new Set<string>()
    const scripted = createScriptedModel(({ messages }, call) => {
      const turns = messages.filter(({ role }) => role === 'assistant').length
      const isTesting = messages[0]?.text.startsWith('You write small programs') === true
      if (isTesting) return turns === 0 ? testReply(`${scripts.good} ${call}`) : done
      return fix
    })
    const provider: Model = {
      id: scripted.id,
      async *complete(request, options) {
        const [system] = request.messages
        const isNew = !cached.has(keyOf(system))
        // Calls that overlap find the cache as it was when they began.
        await new Promise((resolve) => setTimeout(resolve, 2))
        if (isNew) writes.set(keyOf(system), (writes.get(keyOf(system)) ?? 0) + 1)
        cached.add(keyOf(system))
        return yield* scripted.complete(request, options)
      },
    }
    const ended = await Promise.all(
      Array.from({ length: 10 }, (_, attemptIndex) =>
        attempt(withWarmPrefix(provider, warmth), { tools: { attemptIndex } }),
      ),
    )
    expect(ended.map(({ outcome }) => outcome.kind)).toEqual(Array.from({ length: 10 }, () => 'submitted'))
    expect([...writes.values()]).toEqual([1, 1])
  })
})

function keyOf(message: Message | undefined): string {
  return message?.text ?? ''
}
