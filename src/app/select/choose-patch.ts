import type { Journal, Problem, Selection } from '../../domain/index.ts'
import {
  createSelectorMachine,
  needsModel,
  paperSelectorMachineOptions,
  selectors,
  type SelectorName,
} from '../../selection/index.ts'
import { deriveSeed, hasCode, messageOf } from '../../std/index.ts'
import type { Config } from '../config.ts'
import type { RunModels } from '../create-models.ts'
import type { SeenPool } from './look-at-pool.ts'

export interface ChoiceRequest {
  readonly problem: Problem
  readonly config: Config
  /** `codemonkeys`: as its paper chooses among the patches of several systems. */
  readonly flow: 'current' | 'codemonkeys'
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
  { problem, config, flow, modelOf, journal, note }: ChoiceRequest,
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
  const chooseBy = (name: SelectorName): Promise<Selection> => {
    const selector = flow === 'codemonkeys' && name === 'selector-machine' ? ensembleMachine : selectors[name]
    return selector.select(problem, observations, { tools, signal })
  }
  if (config.select !== 'auto') return chooseBy(config.select)
  const byVotes = flow === 'codemonkeys' ? 'test-voting' : 'weighted-voting'
  const isClear = flow === 'current' && !needsModel(ranking)
  if (asking === undefined || isClear) return chooseBy(byVotes)
  try {
    return await chooseBy('selector-machine')
  } catch (error) {
    if (signal.aborted || !hasCode(error, 'llm')) throw error
    note(`no model could be asked, so votes decide: ${messageOf(error)}`)
    return chooseBy(byVotes)
  }
}

/** Where the time is up before the selector has chosen, votes choose by what was seen. */
export async function choosePatchInTime(
  seen: SeenPool,
  request: ChoiceRequest,
  { signal, until }: { readonly signal: AbortSignal; readonly until: AbortSignal },
): Promise<{ readonly seen: SeenPool; readonly choice: Selection }> {
  try {
    return { seen, choice: await choosePatch(seen, request, { signal: AbortSignal.any([signal, until]) }) }
  } catch (error) {
    if (!until.aborted || signal.aborted) throw error
    const byVotes = { ...request, modelOf: null, config: { ...request.config, select: 'auto' as const } }
    const outOfTime = [...seen.outOfTime, 'the choice by a model']
    return { seen: { ...seen, outOfTime }, choice: await choosePatch(seen, byVotes, { signal }) }
  }
}

/** All patches are candidates, the shortest first where there is no test: arXiv 2501.14723, section 5. */
const ensembleMachine = createSelectorMachine({
  ...paperSelectorMachineOptions,
  candidates: Number.POSITIVE_INFINITY,
})

/** The flow of a choice among given patches. */
export function flowOf({ flow }: Config): ChoiceRequest['flow'] {
  return flow === 'codemonkeys' ? flow : 'current'
}
