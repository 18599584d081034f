import { describe, expect, it } from 'vitest'
import type { StageUse, StageUses } from '../../llm/index.ts'
import { allowanceOf, keptForSelection } from './allowance.ts'
import type { StageName } from './stages.ts'

const nothing: StageUse = { spentUsd: 0, reservedUsd: 0, calls: 0, setAsideUsd: 0, mostAsideUsd: 0 }
const usesOf = (some: Partial<Record<StageName, Partial<StageUse>>>): StageUses<StageName> => ({
  context: { ...nothing, ...some.context },
  attempts: { ...nothing, ...some.attempts },
  selection: { ...nothing, ...some.selection },
})
const rules = { capUsd: 10, keeps: true }

describe('what a stage may draw of ten dollars', () => {
  it.each<[StageName, Parameters<typeof usesOf>[0], number, string]>([
    ['context', {}, 2.5, 'a quarter for finding files'],
    ['attempts', {}, 8.5, 'all but the share of the choice while no call tells what one costs'],
    ['attempts', { context: { spentUsd: 0.5, reservedUsd: 1 } }, 7, 'what finding files has left'],
    ['attempts', { attempts: { calls: 4, setAsideUsd: 0.4 } }, 9.7, 'all but three calls of the usual size'],
    ['attempts', { attempts: { calls: 1, setAsideUsd: 2 } }, 8.5, 'never less than the share'],
    ['attempts', { selection: { spentUsd: 1 } }, 8.5, 'no more where the choice has taken of its share'],
    ['attempts', { selection: { spentUsd: 3 } }, 7, 'what a choice beyond its share has left'],
    ['selection', { context: { spentUsd: 2 }, attempts: { spentUsd: 1 } }, 7, 'all that is left'],
  ])('%s with %j: $%d, %3$s', (stage, uses, usd) => {
    expect(allowanceOf(stage, usesOf(uses), rules)).toBeCloseTo(usd, 10)
  })

  it('keeps nothing where no model may be asked to choose, and caps nothing without a cap', () => {
    expect(allowanceOf('attempts', usesOf({}), { capUsd: 10, keeps: false })).toBe(10)
    expect(allowanceOf('attempts', usesOf({}), { capUsd: null, keeps: true })).toBeNull()
    expect(keptForSelection(usesOf({}), { capUsd: null, keeps: true })).toBe(0)
  })
})
