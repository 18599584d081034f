import { describe, expect, it } from 'vitest'
import { createScriptedModel, type ScriptedReply } from '../../../llm/index.ts'
import {
  collect,
  createFakeAttempt,
  fakeProblem,
  kindsOf,
  scripts,
  testReply,
} from './fake-attempt.contract.ts'
import { defaultEditTestOptions, type EditTestOptions } from './options.ts'
import { chooseScriptSettings } from './script-settings.ts'
import { runTesting, type TestingStateName } from './testing-machine.ts'

async function visit(replies: readonly ScriptedReply[], options: Partial<EditTestOptions> = {}) {
  const settings = { ...defaultEditTestOptions, ...options }
  const model = createScriptedModel(replies)
  await using fake = await createFakeAttempt({ model })
  const paths = ['calc.py']
  const states: TestingStateName[] = []
  const { events, result } = await collect(
    runTesting({
      problem: fakeProblem,
      tools: fake.tools,
      settings,
      model,
      paths,
      scripts: chooseScriptSettings(paths, { framework: null, settings }),
      signal: new AbortController().signal,
      overview: '',
      onState: ({ at }) => states.push(at),
    }),
  )
  return { states, kinds: kindsOf(events, 'testing'), result, model, ran: fake.ran, events }
}

const misparse = 'Let me think.'
const done = 'Fine. <done></done>'

