import { describe, expect, it } from 'vitest'
import { noUsage } from '../../../domain/index.ts'
import { createScriptedModel, withJournal, type ScriptedReply } from '../../../llm/index.ts'
import { CapuchinError } from '../../../std/index.ts'
import { createMemoryJournal } from '../../memory-journal.contract.ts'
import { noCode } from '../edit-test/fake-attempt.contract.ts'
import { fakeShop, replies, runInShop, runScripted, type FakeRunOptions } from './fake-workflow.contract.ts'

const toPlan = [replies.search, replies.identify, replies.complete]
const aroundToPlan = ['search', 'identify', 'decide', 'plan']
const fixed = '        return sum(price_of(name) * amount for name, amount in self.lines)'
const edit = (body: string): string => `<replace>\n${body}\n</replace>`
const modify = (file_path: string, span_id: string): string =>
  JSON.stringify({ action: 'modify', instructions: 'Change it.', file_path, span_id })
const chooseReport = JSON.stringify({
  identified_spans: [{ file_path: 'shop/report.py', span_ids: ['report'] }],
})
const lines = (start_line: number, end_line: number, reject = false): string =>
  JSON.stringify({ start_line, end_line, reject })
const times = <T>(count: number, ...what: readonly T[]): readonly T[] =>
  Array.from({ length: count }, () => what).flat()

