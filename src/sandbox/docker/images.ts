import { statfs } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { z } from 'zod'
import { throwIfAborted } from '../../std/index.ts'
import { connectEngine, engineError, statusOf, type EngineOptions } from './engine.ts'
import { isPulled, listPulled, markPulled, removePulled, type PulledImage } from './pulled-images.ts'
import { pullError, pullImage, readLines, withTag, type PullOptions } from './pull-image.ts'

export interface StoredImage {
  /** Digest of its configuration: equal ids mean equal contents. */
  readonly id: string
  /** Unpacked, layers that it shares with other images included. */
  readonly bytes: number
}

export interface EngineDisk {
  /** Of all layers of all images, each counted once. */
  readonly imageBytes: number
  /** Free where the engine keeps them; null where that is not on this machine. */
  readonly freeBytes: number | null
}

export interface ArchiveToImport {
  readonly name: string
  /** A tar file; links and owners count. */
  readonly archive: Readable
  readonly signal?: AbortSignal | undefined
}

/** The images of an engine. What is pulled here is marked in the engine, so that a later program knows it too. */
export interface ImageStore {
  /** Null when the engine does not have it. */
  find(name: string): Promise<StoredImage | null>
  /** Fetches an image that is not there and marks it as fetched by this program. @throws see `pullImage`. */
  pull(name: string, options?: PullOptions): Promise<StoredImage>
  /** Says that a pulled image is used now; nothing for others. */
  touch(name: string): Promise<void>
  /** What this program pulled, now or earlier, the longest unused first. */
  listPulled(): Promise<readonly PulledImage[]>
  /** False when somebody uses it or has given it a name: it stays. */
  removePulled(image: PulledImage): Promise<boolean>
  /** Makes an image of one layer from a tar archive of a root folder. */
  importArchive(request: ArchiveToImport): Promise<StoredImage>
  /** Takes a name away; the image goes with its last one. */
  remove(name: string): Promise<void>
  disk(): Promise<EngineDisk>
}

/** @throws CapuchinError `sandbox/unavailable` from all that it does when no engine answers. */
export function createImageStore(options: EngineOptions = {}): ImageStore {
  let connected: Promise<Docker> | null = null
  const engine = (): Promise<Docker> => {
    connected ??= connectEngine(options).catch((error: unknown) => {
      connected = null
      throw error
    })
    return connected
  }
  const asking =
    <A extends readonly unknown[], R>(doing: string, ask: (docker: Docker, ...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const docker = await engine()
      return ask(docker, ...args).catch((cause: unknown) => {
        throw engineError(cause, doing)
      })
    }
  return {
    find: asking('look for an image', findImage),
    pull: async (name, pullOptions = {}) => {
      const docker = await engine()
      const present = await findImage(docker, name)
      if (present) return present
      await pullImage(docker, name, pullOptions)
      const image = await findImage(docker, name)
      if (!image) throw pullError(new Error('manifest unknown after a pull that went well'), name)
      await markPulled(docker, name)
      return image
    },
    touch: asking('mark an image', async (docker, name) => {
      if (await isPulled(docker, name)) await markPulled(docker, name)
    }),
    listPulled: asking('list images', listPulled),
    removePulled: asking('remove an image', removePulled),
    importArchive: asking('make an image', importArchive),
    remove: asking('remove an image', removeName),
    disk: asking('read the disk use of the engine', readDisk),
  }
}

async function findImage(docker: Docker, name: string): Promise<StoredImage | null> {
  try {
    const { Id, Size } = await docker.getImage(withTag(name)).inspect()
    return { id: Id, bytes: Size }
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw engineError(error, `look for the image ${name}`)
  }
}

async function importArchive(
  docker: Docker,
  { name, archive, signal }: ArchiveToImport,
): Promise<StoredImage> {
  throwIfAborted(signal)
  const full = withTag(name)
  const colon = full.lastIndexOf(':')
  const answer = await docker.importImage(archive, {
    repo: full.slice(0, colon),
    tag: full.slice(colon + 1),
    ...(signal === undefined ? {} : { abortSignal: signal }),
  })
  let failure: string | null = null
  await readLines(answer, (line) => {
    failure ??= importLineSchema.safeParse(JSON.parse(line)).data?.error ?? null
  })
  const image = failure === null ? await findImage(docker, name) : null
  if (!image) throw new Error(failure ?? 'the engine did not keep it')
  return image
}

const importLineSchema = z.object({ error: z.string().optional() })

async function removeName(docker: Docker, name: string): Promise<void> {
  await docker
    .getImage(withTag(name))
    .remove()
    .catch((error: unknown) => {
      if (statusOf(error) !== 404) throw error
    })
}

const diskSchema = z.object({ LayersSize: z.number() })
const infoSchema = z.object({ DockerRootDir: z.string() })

async function readDisk(docker: Docker): Promise<EngineDisk> {
  const [use, info] = await Promise.all([docker.df(), docker.info()])
  const { LayersSize } = diskSchema.parse(use)
  const { DockerRootDir } = infoSchema.parse(info)
  // A folder of this name on another machine than the engine's would tell of the wrong disk.
  const free = isLocal(docker) ? await statfs(DockerRootDir).catch(() => null) : null
  return { imageBytes: LayersSize, freeBytes: free === null ? null : free.bavail * free.bsize }
}

/** True when the engine is asked through a socket of this machine. */
function isLocal(docker: Docker): boolean {
  const modem: unknown = docker.modem
  return typeof modem === 'object' && modem !== null && 'socketPath' in modem && Boolean(modem.socketPath)
}
