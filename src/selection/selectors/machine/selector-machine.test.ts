import { describe, expect, it } from 'vitest'
import { createMemoryJournal } from '../../../attempt/memory-journal.contract.ts'
import { forgetfulJournal, noUsage, toProblem, type Journal, type Selection } from '../../../domain/index.ts'
import { createScriptedModel, type ModelRequest, type ScriptedReply } from '../../../llm/index.ts'
import { CapuchinError } from '../../../std/index.ts'
import { createFakeExecutor, type FakeExecution } from '../../fake-executor.ts'
import { fakeObservations, type FakePool } from '../../fake-observations.ts'
import {
  defaultSelectorMachineOptions,
  paperSelectorMachineOptions,
  type SelectorMachineOptions,
} from './options.ts'
import { createSelectorMachine } from './selector-machine.ts'

const problem = toProblem({
  instanceId: 'i',
  repo: 'shop',
  baseCommit: '',
  problemStatement: 'a discount of 10 is ten percent',
})
/** By votes: `voted`, then `second`, then `third`. */
const pool: FakePool = {
  patches: ['third', 'voted', 'second'],
  tests: [
    { text: 'one', base: 'present', on: ['present', 'fixed', 'fixed: x'] },
    { text: 'two of another kind', base: 'present', on: ['present', 'fixed', 'present'] },
  ],
}
const script = (text: string): string => `Let us see.\n<test>\n${text}\n</test>`
const ran =
  (by: Readonly<Record<string, string>>) =>
  ({ patch }: FakeExecution) =>
    by[patch ?? ''] ?? 'present'

interface Played {
  readonly selection: Selection
  readonly states: readonly string[]
  readonly requests: readonly ModelRequest[]
  readonly executions: readonly FakeExecution[]
  readonly notes: readonly string[]
  /** The patch that stands first. */
  readonly first: string | undefined
}

interface Play {
  readonly replies: readonly ScriptedReply[] | ((request: ModelRequest, call: number) => ScriptedReply)
  readonly options?: Partial<SelectorMachineOptions>
  readonly seen?: FakePool
  readonly runs?: (execution: FakeExecution) => string
  readonly journal?: Journal
  readonly seed?: number
}

const usage = { ...noUsage, inputTokens: 10, outputTokens: 1 }

async function play(played: Play): Promise<Played> {
  const { replies, options = {}, seen = pool, journal = forgetfulJournal, seed = 1 } = played
  const model = createScriptedModel(replies, usage)
  const executor = createFakeExecutor(played.runs ?? (() => 'present'))
  const states: string[] = []
  const notes: string[] = []
  const observations = fakeObservations(seen)
  const machine = createSelectorMachine({ ...defaultSelectorMachineOptions, ...options }, ({ at }) =>
    states.push(at),
  )
  const onNote = (text: string): void => void notes.push(text)
  const selection = await machine.select(problem, observations, {
    tools: { model, executor, journal, seed, onNote },
  })
  const first = observations.matrix.patches[selection.ranking[0] ?? -1]?.patch.trim()
  return { selection, states, requests: model.requests, executions: executor.asked, notes, first }
}

const saidBy = ({ messages }: ModelRequest): string => messages.map(({ text }) => text).join('\n')
/** The name under which the first message shows a patch. */
const nameOf = (patch: string, request: ModelRequest): string =>
  new RegExp(`<patch id="(\\w+)">\\n${patch}`).exec(saidBy(request))?.[1] ?? '?'
const choose =
  (patch: string) =>
  (request: ModelRequest): string =>
    `<choice>${nameOf(patch, request)}</choice>`
/** Replies by turn, of which some depend on the names. */
const inTurn =
  (...replies: readonly (string | ((request: ModelRequest) => string))[]) =>
  (request: ModelRequest, call: number): string => {
    const reply = replies[Math.min(call, replies.length - 1)] ?? ''
    return typeof reply === 'string' ? reply : reply(request)
  }
const kindsOf = ({ selection }: Played) => selection.inquiry?.completions.map(({ readAs }) => readAs)

