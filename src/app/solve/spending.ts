import { addUsage, noUsage, type AttemptEvent, type Usage } from '../../domain/index.ts'

/** What each stage of a run used of models. */
export interface Spending {
  readonly add: (stage: string, usage: Usage) => void
  /** Counts what an event of an attempt says was used. */
  readonly see: (event: AttemptEvent) => void
  /** In the order in which stages first spent something. */
  readonly stages: () => readonly { readonly stage: string; readonly usage: Usage }[]
}

/** Attempts by machines tell which of them asked; those of other strategies are one stage. */
export function createSpending({ byMachine }: { readonly byMachine: boolean }): Spending {
  const stages = new Map<string, Usage>()
  const add = (stage: string, usage: Usage): void => {
    if (usage.inputTokens + usage.outputTokens > 0)
      stages.set(stage, addUsage(stages.get(stage) ?? noUsage, usage))
  }
  return {
    add,
    see: (event) => {
      if (byMachine && event.type === 'emitted') add(event.machine, event.usage)
      if (!byMachine && event.type === 'model-reply') add('attempts', event.usage)
    },
    stages: () => [...stages].map(([stage, usage]) => ({ stage, usage })),
  }
}