describe('the testing machine', () => {
  it('writes, runs and approves', async () => {
    const { states, kinds, result, ran } = await visit([testReply(scripts.good), done])
    expect(states).toEqual(['write-initial-script', 'exec-script', 'approve-or-revise-script', 'done'])
    expect(kinds).toEqual(['test', 'done'])
    expect(result.test).toEqual({ language: 'python', text: `${scripts.good}\n` })
    expect(result.run).toMatchObject({ verdict: 'present', exitCode: 2 })
    expect(ran).toEqual(['wants a + b on a - b'])
  })

  it('asks for the form again until the first script can be read', async () => {
    const { states, kinds } = await visit([misparse, misparse, testReply(scripts.good), done])
    expect(states).toEqual([
      'write-initial-script',
      'initial-fix-formatting',
      'initial-fix-formatting',
      'exec-script',
      'approve-or-revise-script',
      'done',
    ])
    expect(kinds).toEqual(['misparse', 'misparse', 'test', 'done'])
  })

  it('runs a script that takes the place of another', async () => {
    const { states, kinds, result, ran } = await visit([
      testReply(scripts.broken),
      testReply(scripts.good),
      done,
    ])
    expect(states).toEqual([
      'write-initial-script',
      'exec-script',
      'approve-or-revise-script',
      'exec-script',
      'approve-or-revise-script',
      'done',
    ])
    expect(kinds).toEqual(['test', 'test', 'done'])
    expect(ran).toEqual(['ends 1 on a - b', 'wants a + b on a - b'])
    expect(result.run?.verdict).toBe('present')
  })

  it.each([
    ['done', done, ['done']],
    ['a script', testReply(scripts.good), ['exec-script', 'approve-or-revise-script', 'completions']],
  ] as const)('goes from a misread review to %s', async (_what, reply, rest) => {
    const { states } = await visit([testReply(scripts.good), misparse, misparse, reply], {
      maxCompletions: 4,
    })
    expect(states).toEqual([
      'write-initial-script',
      'exec-script',
      'approve-or-revise-script',
      'iteration-fix-formatting',
      'iteration-fix-formatting',
      ...rest,
    ])
  })

  it('calls the model eight times when no reply can be read', async () => {
    const { states, kinds, model, result } = await visit(Array.from({ length: 20 }, () => misparse))
    expect(model.requests).toHaveLength(8)
    expect(kinds).toEqual(Array.from({ length: 8 }, () => 'misparse'))
    expect(states.at(-1)).toBe('completions')
    expect(result.test).toBeNull()
  })

  it('keeps the last script, approved or not, whatever it ended with', async () => {
    const { states, result, model } = await visit(
      [testReply(scripts.good), testReply(scripts.broken), testReply(scripts.blind)],
      { maxCompletions: 3 },
    )
    expect(states.at(-1)).toBe('completions')
    expect(model.requests).toHaveLength(3)
    expect(result.test?.text).toBe(`${scripts.blind}\n`)
    expect(result.run).toMatchObject({ verdict: 'fixed' })
  })

  it('makes no call that would not fit', async () => {
    const { states, model } = await visit([testReply(scripts.good)], { modelTokens: 8_192 })
    expect(states).toEqual(['write-initial-script', 'context-length'])
    expect(model.requests).toHaveLength(0)
  })

  const long = 'y'.repeat(700_000)
  it.each([
    ['the first script', [long], ['initial-fix-formatting']],
    ['a review', [`${testReply(scripts.good)}${long}`], ['exec-script', 'approve-or-revise-script']],
    [
      'a misread review',
      [testReply(scripts.good), long],
      ['exec-script', 'approve-or-revise-script', 'iteration-fix-formatting'],
    ],
  ] as const)('makes no call that would not fit after %s', async (_what, replies, rest) => {
    const { states, model } = await visit(replies)
    expect(states).toEqual(['write-initial-script', ...rest, 'context-length'])
    expect(model.requests).toHaveLength(replies.length)
  })

  it('ends at its last reply although it cannot be read', async () => {
    const { states } = await visit([testReply(scripts.good), misparse], { maxCompletions: 2 })
    expect(states.slice(-2)).toEqual(['iteration-fix-formatting', 'completions'])
  })

  it('counts approval beside a script as neither, and says what it saw', async () => {
    const { kinds, model } = await visit([testReply(scripts.good), `${testReply('x')}${done}`, done])
    expect(kinds).toEqual(['test', 'misparse', 'done'])
    expect(model.requests[2]?.messages.at(-1)?.text).toContain('1 <test>, 0 <edit>, 1 <done>')
  })

  it('shows what a script printed before it was stopped, unless CodeMonkeys is followed', async () => {
    const replies = [testReply(scripts.hangs), done]
    const shown = async (options: Partial<EditTestOptions>) =>
      (await visit(replies, options)).model.requests[1]?.messages.at(-1)?.text ?? ''
    const ours = await shown({})
    expect(ours).toContain('stopped after 100 seconds')
    expect(ours).toContain('begun')
    const theirs = await shown({ flow: 'codemonkeys' })
    expect(theirs).toContain('exit code 1')
    expect(theirs).not.toContain('begun')
  })

  it('cuts long output in the middle and says how much is missing', async () => {
    const long = `ends 1\n${'x'.repeat(20_000)}`
    const { model } = await visit([testReply(long), done])
    const text = model.requests[1]?.messages.at(-1)?.text ?? ''
    expect(text).toContain('[11809 characters in the middle of this output are left out]')
    expect(text).toContain('[... 11809 characters left out ...]')
    expect(text.length).toBeLessThan(12_000)
  })

  it('takes the language from the attribute, and refuses one that it does not know', async () => {
    const { kinds, model } = await visit([
      '<test language="fortran">\nx\n</test>',
      '<test language="shell">\n```sh\nexit 2\n```\n</test>',
      done,
    ])
    expect(kinds).toEqual(['misparse', 'test', 'done'])
    expect(model.requests[1]?.messages.at(-1)?.text).toContain("'fortran'")
  })

  it('says that a reply was cut off', async () => {
    const { model } = await visit([{ text: '<test>\nx', finishReason: 'length' }, testReply('ends 2'), done])
    expect(model.requests[1]?.messages.at(-1)?.text).toMatch(/never closed.*cut off for length/)
  })

  it('marks the system prompt and the last two user messages, and not the newest of the last call', async () => {
    const { model } = await visit([misparse, misparse, misparse], { maxCompletions: 3 })
    const marks = model.requests.map(({ messages }) =>
      messages.flatMap((message, at) => ('cacheMark' in message && message.cacheMark ? [at] : [])),
    )
    expect(marks).toEqual([
      [0, 1],
      [0, 1, 3],
      [0, 3],
    ])
  })
})
