import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CapuchinError, messageOf, throwIfAborted } from '../../std/index.ts'
import { askHub, type HubOptions } from './hub-client.ts'

const maxCuts = 20
const stallMs = 60_000

/**
 * Downloads a file of one commit, once. A cut download goes on where it stopped, as long as the server's tag says
 * that the content is the same; a file whose size or hash is not what the server said is thrown away.
 */
export async function downloadFile(
  from: string,
  to: string,
  options: HubOptions & { readonly signal?: AbortSignal | undefined },
): Promise<void> {
  if (await exists(to)) return
  await mkdir(dirname(to), { recursive: true })
  let cuts = 0
  for (;;) {
    throwIfAborted(options.signal)
    const before = await sizeOf(`${to}.part`)
    const part = await downloadPart(from, to, options)
    if (part.whole) {
      await checkHash(to, part.etag)
      await rename(`${to}.part`, to)
      await rm(`${to}.etag`, { force: true })
      return
    }
    const grown = (await sizeOf(`${to}.part`)) > before
    cuts = grown ? cuts : cuts + 1
    if (cuts > maxCuts)
      throw new CapuchinError('dataset/hub', `the download of ${from} was cut off ${maxCuts} times`, {
        cause: part.cause,
        hint: 'Call again: it goes on where it stopped.',
      })
  }
}

interface Part {
  readonly whole: boolean
  readonly etag: string | null
  readonly cause?: unknown
}

async function downloadPart(
  from: string,
  to: string,
  options: HubOptions & { readonly signal?: AbortSignal | undefined },
): Promise<Part> {
  const have = await sizeOf(`${to}.part`)
  const known = await readFile(`${to}.etag`, 'utf8').catch(() => null)
  const resume = have > 0 && known !== null
  const stall = new AbortController()
  const signal = AbortSignal.any([stall.signal, ...(options.signal ? [options.signal] : [])])
  const headers: Record<string, string> = resume ? { range: `bytes=${have}-` } : {}
  const { response, etag } = await askHub(from, options, { headers, signal })
  const same = resume && (response.status === 206 || response.status === 416) && etag === known
  if (resume && !same && response.status !== 200) {
    // The content changed under the part that is here: start again.
    await response.body?.cancel()
    await rm(`${to}.part`, { force: true })
    return { whole: false, etag }
  }
  if (etag !== null) await writeFile(`${to}.etag`, etag)
  const total = totalOf(response, same ? have : 0)
  if (response.status === 416) {
    await response.body?.cancel()
    if (total === have) return { whole: true, etag }
    await rm(`${to}.part`, { force: true })
    return { whole: false, etag }
  }
  const timer = { current: setTimeout(() => undefined, 0) }
  const rearm = (): void => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => stall.abort(new Error(`nothing came for ${stallMs / 1000} s`)), stallMs)
  }
  const handle = await open(`${to}.part`, same ? 'a' : 'w')
  try {
    rearm()
    for await (const chunk of response.body ?? []) {
      await handle.write(chunk)
      rearm()
    }
  } catch (cause) {
    throwIfAborted(options.signal)
    return { whole: false, etag, cause }
  } finally {
    clearTimeout(timer.current)
    await handle.close()
  }
  return { whole: total === null || (await sizeOf(`${to}.part`)) === total, etag }
}

/** Size of the whole file as the answer tells it; null where it does not. */
function totalOf(response: Response, have: number): number | null {
  const ofRange = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]
  if (ofRange !== undefined) return Number(ofRange)
  const length = response.headers.get('content-length')
  // A compressed answer's length is not the file's.
  if (length === null || response.headers.get('content-encoding') !== null) return null
  return have + Number(length)
}

/** Large files have their sha256 for a tag. */
async function checkHash(to: string, etag: string | null): Promise<void> {
  if (etag === null || !/^[0-9a-f]{64}$/.test(etag)) return
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(`${to}.part`)) hash.update(chunk)
  if (hash.digest('hex') === etag) return
  await rm(`${to}.part`, { force: true })
  throw new CapuchinError('dataset/hub', `${to} is not what the hub says: its sha256 differs`, {
    hint: 'The bad copy was removed; call again.',
  })
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw new CapuchinError('dataset/cache', `cannot look at ${path}: ${messageOf(error)}`, { cause: error })
  }
}