describe('the selector machine', () => {
  it('has a script run and chooses by what came out', async () => {
    const played = await play({
      replies: inTurn(script('a'), choose('second')),
      runs: ran({ second: 'fixed: 90' }),
    })
    expect(played.states).toEqual([
      'initial-state',
      'exec-script',
      'select-or-revise',
      'handle-select-or-revise',
      'done',
    ])
    expect(kindsOf(played)).toEqual(['test', 'choice'])
    expect(played.first).toBe('second')
    expect(played.selection).toMatchObject({ decidedBy: 'test', confidence: { value: 2 / 3 } })
    expect(played.selection.reason).toBe(
      'script 1 of the model sets it apart from all others: exit code 0 with it, 2 with the others, 2 without a patch',
    )
    expect(played.selection.usage).toMatchObject({ inputTokens: 20, outputTokens: 2, costUsd: 0 })
    expect(played.selection.inquiry?.tests).toMatchObject([
      { language: 'python', text: 'a\n', onBase: { verdict: 'present', exitCode: 2 } },
    ])
    expect(saidBy(played.requests[1] ?? { messages: [] })).toContain('exit code 0.\n\n<output>\n90\n')
  })

  it('goes on with other scripts as long as the model wants', async () => {
    const played = await play({
      replies: inTurn(script('a'), script('b'), 'hm', choose('voted')),
      runs: ({ patch, script: text }) => (patch === 'voted' && text === 'b' ? 'fixed' : 'present'),
    })
    expect(played.states).toEqual([
      'initial-state',
      'exec-script',
      'select-or-revise',
      'handle-select-or-revise',
      'exec-script',
      'select-or-revise',
      'handle-select-or-revise',
      'handle-select-or-revise',
      'done',
    ])
    expect(kindsOf(played)).toEqual(['test', 'test', 'misparse', 'choice'])
    expect(played.selection.decidedBy).toBe('test')
    expect(played.selection.reason).toMatch(/^script 2 /)
    expect(played.notes).toHaveLength(3)
  })

  it('takes no choice before a script has run', async () => {
    const played = await play({
      replies: inTurn(choose('third'), script('a'), choose('third')),
      runs: ran({ third: 'fixed' }),
    })
    expect(played.states.slice(0, 3)).toEqual(['initial-state', 'initial-fix-formatting', 'exec-script'])
    expect(kindsOf(played)).toEqual(['misparse', 'test', 'choice'])
    expect(played.first).toBe('third')
  })

  it('takes a script and a choice in one reply for neither', async () => {
    const both = (request: ModelRequest): string => `${script('b')}\n${choose('third')(request)}`
    const played = await play({ replies: inTurn(script('a'), both, choose('second')) })
    expect(kindsOf(played)).toEqual(['test', 'misparse', 'choice'])
    expect(played.executions.map(({ script: text }) => text)).not.toContain('b')
    expect(played.selection.inquiry?.completions[1]?.note).toContain('1 <test> and 1 <choice>')
  })

  it('says that only the word of the model decided where its scripts came out alike', async () => {
    const played = await play({ replies: inTurn(script('a'), choose('second')) })
    expect(played.selection).toMatchObject({ decidedBy: 'model', confidence: { value: null } })
    expect(played.selection.reason).toContain('came out alike on all candidates')
  })

  it('lets what a script prints set patches apart too', async () => {
    const played = await play({
      replies: inTurn(script('a'), choose('second')),
      runs: ran({ second: 'present: 89', voted: 'present: 88', third: 'present: 88' }),
    })
    expect(played.selection.decidedBy).toBe('test')
    expect(played.selection.reason).toContain('what it prints differs')
  })

  it('is less sure where one of its scripts speaks for another', async () => {
    const played = await play({
      replies: inTurn(script('a'), script('b'), choose('second')),
      runs: ({ patch, script: text }) =>
        (patch === 'second' && text === 'a') || (patch === 'third' && text === 'b') ? 'fixed' : 'present',
    })
    expect(played.selection).toMatchObject({ decidedBy: 'test', confidence: { value: 0.5 } })
  })

  it('does not take a script that wavers for one that sets patches apart', async () => {
    const runs = ({ patch, repetition }: FakeExecution): string =>
      patch === 'second' && repetition === 0 ? 'fixed' : 'present'
    const played = await play({ replies: inTurn(script('a'), choose('second')), runs })
    expect(played.selection.decidedBy).toBe('model')
    expect(saidBy(played.requests[1] ?? { messages: [] })).toContain('it ended differently')
  })

  it.each(['7', 'abc', 'D'])('falls back to the first by votes on a choice of %s', async (name) => {
    const played = await play({ replies: [script('a'), `<choice>${name}</choice>`] })
    expect(played.first).toBe('voted')
    expect(played.selection).toMatchObject({ decidedBy: 'fallback', confidence: { value: null } })
    expect(played.selection.reason).toContain(`'${name}'`)
  })

  it('makes exactly ten calls when none can be read, and falls back', async () => {
    const played = await play({ replies: inTurn('hm') })
    expect(played.requests).toHaveLength(10)
    expect(played.states).toEqual([
      'initial-state',
      ...Array.from({ length: 10 }, () => 'initial-fix-formatting'),
      'completions',
    ])
    expect(played.first).toBe('voted')
    expect(played.executions).toEqual([])
    expect(played.selection).toMatchObject({
      decidedBy: 'fallback',
      usage: { inputTokens: 100 },
      inquiry: { ended: 'completions' },
    })
  })

  it('counts misparses behind a script among the ten', async () => {
    const played = await play({ replies: inTurn(script('a'), 'hm') })
    expect(played.requests).toHaveLength(10)
    expect(played.states.at(-1)).toBe('completions')
    expect(kindsOf(played)).toEqual(['test', ...Array.from({ length: 9 }, () => 'misparse')])
  })

  it('makes no call that does not fit into the context of the model', async () => {
    const long = await play({ replies: [], options: { modelTokens: 8_500 } })
    expect({ calls: long.requests.length, end: long.states.at(-1) }).toEqual({
      calls: 0,
      end: 'context-length',
    })
    expect(long.first).toBe('voted')
    const later = await play({
      replies: inTurn(script('a')),
      runs: () => `present: ${'x'.repeat(20_000)}`,
      options: { modelTokens: 12_000 },
    })
    expect(later.requests).toHaveLength(1)
    expect(later.selection.inquiry?.ended).toBe('context-length')
  })

  it.each([
    ['llm/budget', 'budget'],
    ['llm/context-length', 'context-length'],
  ])('takes %s for an ending', async (code, end) => {
    const played = await play({ replies: [script('a'), new CapuchinError(code, 'no')] })
    expect({ end: played.states.at(-1), first: played.first }).toEqual({ end, first: 'voted' })
  })

  it('lets what is broken end it', async () => {
    const play401 = play({ replies: [new CapuchinError('llm/auth', 'no')] })
    await expect(play401).rejects.toMatchObject({ code: 'llm/auth' })
  })

  it('asks nothing where one class is left, or nothing applies', async () => {
    const lone = await play({ replies: [], seen: { patches: ['x = 1', 'x  = 1'] } })
    expect(lone.selection).toMatchObject({ decidedBy: 'one class', chosen: 0, inquiry: null })
    const gated = await play({
      replies: [],
      seen: { patches: ['a', 'b', 'c'], broken: [['t'], [], ['t', 'u']] },
    })
    expect({ calls: gated.requests.length, first: gated.first }).toEqual({ calls: 0, first: 'b' })
    const none = await play({ replies: [], seen: { patches: [] } })
    expect(none.selection).toMatchObject({ chosen: null, decidedBy: 'nothing' })
  })

  it('needs a model', async () => {
    const tools = { model: null, executor: createFakeExecutor(() => ''), journal: forgetfulJournal, seed: 0 }
    const asked = createSelectorMachine().select(problem, fakeObservations(pool), { tools })
    await expect(asked).rejects.toMatchObject({ code: 'config/no-model' })
  })

  it('shows the candidates in an order drawn by the seed, with what was seen of them', async () => {
    const orders = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(async (seed) => {
        const { requests } = await play({ replies: inTurn(script('a'), '<choice>A</choice>'), seed })
        const [task] = requests
        return ['voted', 'second', 'third'].map((patch) => nameOf(patch, task ?? { messages: [] })).join('')
      }),
    )
    expect(new Set(orders).size).toBeGreaterThan(1)
    const { requests } = await play({ replies: inTurn(script('a'), '<choice>A</choice>') })
    const task = saidBy(requests[0] ?? { messages: [] })
    expect(task).toContain('a discount of 10 is ten percent')
    expect(task).toMatch(/script T0: without a patch it fails; /)
    expect(task).toMatch(/are set apart by T0/)
    expect(task).toContain('<script language="python">\none\n</script>')
  })

  it('cuts outputs in the middle and says by how much', async () => {
    const runs = (): string => `present: ${'x'.repeat(10_000)}`
    const { requests } = await play({ replies: inTurn(script('a'), '<choice>A</choice>'), runs })
    const shown = saidBy(requests[1] ?? { messages: [] })
    expect(shown).toContain('[... 1808 characters left out ...]')
    expect(shown).toContain('x'.repeat(4_096))
    expect(shown).not.toContain('x'.repeat(4_097))
  })

  it('marks for the cache what the next call reads, and nothing on the last', async () => {
    const { requests } = await play({ replies: inTurn(script('a')), options: { maxCompletions: 3 } })
    const marks = requests.map(({ messages }) =>
      messages.map((message) => ('cacheMark' in message && message.cacheMark ? 'm' : '-')).join(''),
    )
    expect(marks).toEqual(['mm', 'mm-m', 'm--m--'])
  })

  it('asks nothing again that its journal holds', async () => {
    const { journal, answers, ran: asked } = createMemoryJournal()
    const replies = inTurn(script('a'), script('b'), choose('second'))
    const runs = ran({ second: 'fixed' })
    const first = await play({ replies, runs, journal })
    expect(asked()).toBe(3)
    const again = createMemoryJournal(answers)
    const resumed = await play({ replies: [], runs, journal: again.journal })
    expect({ asked: again.ran(), calls: resumed.requests.length }).toEqual({ asked: 0, calls: 0 })
    expect(resumed.selection).toEqual(first.selection)
  })
})

