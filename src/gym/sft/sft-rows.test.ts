import { describe, expect, it } from 'vitest'
import type { Message, Observation, Trajectory } from '../../domain/index.ts'
import { sampleCall, sampleTrajectory } from '../formats/sample-trajectory.contract.ts'
import { estimatedTokens } from '../rows/count-tokens.ts'
import { sftRows, type SftRowOptions } from './sft-rows.ts'

const user = (text: string): Message => ({ role: 'user', text })
const reflection = (cause: string): Observation => ({
  type: 'observation',
  kind: 'reflection',
  text: '',
  data: { cause },
  at: null,
})
const question = (step: number, text: string) =>
  sampleCall(step, { kept: 0, added: [user(`question ${step}`)] }, { text })
const again = (step: number, text: string) => sampleCall(step, { kept: 2, added: [user('again')] }, { text })

function rowsOf(steps: Trajectory['steps'], unit: SftRowOptions['unit'] = 'call') {
  const options = { encoding: 'text', unit, tokenizer: estimatedTokens, truncateBelow: null } as const
  const { rows, reason } = sftRows({ ...sampleTrajectory([]), steps }, options)
  return {
    reason,
    rows: rows.map(({ messages }) =>
      messages.filter(({ role }) => role === 'assistant').map(({ content, train }) => [content, train]),
    ),
  }
}

describe('a row of each call', () => {
  it('leaves out replies that could not be used, but shows them to those behind', () => {
    const steps = [
      question(1, 'what?'),
      reflection('unusable reply'),
      again(2, 'one'),
      question(3, 'two'),
      reflection('tests'),
    ]
    expect(rowsOf(steps).rows).toEqual([
      [
        ['what?', false],
        ['one', true],
      ],
      [['two', true]],
    ])
    expect(rowsOf(steps, 'conversation').rows).toHaveLength(2)
  })

  it('is none where no reply could be used', () => {
    expect(rowsOf([question(1, 'what?'), reflection('format')])).toEqual({ rows: [], reason: 'no-calls' })
  })
})
