import type { Selection, SelectionReport } from '../../domain/index.ts'
import { patchIdOf, type PastChoice } from '../../selection/index.ts'
import type { Choice, Store } from '../../store/index.ts'
import type { Config } from '../config.ts'
import { reportChoice, type SeenPool } from './look-at-pool.ts'

/** Choices made here that are known to have been right or wrong. */
export async function pastChoices({ choices }: Pick<Store, 'choices'>): Promise<readonly PastChoice[]> {
  const known = await choices.list()
  return known.flatMap(({ selector, said, right }) => (right === null ? [] : [{ selector, said, right }]))
}

/** The record of a choice, set right by what became of earlier ones here, and kept to be set against what becomes of it. */
export async function concludeChoice(
  store: Pick<Store, 'choices'>,
  { seen, choice, hasModel, ...where }: ConcludedChoice,
  { minConfidence }: Pick<Config, 'minConfidence'>,
): Promise<SelectionReport> {
  const report = reportChoice(seen, choice, { hasModel, minConfidence, past: await pastChoices(store) })
  await keepChoice(store, where, report)
  return report
}

export interface ConcludedChoice extends Pick<Choice, 'runId' | 'instanceId'> {
  readonly seen: SeenPool
  readonly choice: Selection
  /** Whether a model could be asked. */
  readonly hasModel: boolean
}

/** Keeps what a choice said of itself, so that it can be set against what becomes of it; abstaining says nothing. */
async function keepChoice(
  { choices }: Pick<Store, 'choices'>,
  where: Pick<Choice, 'runId' | 'instanceId'>,
  { selection, patches }: SelectionReport,
): Promise<void> {
  const { value, said } = selection.confidence
  const patch = patches[selection.ranking[0] ?? -1]?.patch
  if (value === null || patch === undefined) return
  await choices.save({
    ...where,
    selector: selection.selector,
    said: said ?? value,
    patchId: patchIdOf(patch),
  })
}