describe('the workflow', () => {
  it('goes from the issue to a patch', async () => {
    const { history, outcome, asked, events } = await runScripted([
      ...toPlan,
      replies.modify,
      replies.edit,
      replies.finish,
    ])
    expect(history).toEqual([...aroundToPlan, 'edit', 'plan', 'finished'])
    expect(outcome).toMatchObject({ kind: 'submitted', usage: { inputTokens: 60 } })
    const patch = outcome.kind === 'submitted' ? outcome.candidates[0]?.patch : ''
    expect(patch).toContain(`-        return sum(price_of(name) for name, amount in self.lines)\n+${fixed}`)
    expect(asked(0)).toMatch(
      /# Issue\n\n<issue>\nCart.total forgets[\s\S]*# A first look[\s\S]*<span id="Cart.total">/,
    )
    expect(asked(1)).toContain('<file path="shop/cart.py">')
    expect(asked(3)).toMatch(/# Code that matters\n\n<file path="shop\/cart.py">\n<span id="Cart.total">/)
    expect(asked(4)).toMatch(/Multiply by the amount.[\s\S]*<search>\n {4}def total\(self\):/)
    expect(asked(5)).toContain(`+${fixed}`)
    expect(events.filter(({ type }) => type === 'edit-applied')).toEqual([
      { type: 'edit-applied', path: 'shop/cart.py', how: 'replaced', line: 16 },
    ])
  })

  it.each<[string, readonly ScriptedReply[], readonly string[], FakeRunOptions['options']?]>([
    [
      'searches again when nothing of it matters',
      [replies.search, replies.identifyNothing, ...toPlan, replies.reject],
      ['search', 'identify', ...aroundToPlan, 'rejected'],
    ],
    [
      'searches again when the code is not relevant, and ends the search by itself',
      [replies.search, replies.identify, replies.notRelevant, replies.searchDone, replies.reject],
      ['search', 'identify', 'decide', 'search', 'plan', 'rejected'],
    ],
    [
      'searches once more when something is missing, and goes on when the code is relevant again',
      [
        replies.search,
        replies.identify,
        replies.relevant,
        JSON.stringify({ requests: [{ class_names: ['Cart'] }] }),
        JSON.stringify({ identified_spans: [{ file_path: 'shop/cart.py', span_ids: ['Cart'] }] }),
        replies.relevant,
        replies.reject,
      ],
      ['search', 'identify', 'decide', 'search', 'identify', 'decide', 'plan', 'rejected'],
    ],
    [
      'takes a review for the end when there is a change',
      [...toPlan, replies.modify, replies.edit, replies.review],
      [...aroundToPlan, 'edit', 'plan', 'finished'],
    ],
    [
      'asks for the lines of a long span',
      [
        replies.search,
        chooseReport,
        replies.complete,
        modify('shop/report.py', 'report'),
        lines(82, 82),
        edit('    return cart.total() + 1'),
        replies.finish,
      ],
      [...aroundToPlan, 'clarify', 'edit', 'plan', 'finished'],
      { editTokens: 100 },
    ],
    [
      'plans again when a long span is not the place',
      [
        replies.search,
        chooseReport,
        replies.complete,
        modify('shop/report.py', 'report'),
        lines(1, 1, true),
        replies.reject,
      ],
      [...aroundToPlan, 'clarify', 'plan', 'rejected'],
      { editTokens: 100 },
    ],
    [
      'plans again when an edit is refused',
      [...toPlan, replies.modify, replies.editReject, replies.reject],
      [...aroundToPlan, 'edit', 'plan', 'rejected'],
    ],
  ])('%s', async (_what, script, history, options = {}) => {
    const ran = await runScripted(script, { options })
    expect(ran.history).toEqual(history)
    expect(ran.calls).toBe(script.length)
  })

  it('hands in nothing of what the model rejects, and keeps it in the record', async () => {
    const { outcome, events } = await runScripted([...toPlan, replies.modify, replies.edit, replies.reject])
    expect(outcome).toMatchObject({
      kind: 'no-patch',
      reason: 'rejected by the model: the issue is elsewhere',
    })
    expect(events.find(({ type }) => type === 'harvest')).toMatchObject({
      patch: expect.stringContaining(fixed),
    })
  })

  it('tells what an edit newly broke, and nothing that was broken before', async () => {
    const { asked, events } = await runScripted([
      ...toPlan,
      replies.modify,
      edit('    def total(self):\n        return sum(prise_of(name) for name, amount in self.lines)'),
      replies.modify,
      edit('    def total(self):\n        return 1 +'),
      replies.modify,
      replies.edit,
      replies.finish,
    ])
    expect(asked(5)).toMatch(/faults that were not there before:[\s\S]*line 17: .*prise_of/)
    expect(asked(7)).toMatch(/faults that were not there before:[\s\S]*line 17/)
    expect(asked(9)).toContain('shop/cart.py Cart.total was changed.')
    expect(asked(9)).not.toContain('faults')
    const reasons = events.flatMap((event) => (event.type === 'transition' ? [event.reason] : []))
    expect(reasons).toContain('shop/cart.py Cart.total is changed, with new faults')
  })

  it('follows chosen code through edits that move and rename it', async () => {
    const { asked } = await runScripted([
      replies.search,
      JSON.stringify({
        identified_spans: [{ file_path: 'shop/cart.py', span_ids: ['block-4', 'Cart.total'] }],
      }),
      replies.complete,
      modify('shop/cart.py', 'imports'),
      edit('import math\nimport sys\nfrom shop.prices import price_of\n'),
      modify('shop/cart.py', 'Cart.total'),
      edit('    def sum(self):\n        return 0\n'),
      replies.finish,
    ])
    expect(asked(5)).toMatch(/<span id="block-5">\nLIMIT = 10/)
    expect(asked(7)).toContain('<span id="Cart.sum">')
  })
})

it('goes on without a first look where code cannot be searched, and says so', async () => {
  const code = { rank: () => Promise.reject(new Error('a broken grammar')) }
  const { history, events, asked } = await runScripted([replies.search, 'x', 'x'], {
    tools: { code: { ...noCode, ...code } },
  })
  expect(history).toEqual(['search', 'rejected'])
  expect(asked(1)).toMatch(/nothing is found for total of a cart/)
  expect(events.filter(({ type }) => type === 'warning')).toEqual(
    times(2, { type: 'warning', text: 'code cannot be searched: a broken grammar' }),
  )
})

it('takes the last name of a span for the one of that name that was chosen', async () => {
  const byLastName = modify('shop/cart.py', 'total')
  const { history, asked } = await runScripted([
    ...toPlan,
    byLastName,
    replies.edit,
    modify('shop/cart.py', 'Box.add'),
    'x',
    'x',
  ])
  expect(history.slice(4, 6)).toEqual(['edit', 'plan'])
  expect(asked(6)).toContain('shop/cart.py has no part Box.add; it has Cart.add')
})

describe('a reply that cannot be used', () => {
  it.each<[string, readonly ScriptedReply[], ScriptedReply, RegExp]>([
    ['no JSON', [], 'Let me think.', /holds no JSON object/],
    ['JSON of another form', [replies.search], '{"spans": []}', /not of the form/],
    ['a cut reply', [], { text: '{"requests": [', finishReason: 'length' }, /be shorter/],
    ['a search for nothing', [], '{"requests": []}', /searches for nothing/],
    ['an end of the search without code', [], replies.searchDone, /no code is chosen yet/],
    [
      'a search of tests',
      [],
      '{"requests": [{"file_pattern": "tests/*.py", "query": "total"}]}',
      /tests are not searched/,
    ],
    [
      'a search that finds nothing',
      [],
      '{"requests": [{"file_pattern": "gone/*.py", "query": "total"}]}',
      /nothing is found for total, in gone/,
    ],
    [
      'a search that finds what is chosen',
      [
        replies.search,
        '{"identified_spans": [{"file_path": "shop/prices.py", "span_ids": ["block-1", "price_of"]}]}',
        replies.notRelevant,
      ],
      '{"requests": [{"file_pattern": "shop/prices.py"}]}',
      /all that is found for in shop\/prices.py is chosen already/,
    ],
    [
      'a file that was not found',
      [replies.search],
      '{"identified_spans": [{"file_path": "a.py", "span_ids": ["x"]}]}',
      /a.py is not one of the files/,
    ],
    [
      'a span that is not there',
      [replies.search],
      '{"identified_spans": [{"file_path": "shop/cart.py", "span_ids": ["Cart.sum"]}]}',
      /no part Cart.sum; it has imports, block-4, Cart, Cart.__init__, Cart.add, Cart.total, empty/,
    ],
    ['a finish without a change', toPlan, replies.finish, /no change yet to finish/],
    ['a review without a change', toPlan, replies.review, /no change yet to review/],
    ['a change of nothing', toPlan, '{"action": "modify"}', /has to give/],
    ['a change of a file that was not chosen', toPlan, modify('setup.py', 'x'), /not one of the files/],
    ['an edit without tags', [...toPlan, replies.modify], 'return 1', /neither <replace> nor <reject>/],
    [
      'an edit that was cut',
      [...toPlan, replies.modify],
      { text: '<replace>\n    def total', finishReason: 'length' },
      /replace fewer lines/,
    ],
    [
      'an edit that changes nothing',
      [...toPlan, replies.modify],
      edit(fakeShop['shop/cart.py']?.split('\n').slice(15, 17).join('\n') ?? ''),
      /leaves the lines as they are/,
    ],
  ])('is answered with the reason: %s', async (_what, before, reply, reason) => {
    const { asked, history, events } = await runScripted([...before, reply, 'x', 'x'])
    expect(asked(before.length + 1)).toMatch(/^Your reply cannot be used: /)
    expect(asked(before.length + 1)).toMatch(reason)
    expect(history).toHaveLength(before.length + 2)
    expect(events.filter(({ type }) => type === 'reflection')).toHaveLength(3)
  })

  it.each([
    ['outside of the span', lines(90, 91), /do not lie within 1 to/],
    ['the wrong way round', lines(20, 10), /do not lie within/],
    ['too many', lines(1, 60), /and 100 is the most/],
  ])('is answered with the reason: lines %s', async (_what, reply, reason) => {
    const script = [replies.search, chooseReport, replies.complete, modify('shop/report.py', 'report')]
    const { asked } = await runScripted([...script, reply, 'x', 'x'], { options: { editTokens: 100 } })
    expect(asked(4)).toMatch(/ {3}82 {5}return cart.total\(\)/)
    expect(asked(5)).toMatch(reason)
  })

  it('may be made good', async () => {
    const { history } = await runScripted([
      'x',
      'x',
      `I look for it.\n\`\`\`json\n${replies.search}\n\`\`\``,
      'x',
      replies.identify,
      replies.complete,
      replies.reject,
    ])
    expect(history).toEqual([...aroundToPlan, 'rejected'])
  })
})

describe('a limit', () => {
  const changes = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, at) => [
      modify('shop/cart.py', 'Cart.total'),
      edit(`    def total(self):\n        return ${at}\n`),
    ]).flat()

  it.each<[string, readonly ScriptedReply[], FakeRunOptions['options'], string, RegExp, readonly string[]]>([
    [
      'replies in a row that cannot be used',
      times(3, 'x'),
      {},
      'reflections',
      /^3 replies in a row to search could not be used, the last since it holds no JSON object/,
      ['search', 'rejected'],
    ],
    [
      'transitions',
      times(20, replies.search, replies.identifyNothing),
      {},
      'steps',
      /^25 transitions were not enough/,
      [...times(12, 'search', 'identify'), 'search', 'identify', 'rejected'],
    ],
    [
      'visits to the plan',
      [...toPlan, ...changes(10)],
      {},
      'steps',
      /^8 visits to plan were not enough/,
      [...aroundToPlan.slice(0, 3), ...times(8, 'plan', 'edit'), 'plan', 'rejected'],
    ],
    [
      'costs',
      [...toPlan, replies.modify, replies.edit],
      { maxCostUsd: 0.5 },
      'budget',
      /^\$0.60 were spent, of \$0.50/,
      ['search', 'identify', 'rejected'],
    ],
  ])('of %s ends an attempt', async (_what, script, options = {}, which, reason, history) => {
    const usage = { ...noUsage, inputTokens: 10, costUsd: which === 'budget' ? 0.6 : 0 }
    const ran = await runScripted(script, { options }, usage)
    expect(ran.outcome).toMatchObject({ kind: 'limit', which, reason: expect.stringMatching(reason) })
    expect(ran.history).toEqual(history)
  })

  it('leaves what was changed until then as a candidate', async () => {
    const { outcome } = await runScripted([...toPlan, ...changes(10)], { options: { maxVisits: 2 } })
    expect(outcome).toMatchObject({
      kind: 'limit',
      candidates: [{ patch: expect.stringContaining('+        return 1') }],
    })
  })

  it('of costs cannot hold where nobody knows a price, and that is said once', async () => {
    const { outcome, events } = await runScripted(
      [...toPlan, replies.reject],
      {},
      { ...noUsage, costUsd: null },
    )
    expect(outcome.kind).toBe('no-patch')
    expect(events.filter(({ type }) => type === 'warning')).toEqual([
      { type: 'warning', text: 'the price of the model is unknown: the limit on costs cannot hold' },
    ])
  })

  it('of time or of the run ends it with what there is', async () => {
    const gone = new AbortController()
    gone.abort()
    expect((await runScripted([], { signal: gone.signal })).outcome.kind).toBe('cancelled')
    const over = await runScripted([...toPlan, ...changes(1), new CapuchinError('llm/budget', 'spent')])
    expect(over.outcome).toMatchObject({ kind: 'limit', which: 'budget', candidates: [{}] })
    const broken = await runScripted([new CapuchinError('llm/unreachable', 'gone')])
    expect(broken.outcome).toMatchObject({ kind: 'infra', code: 'llm/unreachable' })
  })
})

