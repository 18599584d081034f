import { describe, expect, it } from 'vitest'
import type { Trajectory } from '../../domain/index.ts'
import { cutCall, linearCalls, sampleTrajectory } from '../formats/sample-trajectory.contract.ts'
import type { ChatMessage } from '../rows/chat-message.ts'
import { balance, type JudgedAttempt } from './balance.ts'
import { judgeStyle } from './judge-style.ts'
import { renderLog } from './render-log.ts'
import { trueFalseStyle } from './true-false-style.ts'
import { makeExample } from './verifier-example.ts'

const attempts = (pool: JudgedAttempt['pool'], resolved: number, others: number): readonly JudgedAttempt[] =>
  Array.from({ length: resolved + others }, (_, at) => ({ pool, resolved: at < resolved }))
const offPolicy = attempts('off-policy', 443, 4_556)
const onPolicy = attempts('on-policy', 875, 11_045)

describe('balance', () => {
  const kept = (
    all: readonly JudgedAttempt[],
    multiplier: number,
    negatives: 'together' | 'by-pool' = 'together',
  ) => {
    const reasons = balance(all, { multiplier, negatives, seed: 42 })
    return all.filter((_, at) => reasons[at] === null)
  }

  it.each([
    ['off-policy, one to one', offPolicy, 1, 886],
    ['off-policy, two to one', offPolicy, 2, 1_329],
    ['off-policy, half', offPolicy, 0.5, 664],
    ['off-policy, four to one', offPolicy, 4, 2_215],
    ['on-policy', onPolicy, 1, 1_750],
    ['both', [...onPolicy, ...offPolicy], 1, 2_636],
  ])('comes to the published counts: %s', (_, all, multiplier, wanted) => {
    const rows = kept(all, multiplier)
    expect(rows).toHaveLength(wanted)
    expect(rows.filter(({ resolved }) => resolved)).toHaveLength(
      all.filter(({ resolved }) => resolved).length,
    )
  })

  it('draws from each pool as many as it has resolved ones, where it is asked to', () => {
    const rows = kept([...onPolicy, ...offPolicy], 1, 'by-pool')
    expect(rows).toHaveLength(2_636)
    expect(rows.filter(({ pool, resolved }) => pool === 'off-policy' && !resolved)).toHaveLength(443)
    const together = kept([...onPolicy, ...offPolicy], 1)
    expect(together.filter(({ pool, resolved }) => pool === 'off-policy' && !resolved)).not.toHaveLength(443)
  })

  it('leaves what there is where there is less', () => {
    expect(kept(attempts('on-policy', 5, 3), 2)).toHaveLength(8)
    expect(kept(attempts('on-policy', 0, 3), 2)).toHaveLength(0)
  })
})

const withEnd = (end: Partial<Trajectory['end']>): Trajectory => {
  const sample = sampleTrajectory([...linearCalls, cutCall])
  return { ...sample, end: { ...sample.end, ...end } }
}
const messagesOf = (made: ReturnType<typeof makeExample>): readonly string[] =>
  made.ok ? made.example.messages.map(({ content }) => content) : [made.reason]

describe('a log', () => {
  it('has the system message, and turns of two messages; what the user says is one', () => {
    const message = (role: ChatMessage['role'], content: string): ChatMessage => ({
      role,
      content,
      train: false,
    })
    const rule = '-'.repeat(100)
    expect(
      renderLog([
        message('system', 's'),
        message('user', 'a'),
        message('user', 'b'),
        message('assistant', 'c'),
        message('user', 'd'),
      ]),
    ).toBe(
      `*** System ***\ns\n${rule}\n*** Turn 1 - USER ***\na\n\nb\n${rule}\n*** Turn 1 - ASSISTANT ***\nc\n${rule}\n*** Turn 2 - USER ***\nd`,
    )
  })
})

describe('a question to a judge', () => {
  it('holds the full record of the attempt, not its patch, and ends with one word', () => {
    const [system, user, answer] = messagesOf(makeExample(judgeStyle, withEnd({ patch: 'the patch' })))
    expect(system).toContain('edge cases')
    expect(user).toContain('add(2, 3) gives -1')
    expect(user).toContain('EXECUTION RESULT of [bash]:\n3 passed')
    expect(user).toContain('Yes.')
    expect(user).not.toContain('the patch')
    expect(answer).toBe('<judgement>YES</judgement>')
    expect(messagesOf(makeExample(judgeStyle, withEnd({ resolved: false })))[2]).toBe(
      '<judgement>NO</judgement>',
    )
  })

  it('needs no verdict to be asked', () => {
    const asked = judgeStyle.ask(withEnd({ resolved: null }))
    expect(asked).toEqual(judgeStyle.ask(withEnd({ resolved: true })))
    expect(asked.ok).toBe(true)
  })

  it.each([
    ['no-verdict', withEnd({ resolved: null })],
    ['no-calls', { ...withEnd({}), head: { ...withEnd({}).head, tools: [] }, steps: [] }],
  ])('is not made: %s', (reason, trajectory) => {
    expect(makeExample(judgeStyle, trajectory)).toEqual({ ok: false, reason })
  })
})

describe('a question of true or false', () => {
  const patch = [
    'diff --git a/calc.py b/calc.py',
    '--- a/calc.py',
    '+++ b/calc.py',
    '@@ -1,3 +1,3 @@ def add',
    ' def add(a, b):',
    '-    return a - b',
    '+    return a + b',
    '@@ -9 +9 @@',
    '-x',
    '+y',
    'diff --git a/notes.md b/notes.md',
    '--- a/notes.md',
    '+++ b/notes.md',
    '@@ -1 +1 @@',
    '-old',
    '+new',
    '',
  ].join('\n')

  it('holds the issue, the files looked at, and hunks of code before and after', () => {
    const trajectory = withEnd({ patch, resolved: false })
    const seen = {
      type: 'observation',
      kind: 'files-added',
      text: 'calc.py\nmore.py',
      data: null,
      at: null,
    } as const
    const [, user, answer] = messagesOf(
      makeExample(trueFalseStyle, { ...trajectory, steps: [...trajectory.steps, seen, seen] }),
    )
    expect(user).toContain('It must give 5.')
    expect(user).toContain('Files looked at:\ncalc.py\nmore.py\n\n')
    expect(user).toContain(
      'calc.py\nBefore:\ndef add(a, b):\n    return a - b\nAfter:\ndef add(a, b):\n    return a + b\n\ncalc.py\nBefore:\nx\nAfter:\ny',
    )
    expect(user).not.toContain('notes.md')
    expect(answer).toBe('False')
  })

  it.each([
    ['no-verdict', withEnd({ resolved: null })],
    ['no-patch', withEnd({ patch: '' })],
    ['no-code-changed', withEnd({ patch: patch.slice(patch.indexOf('diff --git a/notes')) })],
  ])('is not made: %s', (reason, trajectory) => {
    expect(makeExample(trueFalseStyle, trajectory)).toEqual({ ok: false, reason })
  })
})
