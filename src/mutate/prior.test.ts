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
  expect(prior.learnedFrom).toEqual({ attempts: 3, instances: 2 })
  // 3 finds where luck would have 1.5; 4 are added to both.
  expect(prior.operators['comparison']).toBeCloseTo((3 + 4) / (1.5 + 4), 10)
  expect(prior.operators['literal']).toBeCloseTo(4 / (1.5 + 4), 10)
  expect(prior.places['return_statement']).toBeCloseTo((3 + 4) / (0.75 + 4), 10)
})

it('gives the likeliest change at the likeliest place 1, and what it knows nothing of less', () => {
  const factor = priorFactor(learnMutationPrior([found('a', 'comparison')]))
  const at = (operator: string, place: string): number => factor({ operator }, place)
  expect(at('comparison', 'return_statement')).toBe(1)
  expect(at('guard', 'return_statement')).toBeLessThan(1)
  expect(at('literal', 'if_statement')).toBeLessThan(at('literal', 'return_statement'))
})

it('changes no order where it learned nothing', () => {
  const factor = priorFactor(learnMutationPrior([]))
  expect(factor({ operator: 'comparison' }, 'return_statement')).toBe(1)
})