describe('a form', () => {
  it('is asked for of the provider, and a refusal makes the replies text', async () => {
    const refusal = new CapuchinError('llm/bad-request', 'response_format is not supported')
    const model = createScriptedModel([refusal, ...toPlan, replies.reject])
    const { history, events } = await runInShop(model)
    expect(history).toEqual([...aroundToPlan, 'rejected'])
    expect(model.requests.map(({ replyForm }) => replyForm?.name)).toEqual(['search', ...times(4, undefined)])
    expect(events.find(({ type }) => type === 'warning')).toMatchObject({
      text: expect.stringContaining('response_format is not supported'),
    })
  })

  it('makes all fields needed, as providers want it, and is not asked for where text is wanted', async () => {
    const model = createScriptedModel([...toPlan, replies.modify, replies.edit, replies.finish])
    await runInShop(model)
    expect(model.requests[3]?.replyForm?.schema).toMatchObject({
      additionalProperties: false,
      required: ['action', 'instructions', 'file_path', 'span_id'],
    })
    expect(model.requests[4]).not.toHaveProperty('replyForm')
    expect(model.requests[4]?.sampling).toEqual({ maxOutputTokens: 2_000, stop: ['</replace>'] })
    const asText = createScriptedModel([replies.search, replies.identify, replies.complete, replies.reject])
    await runInShop(asText, { options: { replies: 'text' } })
    expect(asText.requests.filter(({ replyForm }) => replyForm !== undefined)).toEqual([])
  })
})

it('goes on where it stopped, and asks nothing twice', async () => {
  const { journal, answers } = createMemoryJournal()
  const script = [...toPlan, replies.modify, replies.edit, replies.finish]
  const first = createScriptedModel([...script.slice(0, 4), new CapuchinError('llm/unreachable', 'gone')])
  const over = (model: typeof first, memory: typeof journal) =>
    runInShop(withJournal(model, { journal: memory, stage: 'attempt', step: () => 0 }), {
      tools: { journal: memory },
    })
  expect((await over(first, journal)).outcome.kind).toBe('infra')
  const again = createMemoryJournal(answers)
  const second = createScriptedModel(script.slice(4))
  const resumed = await over(second, again.journal)
  expect(resumed.outcome.kind).toBe('submitted')
  expect(second.requests).toHaveLength(2)
  expect(again.ran()).toBe(2)
  const whole = await runScripted(script)
  expect(resumed.history).toEqual(whole.history)
})