describe('the selector machine of the paper', () => {
  const paper = (more: Play): Promise<Played> => play({ options: paperSelectorMachineOptions, ...more })

  it('shows numbers in the order of votes, and nothing of the votes', async () => {
    const { requests } = await paper({ replies: inTurn(script('a'), '<choice>2</choice>') })
    const [task = { messages: [] }] = requests
    expect(['voted', 'second', 'third'].map((patch) => nameOf(patch, task))).toEqual(['0', '1', '2'])
    expect(saidBy(task)).not.toContain('What was seen of them so far')
  })

  it('hands on three of many, equal behaviour or not', async () => {
    const seen = {
      patches: ['aa', 'b', 'ccc', 'dddd'],
      tests: [{ base: 'present', on: ['fixed', 'fixed', 'fixed', 'fixed'] }],
    }
    const { requests, first } = await paper({ seen, replies: inTurn(script('a'), '<choice>1</choice>') })
    const [task = { messages: [] }] = requests
    expect(['b', 'aa', 'ccc', 'dddd'].map((patch) => nameOf(patch, task))).toEqual(['0', '1', '2', '?'])
    expect(first).toBe('aa')
  })

  it('asks about a lone candidate too, and runs each script once', async () => {
    const played = await paper({
      seen: { patches: ['a'] },
      replies: inTurn(script('s'), '<choice>0</choice>'),
    })
    expect(played.requests).toHaveLength(2)
    expect(played.executions.map(({ patch, repetition }) => `${patch}/${repetition}`)).toEqual([
      'null/0',
      'a/0',
    ])
  })

  it('falls back to the first', async () => {
    expect((await paper({ replies: inTurn('hm') })).first).toBe('voted')
  })
})
