import { withJournal, type Model } from '../../llm/index.ts'
import { CapuchinError, hasCode } from '../../std/index.ts'
import type { SelectorTools } from '../selector.ts'

export interface RecordPlace {
  /** Calls of one step follow one another. */
  readonly step: number
  /** Whether nothing else depends on the answer, as for calls that are made side by side. */
  readonly independent?: boolean
}

/**
 * The model of a selector behind the record of the run.
 *
 * @throws CapuchinError `config/no-model`.
 */
export function recordedModel(
  selector: string,
  { model, journal, priceOf }: SelectorTools,
  { step, independent = false }: RecordPlace,
): Model {
  if (model === null)
    throw new CapuchinError('config/no-model', `the selector ${selector} asks a model, and there is none`, {
      hint: 'give --model PROVIDER/MODEL, or choose by --select weighted-voting, which needs none',
    })
  const pricing = priceOf === undefined ? {} : { priceOf }
  return withJournal(model, { journal, stage: 'selection', step: () => step, independent, ...pricing })
}

/** Why no further call can be made, where that is an expected ending; null for what is broken. */
export function limitOf(error: unknown): 'context-length' | 'budget' | null {
  if (hasCode(error, 'llm/budget')) return 'budget'
  return hasCode(error, 'llm/context-length') ? 'context-length' : null
}
