import { describe, expect, it } from 'vitest'
import { createScriptedModel, type ScriptedReply } from '../../../llm/index.ts'
import type { AttemptTools } from '../../strategy.ts'
import { beginConversation } from './conversation.ts'
import { runEditing } from './editing-machine.ts'
import type { EditingStateName } from './editing-state.ts'
import {
  collect,
  createFakeAttempt,
  editReply,
  fakeProblem,
  fakeProject,
  kindsOf,
  scripts,
  testReply,
} from './fake-attempt.contract.ts'
import { defaultEditTestOptions, type EditTestOptions } from './options.ts'
import { chooseScriptSettings } from './script-settings.ts'

interface Setup extends Partial<EditTestOptions> {
  /** Script that the testing machine left, which saw the issue; null for none. */
  readonly seed?: string | null
  readonly tools?: Partial<AttemptTools>
}

/** Without early ends, so that every transition can be seen; they have tests of their own. */
async function visit(
  replies: readonly ScriptedReply[],
  { seed = scripts.good, tools, ...options }: Setup = {},
) {
  const settings = { ...defaultEditTestOptions, stopOnAgreement: false, ...options }
  const model = createScriptedModel(replies)
  await using fake = await createFakeAttempt({ model, ...(tools === undefined ? {} : { tools }) })
  const paths = Object.keys(fakeProject)
  const states: EditingStateName[] = []
  const run = { verdict: 'present', exitCode: 2, output: 'seen before\n', durationMs: 1 } as const
  const { events, result } = await collect(
    runEditing({
      problem: fakeProblem,
      tools: fake.tools,
      settings,
      model,
      paths,
      scripts: chooseScriptSettings(paths, { framework: null, settings }),
      signal: new AbortController().signal,
      context: { paths, fence: '```' },
      system: 'system',
      seed: {
        test: seed === null ? null : { language: 'python', text: `${seed}\n` },
        run: seed === null ? null : run,
        conversation: { ...beginConversation('', 0), completions: 2 },
      },
      onState: ({ at }) => states.push(at),
    }),
  )
  const asked = (call: number): string => model.requests[call]?.messages.at(-1)?.text ?? ''
  return {
    states,
    kinds: kindsOf(events, 'editing'),
    events,
    result,
    model,
    ran: fake.ran,
    asked,
    most: fake.most(),
  }
}

const misparse = 'Let me think.'
const done = 'Fine. <done></done>'
const fix = editReply('a + b')
const wrong = editReply('a * b')
const misses = editReply('a + b', { was: 'a - c - d - e' })

