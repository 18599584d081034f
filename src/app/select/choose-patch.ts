import type { Journal, Problem, Selection } from '../../domain/index.ts'
import { needsModel, selectors, type SelectorName } from '../../selection/index.ts'
import { deriveSeed, hasCode, messageOf } from '../../std/index.ts'
import type { Config } from '../config.ts'
import type { RunModels } from '../create-models.ts'
import type { SeenPool } from './look-at-pool.ts'

export interface ChoiceRequest {
  readonly problem: Problem
  readonly config: Config
  /** Null where no model may be asked. */
  readonly modelOf: RunModels['ofSelection'] | null
  /** Where the calls of the model are kept. */
  readonly journal: Journal
  readonly note: (text: string) => void
}

/**
 * Lets the selector choose that the settings name. A model is asked unasked where votes leave doubt; one that nobody
 * named must not cost anybody the choice.
 *
 * @throws CapuchinError `config/no-model`, `llm/*` where a selector that asks a model was named.
 */
export async function choosePatch(
  { observations, ranking, executor }: SeenPool,
  { problem, config, modelOf, journal, note }: ChoiceRequest,
  { signal }: { readonly signal: AbortSignal },
): Promise<Selection> {
  const asking = modelOf?.({ warn: note })
  const tools = {
    ...(asking ?? { model: null }),
    executor,
    journal,
    seed: deriveSeed(config.seed, config.attempts),
    scriptTimeoutMs: config.scriptSeconds * 1_000,
    onNote: note,
  }
  const chooseBy = (name: SelectorName): Promise<Selection> =>
    selectors[name].select(problem, observations, { tools, signal })
  if (config.select !== 'auto') return chooseBy(config.select)
  if (asking === undefined || !needsModel(ranking)) return chooseBy('weighted-voting')
  try {
    return await chooseBy('selector-machine')
  } catch (error) {
    if (!hasCode(error, 'llm')) throw error
    note(`no model could be asked, so votes decide: ${messageOf(error)}`)
    return chooseBy('weighted-voting')
  }
}
