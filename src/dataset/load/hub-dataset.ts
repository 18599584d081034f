import { access, mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { CapuchinError, atomicWrite, hasCode } from '../../std/index.ts'
import { askHub, type HubOptions } from './hub-client.ts'
import { downloadFile } from './hub-download.ts'
import { filesOfSplit, hubInfoSchema, splitsOf, type HubInfo } from './hub-files.ts'

export interface HubDataset {
  /** The split that was asked for, or the one that was chosen. */
  readonly split: string
  /** Commit id that the files are of. */
  readonly commit: string
  /** Where the split's files lie on this machine, in order. */
  readonly files: readonly string[]
  /** The hub was not asked, so a branch may have moved on. */
  readonly fromCache: boolean
}

/**
 * Brings a split of a dataset on the hub into the cache. A branch or tag is turned into a commit id first, and files
 * are kept by that id: what was read once can be read again, without a network too.
 */
export async function fetchHubSplit(
  {
    name,
    revision,
    split: asked,
  }: { readonly name: string; readonly revision: string | null; readonly split: string | null },
  options: HubOptions & { readonly signal?: AbortSignal | undefined },
): Promise<HubDataset> {
  const folder = join(options.cache, 'hub', name.replace('/', '--'))
  const { info, fromCache } = await findRevision({ name, revision: revision ?? 'main', folder }, options)
  const split = asked ?? defaultSplit(splitsOf(info))
  const paths = filesOfSplit(info, split)
  if (paths.length === 0)
    throw new CapuchinError('dataset/no-split', `${name} has no files of the split '${split}'`, {
      hint: `It has: ${splitsOf(info).join(', ') || 'no data files that can be read'}.`,
    })
  const files: string[] = []
  for (const path of paths) {
    const to = join(folder, info.sha, path)
    const from = `datasets/${name}/resolve/${info.sha}/${path.split('/').map(encodeURIComponent).join('/')}`
    await (options.offline ? requireCached(to) : downloadFile(from, to, options))
    files.push(to)
  }
  return { commit: info.sha, split, files, fromCache }
}

/** `test` where there is one, else the only one there is. */
function defaultSplit(splits: readonly string[]): string {
  const [only = 'test', ...others] = splits
  return others.length === 0 ? only : 'test'
}

interface Revision {
  readonly name: string
  readonly revision: string
  readonly folder: string
}

async function findRevision(
  { name, revision, folder }: Revision,
  options: HubOptions & { readonly signal?: AbortSignal | undefined },
): Promise<{ readonly info: HubInfo; readonly fromCache: boolean }> {
  const kept = join(folder, 'revisions', `${encodeURIComponent(revision)}.json`)
  const cached = await readKept(kept)
  const pinned = /^[0-9a-f]{40}$/.test(revision)
  if (cached && (pinned || options.offline)) return { info: cached, fromCache: !pinned }
  if (options.offline) throw notCached(`${name} at ${revision}`)
  try {
    const path = `api/datasets/${name}/revision/${encodeURIComponent(revision)}`
    const { response } = await askHub(path, options, { signal: options.signal })
    const info = hubInfoSchema.parse(await response.json())
    await mkdir(dirname(kept), { recursive: true })
    await atomicWrite(kept, JSON.stringify(info))
    return { info, fromCache: false }
  } catch (error) {
    if (error instanceof z.ZodError)
      throw new CapuchinError('dataset/hub', `the hub's answer about ${name} is not understood`, {
        cause: error,
      })
    if (cached && hasCode(error, 'dataset/hub-offline')) return { info: cached, fromCache: true }
    throw error
  }
}

async function readKept(path: string): Promise<HubInfo | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return hubInfoSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

async function requireCached(path: string): Promise<void> {
  await access(path).catch(() => {
    throw notCached(path)
  })
}

function notCached(what: string): CapuchinError {
  return new CapuchinError(
    'dataset/hub-offline',
    `${what} is not in the cache, and the network is not to be used`,
    {
      hint: 'Unset HF_HUB_OFFLINE once, to download it.',
    },
  )
}
