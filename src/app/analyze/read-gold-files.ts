import { hubOptions, loadDataset } from '../../dataset/index.ts'
import { pathsOf } from '../../domain/index.ts'
import { hasCode, messageOf } from '../../std/index.ts'
import type { Store } from '../../store/index.ts'
import { rolloutInputSchema } from '../rollout/rollout-run.ts'

export interface GoldRequest {
  /** Ids of runs, beginnings of ids, or `last`. */
  readonly runs: readonly string[]
  /** Instead of the datasets that rollouts were made on. */
  readonly dataset?: string | undefined
  readonly split?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Files that the true fixes change. */
export interface KnownGold {
  readonly files: ReadonlyMap<string, readonly string[]>
  /** Why those of some runs are not known, a clause each. */
  readonly unknown: readonly string[]
}

/**
 * Reads the true fixes of runs from the datasets that their rollouts were made on; one that is gone is said, and stops
 * nothing.
 *
 * @throws CapuchinError `store/no-run`, and `dataset/*` for a dataset that is named.
 */
export async function readGoldFiles(store: Store, request: GoldRequest): Promise<KnownGold> {
  const { dataset, split, env } = request
  if (dataset !== undefined) return { files: await goldFilesIn({ dataset, split }, env), unknown: [] }
  const files = new Map<string, readonly string[]>()
  const unknown: string[] = []
  for (const source of await sourcesOf(store, request.runs)) {
    if (source === null) {
      unknown.push(`those of runs that are no part of a rollout are not known; ${remedy}`)
      continue
    }
    try {
      for (const [id, paths] of await goldFilesIn(source, env)) files.set(id, paths)
    } catch (error) {
      if (!hasCode(error, 'dataset')) throw error
      unknown.push(`${messageOf(error)}; ${remedy}`)
    }
  }
  return { files, unknown }
}

const remedy = '--dataset says where they are'

interface DatasetAddress {
  readonly dataset: string
  readonly split?: string | undefined
  /** Folder from which a path is meant. */
  readonly from?: string | undefined
}

/** The dataset of each run, every one once; null stands for runs without one. */
async function sourcesOf(store: Store, runs: readonly string[]): Promise<readonly (DatasetAddress | null)[]> {
  const sources = new Map<string, DatasetAddress | null>()
  for (const run of runs) {
    const { id } = await store.loadRun(run)
    // A run of one instance stands under the id of its rollout.
    const { input, root } = await store.loadRun(id.split('/')[0] ?? id)
    const rollout = rolloutInputSchema.safeParse(input).data
    const source = rollout
      ? { dataset: rollout.dataset, split: rollout.split ?? undefined, from: root }
      : null
    sources.set(JSON.stringify(source), source)
  }
  return [...sources.values()]
}

async function goldFilesIn(
  { dataset, ...where }: DatasetAddress,
  env: GoldRequest['env'],
): Promise<KnownGold['files']> {
  const { instances } = await loadDataset(dataset, { ...where, skipBadRows: true, hub: hubOptions(env) })
  return new Map(
    instances.flatMap(({ instanceId, goldPatch }) =>
      goldPatch === undefined ? [] : [[instanceId, pathsOf(goldPatch)] as const],
    ),
  )
}
