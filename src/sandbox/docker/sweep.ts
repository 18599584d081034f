import { hostname } from 'node:os'
import type Docker from 'dockerode'
import { isAlive, ownerOf, parseOwner } from '../../std/index.ts'
import { removeContainer } from './container.ts'

/** Label by which everything of ours in an engine is known. */
export const ownLabel = 'dev.capuchin.sandbox'

/** Repository of images that hold frozen checkouts. */
export const frozenRepository = 'capuchin-frozen'

/** Repository of images that live while a fork is opened from them. */
export const forkRepository = 'capuchin-fork'

/** Says whose a container is: this program, in this boot of this machine. */
export function ownLabels(): Record<string, string> {
  return { [ownLabel]: JSON.stringify(ownerOf(process.pid)) }
}

/**
 * Removes containers, frozen checkouts and forks' images of programs that no longer run. What another machine made in a shared
 * engine is left alone. Snapshots stay: they are meant to outlive their program.
 */
export async function sweepEngine(docker: Docker): Promise<void> {
  const filters = { label: [ownLabel] }
  const [containers, images] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listImages({ filters: { reference: [frozenRepository, forkRepository] } }),
  ])
  await Promise.all(
    containers
      .filter(({ Labels }) => isAbandoned(Labels[ownLabel]))
      .map(({ Id }) => removeContainer(docker.getContainer(Id))),
  )
  const abandoned = images.filter(({ Labels }) => isAbandoned(Labels?.[ownLabel]))
  await Promise.all(
    abandoned.flatMap(({ RepoTags }) => (RepoTags ?? []).map((tag) => removeTag(docker, tag))),
  )
}

/** Takes the name away; layers that something stands on stay. */
export async function removeTag(docker: Docker, tag: string): Promise<void> {
  await docker
    .getImage(tag)
    .remove()
    .catch((error: unknown) => {
      if (!(error instanceof Error && 'statusCode' in error && error.statusCode === 404)) throw error
    })
}

function isAbandoned(label: string | undefined): boolean {
  const owner = parseOwner(label ?? '')
  return owner !== null && owner.host === hostname() && !isAlive(owner)
}
