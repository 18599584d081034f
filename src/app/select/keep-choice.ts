import type { SelectionReport } from '../../domain/index.ts'
import { patchIdOf, type PastChoice } from '../../selection/index.ts'
import type { Choice, Store } from '../../store/index.ts'

/** Choices made here that are known to have been right or wrong. */
export async function pastChoices({ choices }: Pick<Store, 'choices'>): Promise<readonly PastChoice[]> {
  const known = await choices.list()
  return known.flatMap(({ selector, said, right }) => (right === null ? [] : [{ selector, said, right }]))
}

/** Keeps what a choice said of itself, so that it can be set against what becomes of it; abstaining says nothing. */
export async function keepChoice(
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
