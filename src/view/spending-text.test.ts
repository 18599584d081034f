import { expect, it } from 'vitest'
import { noUsage } from '../domain/index.ts'
import { renderSpending } from './spending-text.ts'

it('shows what each stage took, what was kept and moved, and what stopping early saved', () => {
  const lines = renderSpending({
    spending: [
      {
        stage: 'testing',
        calls: 4,
        usage: { ...noUsage, inputTokens: 4_000, cacheReadTokens: 3_000, outputTokens: 200, costUsd: 0.3 },
      },
      {
        stage: 'editing',
        calls: 9,
        usage: { ...noUsage, inputTokens: 9_000, outputTokens: 900, costUsd: 0.9 },
      },
    ],
    stoppedEarly: 'after 3 of 8 attempts the best patch is right with 99 % if one of them is',
    saved: { attempts: 5, usd: 2 },
    budget: {
      capUsd: 3,
      spentUsd: 1.2,
      context: { spentUsd: 0, allowedUsd: 0.75 },
      selection: { spentUsd: 0, keptUsd: 0.25, movedUsd: 0.25 },
    },
  })
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "
    SPENT ON  CALLS  INPUT  CACHE READ  CACHE WRITE  OUTPUT  COST   SHARE
    testing   4      1000   3000        0            200     $0.30  25 %
    editing   9      9000   0           0            900     $0.90  75 %
    Budget: $1.20 of $3.00 spent; $0.25 was kept for the choice, which took $0.00; $0.25 of it went back to attempts
    Stopped early: after 3 of 8 attempts the best patch is right with 99 % if one of them is; saved 5 attempts, about $2.00"
  `)
})

it('says nothing where one stage spent without a cap', () => {
  const one = [{ stage: 'attempts', calls: 1, usage: { ...noUsage, outputTokens: 1 } }]
  expect(renderSpending({ spending: one, stoppedEarly: null, saved: null, budget: null })).toEqual([])
})
