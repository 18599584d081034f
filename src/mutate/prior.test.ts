import { expect, it } from 'vitest'
import { learnMutationPrior, mutationPriorSchema, priorFactor, type FoundChange } from './prior.ts'

const found = (instanceId: string, operator: string): FoundChange => ({
  instanceId,
  operator,
  place: 'return_statement',
  tried: { operators: { comparison: 10, literal: 10 }, places: { return_statement: 5, if_statement: 15 } },
})

it('learns what right changes have in common, against what had to be tried', () => {
  const prior = learnMutationPrior([
    found('a', 'comparison'),
    found('a', 'comparison'),
    found('b', 'comparison'),
  ])
  expect(mutationPriorSchema.parse(prior)).toEqual(prior)
  expect(prior.learnedFrom).toEqual({ attempts: 3, instanceIds: ['a', 'b'] })
  // One find for each instance, where luck would have half of one; 8 and 32 are added to both.
  expect(prior.operators['comparison']).toBeCloseTo((2 + 8) / (1 + 8), 10)
  expect(prior.operators['literal']).toBeCloseTo(8 / (1 + 8), 10)
  expect(prior.places['return_statement']).toBeCloseTo((2 + 32) / (0.5 + 32), 10)
})

it('gives the likeliest change at the likeliest place 1, and what it knows nothing of less', () => {
  const factor = priorFactor(learnMutationPrior([found('a', 'comparison')]))
  const at = (operator: string, place: string): number => factor({ operator }, place)
  expect(at('comparison', 'return_statement')).toBe(1)
  expect(at('guard', 'return_statement')).toBeLessThan(1)
  expect(at('literal', 'if_statement')).toBeLessThan(at('literal', 'return_statement'))
})

it('goes on from an earlier one, and learns nothing twice of one instance', () => {
  const first = learnMutationPrior([found('a', 'comparison')])
  const again = learnMutationPrior([found('a', 'literal')], first)
  expect(again).toEqual(first)
  const second = learnMutationPrior([found('a', 'literal'), found('b', 'comparison')], first)
  expect(second.operators['comparison']).toBeCloseTo((first.operators['comparison'] ?? 0) ** 2, 10)
  expect(second.learnedFrom).toEqual({ attempts: 2, instanceIds: ['a', 'b'] })
})

it('changes no order where it learned nothing', () => {
  const factor = priorFactor(learnMutationPrior([]))
  expect(factor({ operator: 'comparison' }, 'return_statement')).toBe(1)
})
