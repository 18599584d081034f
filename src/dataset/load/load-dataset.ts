import { homedir } from 'node:os'
import { join } from 'node:path'
import { CapuchinError } from '../../std/index.ts'
import { readInstances, type RawRow, type ReadInstances, type ReadOptions } from '../read-instances.ts'
import { readEnvironmentTables, type EnvironmentTables } from '../specs/environment-tables.ts'
import type { ImageOptions } from '../specs/image-names.ts'
import type { HubOptions } from './hub-client.ts'
import { fetchHubSplit } from './hub-dataset.ts'
import { readArrowFolder } from './read-arrow.ts'
import { readDatasetFile } from './read-file.ts'
import { readTaskRepository } from './read-task-repository.ts'
import { resolveSource, type DatasetSource } from './resolve-source.ts'

export interface LoadOptions extends ReadOptions {
  /** Default `test`; on the hub the only one where there is one only; of a task repository every published one. */
  readonly split?: string | undefined
  /** Folder from which a path is meant; default: the present one. */
  readonly from?: string | undefined
  readonly images?: ImageOptions | undefined
  readonly tables?: EnvironmentTables | undefined
  readonly hub?: HubOptions | undefined
  readonly signal?: AbortSignal | undefined
}

export interface LoadedDataset extends ReadInstances {
  readonly source: DatasetSource & { readonly commit?: string; readonly fromCache?: boolean }
  readonly split: string
}

/**
 * Reads the dataset that an argument names (see `resolveSource`) into instances.
 *
 * @throws CapuchinError `dataset/not-found`, `dataset/no-split`, `dataset/bad-file`, `dataset/bad-row`,
 *   `dataset/no-rows`, `dataset/unknown-ids` when an instance asked for is not there, and what the hub answers (`hub-client`).
 */
export async function loadDataset(argument: string, options: LoadOptions = {}): Promise<LoadedDataset> {
  const split = options.split ?? 'test'
  const found = resolveSource(argument, split, options.from)
  const { rows, source, split: chosen = split } = await openSource(found, options)
  const around = { tables: options.tables ?? readEnvironmentTables(), images: options.images ?? {} }
  const read = await readInstances(rows, around, options)
  requireRows(read, options.ids, argument)
  return { ...read, source, split: chosen }
}

/** Where the hub is and what it may be asked, from HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE and XDG_CACHE_HOME. */
export function hubOptions(env: Readonly<Record<string, string | undefined>>): HubOptions {
  const cacheHome = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache')
  return {
    endpoint: env.HF_ENDPOINT || undefined,
    token: env.HF_TOKEN || undefined,
    offline: ['1', 'true', 'yes', 'on'].includes((env.HF_HUB_OFFLINE ?? '').toLowerCase()),
    cache: join(cacheHome, 'capuchin'),
  }
}

interface OpenSource {
  readonly rows: AsyncIterable<RawRow>
  readonly source: LoadedDataset['source']
  readonly split?: string
}

async function openSource(source: DatasetSource, options: LoadOptions): Promise<OpenSource> {
  if (source.kind === 'file') return { rows: readDatasetFile(source.path), source }
  if (source.kind === 'arrow') return { rows: readArrowFolder(source.path), source }
  if (source.kind === 'task-repository')
    return { rows: readTaskRepository(source.path, { split: options.split }), source }
  const hub = options.hub ?? hubOptions(process.env)
  const wanted = { ...source, split: options.split ?? null }
  const { commit, fromCache, files, split } = await fetchHubSplit(wanted, { ...hub, signal: options.signal })
  return { rows: readFiles(files), source: { ...source, commit, fromCache }, split }
}

async function* readFiles(paths: readonly string[]): AsyncGenerator<RawRow> {
  for (const [index, path] of paths.entries())
    for await (const row of readDatasetFile(path))
      yield paths.length === 1 ? row : { ...row, where: `file ${index + 1}, ${row.where}` }
}

function requireRows(
  { instances, problems }: ReadInstances,
  ids: ReadonlySet<string> | undefined,
  argument: string,
): void {
  if (!ids && instances.length === 0 && problems.length === 0)
    throw new CapuchinError('dataset/no-rows', `${argument} holds no rows`, {
      hint: 'Is it whole, and is it the right split?',
    })
  if (!ids) return
  const found = new Set([
    ...instances.map(({ instanceId }) => instanceId),
    ...problems.map(({ instanceId }) => instanceId),
  ])
  const missing = [...ids].filter((id) => !found.has(id))
  if (missing.length === 0) return
  throw new CapuchinError('dataset/unknown-ids', `not in ${argument}: ${missing.join(' ')}`, {
    hint: 'Check the ids, the dataset and the split.',
    data: { missing },
  })
}
