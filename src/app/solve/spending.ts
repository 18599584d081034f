import { addUsage, noUsage, type AttemptEvent, type SelectionReport, type Usage } from '../../domain/index.ts'

/** Model calls of a stage and what they used. */
export interface StageSpending {
  readonly calls: number
  readonly usage: Usage
}

/** What each stage of a run used of models. */
export interface Spending {
  readonly add: (stage: string, used: StageSpending) => void
  /** Counts what an event of an attempt says was used. */
  readonly see: (event: AttemptEvent) => void
  /** In the order in which stages first spent something. */
  readonly stages: () => readonly (StageSpending & { readonly stage: string })[]
}

/** Attempts by machines tell which of them asked, and replies for a stage of an attempt which it is; all others are one. */
export function createSpending({ byMachine }: { readonly byMachine: boolean }): Spending {
  const stages = new Map<string, StageSpending>()
  const add = (stage: string, { calls, usage }: StageSpending): void => {
    const before = stages.get(stage) ?? { calls: 0, usage: noUsage }
    if (usage.inputTokens + usage.outputTokens > 0)
      stages.set(stage, { calls: before.calls + calls, usage: addUsage(before.usage, usage) })
  }
  return {
    add,
    see: (event) => {
      if (byMachine && event.type === 'emitted') add(event.machine, { calls: 1, usage: event.usage })
      if (!byMachine && event.type === 'model-reply')
        add(event.stage ?? 'attempts', { calls: 1, usage: event.usage })
    },
    stages: () => [...stages].map(([stage, used]) => ({ stage, ...used })),
  }
}

/** What the choice among patches used. */
export function selectionSpending({ selection: { usage, inquiry } }: SelectionReport): StageSpending {
  return { calls: inquiry?.completions.length ?? 0, usage }
}
