import type Docker from 'dockerode'
import { z } from 'zod'
import { sha256 } from '../../std/index.ts'
import { statusOf } from './engine.ts'
import { withTag } from './pull-image.ts'

export interface PulledImage {
  readonly id: string
  /** What it was pulled as, and nothing else names it. */
  readonly names: readonly string[]
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly lastUsed: number
}

/**
 * An image that this program pulled has a second name here, made of the first: the mark lives as long as the image,
 * in the engine that has it, and giving it again says when the image was last used.
 */
const markRepository = 'capuchin-pulled'

export async function markPulled(docker: Docker, name: string): Promise<void> {
  await docker.getImage(withTag(name)).tag({ repo: markRepository, tag: markOf(name) })
}

export async function isPulled(docker: Docker, name: string): Promise<boolean> {
  const marks = await docker.listImages({ filters: { reference: [`${markRepository}:${markOf(name)}`] } })
  return marks.length > 0
}

/** Those with a name that was not given by pulling them here belong to somebody else, and are left out. */
export async function listPulled(docker: Docker): Promise<readonly PulledImage[]> {
  const marked = await docker.listImages({ filters: { reference: [markRepository] } })
  const images = await Promise.all(marked.map(({ Id }) => readPulled(docker, Id)))
  return images.flatMap((image) => image ?? []).toSorted((a, b) => a.lastUsed - b.lastUsed)
}

async function readPulled(docker: Docker, id: string): Promise<PulledImage | null> {
  const found = await docker
    .getImage(id)
    .inspect()
    .catch((error: unknown) => {
      if (statusOf(error) === 404) return null
      throw error
    })
  if (found === null) return null
  const tags: readonly string[] = found.RepoTags ?? []
  const marks = new Set(tags.filter((tag) => tag.startsWith(`${markRepository}:`)))
  const names = tags.filter((tag) => !marks.has(tag))
  if (names.some((name) => !marks.has(`${markRepository}:${markOf(name)}`))) return null
  return { id, names, bytes: found.Size, lastUsed: lastUseOf(found) }
}

const metadataSchema = z.object({
  Created: z.string(),
  Metadata: z.object({ LastTagTime: z.string().optional() }).optional(),
})

function lastUseOf(inspected: unknown): number {
  const { Created, Metadata } = metadataSchema.parse(inspected)
  const tagged = Date.parse(Metadata?.LastTagTime ?? '')
  // Engines that do not know it say the year 1.
  return tagged > 0 ? tagged : Date.parse(Created)
}

/** Removes an image with all its names; false when a container stands on it, running or not. */
export async function removePulled(docker: Docker, { id }: PulledImage): Promise<boolean> {
  const users = await docker.listContainers({ all: true, filters: { ancestor: [id] } })
  if (users.length > 0) return false
  try {
    await docker.getImage(id).remove({ force: true })
    return true
  } catch (error) {
    // 409: a container was started on it meanwhile.
    if (statusOf(error) === 409) return false
    if (statusOf(error) === 404) return true
    throw error
  }
}

function markOf(name: string): string {
  return sha256(familiarName(name)).slice(0, 20)
}

/** The name as an engine lists it: without the parts that it adds itself. */
function familiarName(name: string): string {
  return withTag(name)
    .replace(/^(?:index\.)?docker\.io\//, '')
    .replace(/^library\//, '')
}
