import { expect, it } from 'vitest'
import { calibrate, type PastChoice } from './calibrate.ts'
import { makeSelection } from './selectors/make-selection.ts'

const choice = makeSelection({
  selector: 'weighted-voting',
  ranking: [1, 0],
  confidence: 0.9,
  decidedBy: 'votes',
  reason: '',
})
const past = (count: number, selector = 'weighted-voting'): readonly PastChoice[] =>
  Array.from({ length: count }, (_, at) => ({ selector, said: 0.9, right: at % 2 === 0 }))

it('says what came true of what was said', () => {
  const { confidence, ranking } = calibrate(choice, past(40))
  expect(confidence).toMatchObject({ said: 0.9, calibratedOn: 40 })
  expect(confidence.value).toBeCloseTo(0.5, 1)
  expect(ranking).toEqual([1, 0])
})

it('leaves a confidence as it is while little is known, or of other selectors alone', () => {
  expect(calibrate(choice, past(19))).toEqual(choice)
  expect(calibrate(choice, past(40, 'tournament'))).toEqual(choice)
})

it('makes none where there is none', () => {
  const silent = makeSelection({ selector: 'random', ranking: [0], decidedBy: 'order', reason: '' })
  expect(calibrate(silent, past(40, 'random'))).toEqual(silent)
})