describe('the editing machine', () => {
  it('edits, runs and hands in', async () => {
    const { states, kinds, ran, asked, events } = await visit([fix, done])
    expect(states).toEqual([
      'write-initial-edit',
      'validate-initial-edit',
      'exec-script',
      'approve-or-revise',
      'validate-approve-or-revise',
      'done',
    ])
    expect(kinds).toEqual(['edit', 'done'])
    expect(ran).toEqual(['wants a + b on a + b'])
    expect(asked(0)).toContain('<test language="python">\nwants a + b')
    expect(asked(0)).toContain('seen before')
    expect(asked(1)).toContain('+    return a + b')
    expect(asked(1)).toMatch(/exit code 2[\s\S]*seen before[\s\S]*exit code 0[\s\S]*looked at calc/)
    const steps = events.flatMap((event) => (event.type === 'step-start' ? [event.step] : []))
    expect(steps).toEqual([3, 4])
  })

  it('asks for the first edit again until it can be used', async () => {
    const { states, kinds, asked } = await visit([misparse, done, misses, fix, done])
    expect(states).toEqual([
      'write-initial-edit',
      'validate-initial-edit',
      'validate-initial-edit',
      'validate-initial-edit',
      'validate-initial-edit',
      'exec-script',
      'approve-or-revise',
      'validate-approve-or-revise',
      'done',
    ])
    expect(kinds).toEqual(['misparse', 'misparse', 'misparse', 'edit', 'done'])
    expect(asked(1)).toContain('exactly one <edit> and nothing else')
    expect(asked(3)).toContain('could not be used')
  })

  it('takes another edit for the one before, against the code as it was', async () => {
    const { states, kinds, result, ran } = await visit([wrong, fix, done])
    expect(states.slice(3)).toEqual([
      'approve-or-revise',
      'validate-approve-or-revise',
      'exec-script',
      'approve-or-revise',
      'validate-approve-or-revise',
      'done',
    ])
    expect(kinds).toEqual(['edit', 'edit', 'done'])
    expect(result.edit?.patch).toContain('-    return a - b\n+    return a + b')
    expect(ran).toEqual(['wants a + b on a * b', 'wants a + b on a + b'])
  })

  it('runs another script on both sides at once, and no known run again', async () => {
    const other = 'wants a * b\nother'
    const { states, kinds, ran, most, result } = await visit([fix, testReply(other), wrong, done])
    expect(states.filter((state) => state === 'exec-script')).toHaveLength(3)
    expect(kinds).toEqual(['edit', 'test', 'edit', 'done'])
    expect(ran.toSorted()).toEqual(
      [
        'wants a + b on a + b',
        'wants a * b on a - b',
        'wants a * b on a + b',
        'wants a * b on a * b',
      ].toSorted(),
    )
    expect(most).toBe(2)
    expect(result.test?.text).toBe(`${other}\n`)
    const again = await visit([fix, testReply(scripts.good), fix, done])
    expect(again.ran).toEqual(['wants a + b on a + b'])
  })

  it('runs no more commands at once than there may be', async () => {
    const { most } = await visit([fix, testReply('ends 2'), done], { tools: { concurrency: 1 } })
    expect(most).toBe(1)
  })

  it('answers a misread review with the reason, as it stands, and stays', async () => {
    const both = `${fix}${done}`
    const { states, kinds, asked } = await visit([fix, both, misses, misparse, done])
    expect(states.slice(4)).toEqual([
      'validate-approve-or-revise',
      'validate-approve-or-revise',
      'validate-approve-or-revise',
      'validate-approve-or-revise',
      'done',
    ])
    expect(kinds).toEqual(['edit', 'misparse', 'misparse', 'misparse', 'done'])
    expect(asked(2)).toContain('0 <test>, 1 <edit>, 1 <done>')
    expect(asked(3)).toContain('could not be used')
  })

  it('calls the model eight times when no reply can be read', async () => {
    const { states, kinds, model, result } = await visit(Array.from({ length: 20 }, () => misparse))
    expect(model.requests).toHaveLength(8)
    expect(kinds).toHaveLength(8)
    expect(states.at(-1)).toBe('completions')
    expect(result.edit).toBeNull()
  })

  it('runs the last edit although nobody reviews it', async () => {
    const { states, ran, result } = await visit([wrong, fix], { maxCompletions: 2 })
    expect(states.slice(-3)).toEqual(['exec-script', 'approve-or-revise', 'completions'])
    expect(ran).toHaveLength(2)
    expect(result.edit?.patch).toContain('+    return a + b')
  })

  it('makes no call that would not fit', async () => {
    const { states, model } = await visit([fix], { modelTokens: 8_200 })
    expect(states).toEqual(['write-initial-edit', 'context-length'])
    expect(model.requests).toHaveLength(0)
  })

  const long = 'y'.repeat(700_000)
  it.each([
    ['a misread edit', [long], []],
    ['an edit', [`${fix}${long}`], ['exec-script', 'approve-or-revise']],
    ['a misread review', [fix, long], ['exec-script', 'approve-or-revise', 'validate-approve-or-revise']],
  ] as const)('makes no call that would not fit after %s', async (_what, replies, rest) => {
    const { states, model } = await visit(replies)
    expect(states).toEqual(['write-initial-edit', 'validate-initial-edit', ...rest, 'context-length'])
    expect(model.requests).toHaveLength(replies.length)
  })

  it('ends at its last reply although it cannot be read', async () => {
    const { states, result } = await visit([fix, misparse], { maxCompletions: 2 })
    expect(states.slice(-2)).toEqual(['validate-approve-or-revise', 'completions'])
    expect(result.edit?.patch).toContain('+    return a + b')
  })

  it('goes without a script, and takes one that comes later', async () => {
    const { kinds, asked, ran } = await visit([fix, testReply(scripts.good), done], { seed: null })
    expect(kinds).toEqual(['edit', 'test', 'done'])
    expect(asked(0)).toContain('no script for the issue yet')
    expect(asked(1)).toContain('nothing was run')
    expect(ran.toSorted()).toEqual(['wants a + b on a + b', 'wants a + b on a - b'])
  })

  it('refuses an edit that breaks the syntax, once', async () => {
    const broken = editReply('(a + b')
    const { kinds, asked, events } = await visit([broken, broken, done])
    expect(kinds).toEqual(['misparse', 'edit', 'done'])
    expect(asked(1)).toContain('no longer parse')
    expect(events).toContainEqual(expect.objectContaining({ type: 'reflection', cause: 'syntax' }))
  })

  it('refuses an edit that changes nothing', async () => {
    const { kinds, asked } = await visit([editReply('a - b'), fix, done])
    expect(kinds).toEqual(['misparse', 'edit', 'done'])
    expect(asked(1)).toContain('leaves every file as it was')
  })

  it('makes files, and writes none outside', async () => {
    const block = (path: string): string =>
      `<edit>\n${path}\n\`\`\`\n<<<<<<< SEARCH\n=======\nx = 1\n>>>>>>> REPLACE\n\`\`\`\n</edit>`
    const { kinds, result } = await visit([block('../up.py'), block('new.py'), done])
    expect(kinds).toEqual(['misparse', 'edit', 'done'])
    expect(result.edit?.patch).toContain('+++ b/new.py')
  })

  it('asks before it makes a file', async () => {
    const make = '<edit>\nnew.py\n```\n<<<<<<< SEARCH\n=======\nx = 1\n>>>>>>> REPLACE\n```\n</edit>'
    const { kinds } = await visit([make, fix, done], {
      tools: { approval: { ask: () => Promise.resolve('no') } },
    })
    expect(kinds).toEqual(['misparse', 'edit', 'done'])
  })

  it('marks the system prompt and the last two user messages, and not the newest of the last call', async () => {
    const { model } = await visit([wrong, fix, misparse], { maxCompletions: 3 })
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

describe('the early end', () => {
  it('comes when the script saw the issue before the edit and not after', async () => {
    const { states, model, kinds } = await visit([fix], { stopOnAgreement: true })
    expect(states).toEqual(['write-initial-edit', 'validate-initial-edit', 'exec-script', 'done'])
    expect(model.requests).toHaveLength(1)
    expect(kinds).toEqual(['edit'])
  })

  it.each([
    ['saw nothing before', scripts.blind],
    ['failed by its own fault', scripts.broken],
    ['still sees the issue', 'ends 2'],
  ])('does not come when the script %s', async (_what, script) => {
    const { states } = await visit([fix, testReply(script), done], { stopOnAgreement: true, seed: null })
    expect(states.filter((state) => state === 'approve-or-revise')).toHaveLength(2)
  })
})
