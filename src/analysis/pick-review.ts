import { fallbackOrders, isPlausible, leastBad, type FallbackOrder } from '../domain/index.ts'
import { chosenOf, type HarnessInstance } from './attempt-table.ts'

/** An instance whose recorded choice is not the one that a rule makes; attempts by their place, from 1. */
export interface OtherPick {
  readonly instanceId: string
  readonly recorded: number
  readonly byRule: number
}

export interface LatePick extends OtherPick {
  /**
   * `round`: the first plausible attempt was replaced by a plausible one of the same round, as by a loop over models that
   * goes on after it. `other`: something else took place.
   */
  readonly cause: 'round' | 'other'
}

export interface FallbackReview {
  readonly order: FallbackOrder
  /** Choices that are what the order takes. */
  readonly agreeing: number
  /** Instances by the level that the order comes to, level 1 first. */
  readonly levels: readonly number[]
  readonly others: readonly OtherPick[]
}

/** Recorded choices set against the rules: the first plausible attempt, or else the least bad. */
export interface PickReview {
  /** Instances with a plausible choice, and those of them where it is the first plausible one. */
  readonly plausible: number
  readonly first: number
  readonly late: readonly LatePick[]
  /** Instances without. */
  readonly implausible: number
  /** Of them, those that have a plausible attempt all the same. */
  readonly passedOver: readonly OtherPick[]
  readonly fallbacks: readonly FallbackReview[]
  /** Instances without any choice. */
  readonly withoutChoice: number
}

export interface PickTally {
  readonly add: (instance: HarnessInstance) => void
  readonly review: () => PickReview
}

export function createPickTally(): PickTally {
  let [plausible, first, implausible, withoutChoice] = [0, 0, 0, 0]
  const late: LatePick[] = []
  const passedOver: OtherPick[] = []
  const orders = fallbackOrders.map(openOrder)
  return {
    add: (instance) => {
      const { instanceId, attempts } = instance
      const chosen = chosenOf(attempts)
      if (chosen === null) {
        withoutChoice += 1
        return
      }
      const firstPlausible = attempts.find(isPlausible)
      const pick = {
        instanceId,
        recorded: attempts.indexOf(chosen) + 1,
        byRule: firstPlausible ? attempts.indexOf(firstPlausible) + 1 : 0,
      }
      if (isPlausible(chosen)) {
        plausible += 1
        if (firstPlausible === chosen) first += 1
        else late.push({ ...pick, cause: firstPlausible?.round === chosen.round ? 'round' : 'other' })
        return
      }
      implausible += 1
      if (firstPlausible) passedOver.push(pick)
      for (const order of orders) order.add(instance)
    },
    review: () => ({
      plausible,
      first,
      late,
      implausible,
      passedOver,
      fallbacks: orders.map(({ review }) => review()),
      withoutChoice,
    }),
  }
}

function openOrder(order: FallbackOrder) {
  let agreeing = 0
  const levels: number[] = []
  const others: OtherPick[] = []
  return {
    add: ({ instanceId, attempts }: HarnessInstance): void => {
      const least = leastBad(attempts, order)
      if (least === null) return
      while (levels.length < least.level) levels.push(0)
      levels[least.level - 1] = (levels[least.level - 1] ?? 0) + 1
      // Attempts that are the same may all be marked as chosen.
      if (attempts[least.at]?.chosen) agreeing += 1
      else
        others.push({
          instanceId,
          recorded: attempts.findIndex(({ chosen }) => chosen) + 1,
          byRule: least.at + 1,
        })
    },
    review: (): FallbackReview => ({ order, agreeing, levels, others }),
  }
}
