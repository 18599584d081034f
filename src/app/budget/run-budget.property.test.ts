import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noUsage } from '../../domain/index.ts'
import { completeReply, withBudget, type Model } from '../../llm/index.ts'
import { hasCode } from '../../std/index.ts'
import { createRunBudget, type RunBudget } from './run-budget.ts'
import { stageNames, type StageName } from './stages.ts'

interface Call {
  readonly stage: StageName
  /** The most that it may cost, in dollars. */
  readonly most: number
  /** What it does cost, as a share of that; beyond 1 the price was underestimated. */
  readonly share: number
  readonly turns: number
}

const callOf = (most: number): fc.Arbitrary<Call> =>
  fc.record({
    stage: fc.constantFrom(...stageNames),
    most: fc.double({ min: 0.01, max: 3, noNaN: true }),
    share: fc.double({ min: 0, max: most, noNaN: true }),
    turns: fc.nat(3),
  })

/** A model whose prompts are as long as what a call may cost, in cents. */
function modelOf({ most, share, turns, stage }: Call, budget: RunBudget): Model {
  const inner: Model = {
    id: { provider: 'p', model: 'm' },
    async *complete() {
      yield* []
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
      return {
        text: '',
        toolCalls: [],
        usage: { ...noUsage, costUsd: most * share },
        finishReason: 'stop',
        fromJournal: false,
      }
    },
  }
  return withBudget(inner, { budget: budget.of(stage), priceOf: () => most })
}

/** What all calls cost, those refused left out; several at a time, as `width` says. */
async function spend(calls: readonly Call[], budget: RunBudget, width: number): Promise<number> {
  const left = [...calls]
  let paid = 0
  const lane = async (): Promise<void> => {
    for (let call = left.shift(); call; call = left.shift()) {
      const { usage } = await completeReply(modelOf(call, budget), { messages: [] }, {}).catch(
        (error: unknown) => {
          if (hasCode(error, 'llm/budget')) return { usage: noUsage }
          throw error
        },
      )
      paid += usage.costUsd ?? 0
    }
  }
  await Promise.all(Array.from({ length: width }, lane))
  return paid
}

const cost = (stage: string, usd: number) => ({ stage, usd, calls: 0, setAsideUsd: 0, mostAsideUsd: 0 })
const before = (usd: number) => [cost('model', usd)]

describe('the money of a run', () => {
  it('is never passed while no call costs more than it might', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(callOf(1), { maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        fc.double({ min: 0, max: 6, noNaN: true }),
        async (calls, width, spent) => {
          const budget = createRunBudget({ capUsd: 6, keepsForSelection: true, before: before(spent) })
          const paid = await spend(calls, budget, width)
          expect(spent + paid).toBeLessThanOrEqual(6 + 1e-6)
          expect(budget.uses().context.spentUsd).toBeLessThanOrEqual(1.5 + 1e-6)
        },
      ),
    )
  })

  it('is passed by no more than the calls in flight where prices were underestimated', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(callOf(2), { maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        async (calls, width) => {
          const budget = createRunBudget({ capUsd: 6, keepsForSelection: true, before: [] })
          const paid = await spend(calls, budget, width)
          expect(paid).toBeLessThanOrEqual(6 + width * 3)
        },
      ),
    )
  })

  it('lets a call wait that fits if others cost less than they might, and refuses one that cannot fit', async () => {
    const budget = createRunBudget({ capUsd: 2, keepsForSelection: false, before: [] })
    const call = (most: number, share: number, turns: number): Call => ({
      stage: 'attempts',
      most,
      share,
      turns,
    })
    const [first, second, third] = await Promise.allSettled(
      [call(1.5, 0.1, 3), call(1.5, 0.1, 0), call(2.5, 0, 0)].map((one) =>
        completeReply(modelOf(one, budget), { messages: [] }, {}),
      ),
    )
    expect([first?.status, second?.status]).toEqual(['fulfilled', 'fulfilled'])
    expect(third).toMatchObject({ reason: { code: 'llm/budget' } })
  })

  it('ends the wait of a call that is cancelled', async () => {
    const budget = createRunBudget({ capUsd: 2, keepsForSelection: false, before: [] })
    const held = await budget.of('attempts').reserve(2, {})
    const stop = new AbortController()
    const waiting = budget.of('attempts').reserve(1, { signal: stop.signal })
    stop.abort()
    await expect(waiting).rejects.toThrow(/./)
    held.settle(0)
    expect(budget.uses().attempts).toMatchObject({ reservedUsd: 0, spentUsd: 0 })
  })

  it('gives what was kept for a choice to attempts, and says so', () => {
    const budget = createRunBudget({ capUsd: 10, keepsForSelection: true, before: before(4) })
    expect(budget.leftForAttempts()).toBeCloseTo(4.5, 10)
    budget.release()
    expect(budget.leftForAttempts()).toBeCloseTo(6, 10)
    expect(budget.kept()).toEqual({ keptUsd: 1.5, movedUsd: 1.5 })
  })

  it('counts what was spent before by stages', () => {
    const spent = ['scan', 'ranking-batch', 'model', 'selection'].map((stage) => cost(stage, 1))
    const { context, attempts, selection } = createRunBudget({
      capUsd: 10,
      keepsForSelection: true,
      before: spent,
    }).uses()
    expect([context, attempts, selection].map(({ spentUsd }) => spentUsd)).toEqual([2, 1, 1])
  })

  it('keeps and sets aside as it did, knowing the calls before', () => {
    const rules = { capUsd: 100, keepsForSelection: true }
    const edit = { stage: 'edit', usd: 3, calls: 2, setAsideUsd: 4, mostAsideUsd: 2 }
    const test = { stage: 'test', usd: 3, calls: 2, setAsideUsd: 8, mostAsideUsd: 1 }
    const budget = createRunBudget({ ...rules, before: [edit, test] })
    expect(budget.asideUsd()).toBe(2)
    expect(budget.keptUsd()).toBe(9)
  })
})
