import { expect, it } from 'vitest'
import { noUsage, type AttemptEvent, type Usage } from '../../domain/index.ts'
import { createSpending } from './spending.ts'

const usage = (outputTokens: number): Usage => ({ ...noUsage, outputTokens })
const emitted = (machine: 'testing' | 'editing', outputTokens: number): AttemptEvent => ({
  type: 'emitted',
  machine,
  state: 'x',
  kind: 'test',
  patch: null,
  test: null,
  usage: usage(outputTokens),
})
const reply: AttemptEvent = {
  type: 'model-reply',
  model: 'm',
  text: '',
  finishReason: 'stop',
  usage: usage(7),
  fromJournal: false,
}

const tokens = (
  spending: ReturnType<typeof createSpending>,
): readonly (readonly [string, number, number])[] =>
  spending.stages().map(({ stage, calls, usage: used }) => [stage, calls, used.outputTokens])

it('adds up by machine, and counts no reply twice', () => {
  const spending = createSpending({ byMachine: true })
  for (const event of [reply, emitted('testing', 1), emitted('editing', 2), emitted('editing', 3)])
    spending.see(event)
  spending.add('selection', { calls: 2, usage: usage(4) })
  expect(tokens(spending)).toEqual([
    ['testing', 1, 1],
    ['editing', 2, 5],
    ['selection', 2, 4],
  ])
})

it('takes the replies of other strategies for one stage, and names none that spent nothing', () => {
  const spending = createSpending({ byMachine: false })
  spending.see(reply)
  spending.see(reply)
  spending.add('scan', { calls: 0, usage: noUsage })
  expect(tokens(spending)).toEqual([['attempts', 2, 14]])
})

it('tells planning and editing apart', () => {
  const spending = createSpending({ byMachine: false })
  for (const stage of ['plan', 'edits', 'edits']) spending.see({ ...reply, stage })
  expect(tokens(spending)).toEqual([
    ['plan', 1, 7],
    ['edits', 2, 14],
  ])
})
