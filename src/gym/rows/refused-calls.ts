import type { ModelCall, Trajectory } from '../../domain/index.ts'

/** Calls whose reply could not be used: behind each the record says that it went back to the model for that. */
export function refusedCalls({ steps }: Pick<Trajectory, 'steps'>): ReadonlySet<ModelCall> {
  const refused = new Set<ModelCall>()
  let last: ModelCall | null = null
  for (const step of steps) {
    if (step.type === 'call') last = step
    else if (last !== null && step.kind === 'reflection' && saysUnusable(step.data)) refused.add(last)
  }
  return refused
}

/** Causes of reflections that strategies give to replies they can make nothing of. */
const unusable: readonly unknown[] = ['format', 'unusable reply']

function saysUnusable(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'cause' in data && unusable.includes(data.cause)
}
