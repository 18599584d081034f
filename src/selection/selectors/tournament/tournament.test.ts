import { expect, it } from 'vitest'
import { createMemoryJournal } from '../../../attempt/memory-journal.contract.ts'
import { forgetfulJournal, noUsage, toProblem, type Journal } from '../../../domain/index.ts'
import { createScriptedModel, type ModelRequest } from '../../../llm/index.ts'
import { CapuchinError } from '../../../std/index.ts'
import { createFakeExecutor } from '../../fake-executor.ts'
import { fakeObservations, type FakePool } from '../../fake-observations.ts'
import { createTournament } from './tournament.ts'

const problem = toProblem({ instanceId: 'i', repo: 'r', baseCommit: '', problemStatement: 'it is slow' })
const three: FakePool = {
  patches: ['aa', 'bb', 'cc'],
  tests: [{ base: 'present', on: ['fixed: 1', 'fixed: 2', 'fixed: 3'] }],
}

/** The two patches that a request is about, as they stand. */
const pairOf = ({ messages }: ModelRequest): readonly string[] =>
  [...(messages[0]?.text ?? '').matchAll(/<patch id="[AB]">\n(\w+)/g)].map(([, text = '']) => text)
const prefers =
  (patch: string) =>
  (request: ModelRequest): string => {
    const at = pairOf(request).indexOf(patch)
    return at < 0 ? 'They are equal.' : `<choice>${'AB'[at]}</choice>`
  }

async function play(
  reply: (request: ModelRequest) => string | Error,
  { seen = three, journal = forgetfulJournal }: { readonly seen?: FakePool; readonly journal?: Journal } = {},
) {
  const model = createScriptedModel(reply, { ...noUsage, inputTokens: 1 })
  const observations = fakeObservations(seen)
  const tools = { model, executor: createFakeExecutor(() => 'present'), journal, seed: 0 }
  const selection = await createTournament().select(problem, observations, { tools })
  const ranked = selection.ranking.map((at) => observations.matrix.patches[at]?.patch.trim())
  return { selection, ranked, requests: model.requests }
}

it('asks about each pair in both orders and counts wins', async () => {
  const { selection, ranked, requests } = await play(prefers('cc'))
  expect(requests.map((request) => pairOf(request).join('-')).toSorted()).toEqual([
    'aa-bb',
    'aa-cc',
    'bb-aa',
    'bb-cc',
    'cc-aa',
    'cc-bb',
  ])
  expect(ranked).toEqual(['cc', 'aa', 'bb'])
  expect(selection).toMatchObject({
    decidedBy: 'model',
    reason: 'preferred by the model in 2 of its 2 pairs, each judged in both orders',
    confidence: { value: 1 },
    usage: { inputTokens: 6 },
  })
  expect(selection.inquiry?.completions.map(({ asked, note }) => `${asked}: ${note}`)).toContain(
    '0 before 2: 2',
  )
})

it('shows what was seen of the two, and what sets them apart', async () => {
  const { requests } = await play(prefers('cc'))
  const text = requests.find((request) => pairOf(request).join('-') === 'aa-bb')?.messages[0]?.text
  expect(text).toContain('A and B are set apart by T0; in T0 A prints "1" where B prints "2"')
  expect(text).not.toContain('cc')
})

it('counts a pair that goes by its order as split, so that the ranking before decides', async () => {
  const { selection, ranked } = await play(() => '<choice>A</choice>')
  expect(ranked[0]).toBe('aa')
  expect(selection).toMatchObject({ decidedBy: 'fallback', confidence: { value: null } })
})

it('counts what cannot be read, and what there is no money for, as undecided', async () => {
  const unread = await play(() => 'hm')
  expect(unread.ranked[0]).toBe('aa')
  const poor = await play((request) =>
    pairOf(request).includes('bb') ? new CapuchinError('llm/budget', 'spent') : prefers('cc')(request),
  )
  expect(poor.ranked[0]).toBe('cc')
  expect(poor.selection).toMatchObject({ confidence: { value: 0.75 }, inquiry: { ended: 'budget' } })
})

it('knocks out where there are many', async () => {
  const patches = ['aa', 'bb', 'cc', 'dd', 'ee', 'ff', 'gg', 'hh']
  const { ranked, requests } = await play(prefers('hh'), { seen: { patches } })
  expect(requests).toHaveLength(2 * 7)
  expect(ranked[0]).toBe('hh')
})

it('asks nothing about a lone class', async () => {
  const { selection, requests } = await play(() => '', { seen: { patches: ['a', 'a '] } })
  expect({ by: selection.decidedBy, calls: requests.length }).toEqual({ by: 'one class', calls: 0 })
})

it('asks nothing again that its journal holds', async () => {
  const { journal, answers } = createMemoryJournal()
  const first = await play(prefers('bb'), { journal })
  const again = createMemoryJournal(answers)
  const resumed = await play(() => new Error('asked'), { journal: again.journal })
  expect({ asked: again.ran(), calls: resumed.requests.length }).toEqual({ asked: 0, calls: 0 })
  expect(resumed.selection).toEqual(first.selection)
})
