import type { Instance } from '../../domain/index.ts'
import type { ImageStore, StoredImage } from '../../sandbox/index.ts'
import { CapuchinError, hasCode, messageOf } from '../../std/index.ts'
import type { HeldImage, ImagePlacesOptions } from './image-places.ts'
import type { PlaceOptions } from './places.ts'

export interface PulledImagesOptions {
  readonly images: ImageStore
  /** What is pulled and not in use is removed beyond this, the longest unused first. */
  readonly budgetBytes: number
  readonly onProgress: (text: string) => void
  /** How often a long pull says how far it is; every 20 seconds when left out. */
  readonly progressMs?: number
}

/** Published images, pulled when an instance needs one that is not there. */
export function createPulledImages(options: PulledImagesOptions): ImagePlacesOptions['holdImage'] {
  const holders = new Map<string, number>()
  const pulling = new Map<string, Promise<StoredImage>>()
  const context: PullContext = { ...options, holders }
  return async (instance, { signal }) => {
    const name = imageOf(instance)
    // Several instances may share an image, and one pull.
    const running = pulling.get(name) ?? obtain(context, { name, instance, signal })
    pulling.set(name, running)
    const { id } = await running.finally(() => pulling.delete(name))
    holders.set(id, (holders.get(id) ?? 0) + 1)
    return { name, id, letGo: letGoOnce(context, id) }
  }
}

interface PullContext extends PulledImagesOptions {
  /** How many use an image now, by its id. */
  readonly holders: Map<string, number>
}

function imageOf({ instanceId, evaluation }: Instance): string {
  if (evaluation?.image) return evaluation.image
  throw new CapuchinError('evaluation/no-environment', `no image is known for ${instanceId}`, {
    hint: 'use a dataset whose rows name images, or environments made on this machine: --sandbox local',
  })
}

interface Wanted extends PlaceOptions {
  readonly name: string
  readonly instance: Instance
}

async function obtain(context: PullContext, wanted: Wanted): Promise<StoredImage> {
  const { images } = context
  const present = await images.find(wanted.name)
  if (present) {
    await images.touch(wanted.name)
    return present
  }
  try {
    return await pull(context, wanted)
  } catch (error) {
    if (!hasCode(error, 'sandbox/disk-full') || (await makeRoom(context, 0)) === 0) throw error
    return pull(context, wanted)
  }
}

async function pull(
  { images, onProgress, progressMs = 20_000 }: PullContext,
  { name, instance, signal }: Wanted,
): Promise<StoredImage> {
  const say = (text: string): void => onProgress(`${instance.instanceId}: ${text}`)
  const started = performance.now()
  let said = started
  say(`pulling ${name}`)
  const image = await images.pull(name, {
    signal,
    onRetry: ({ message }, delayMs) => say(`${message}; trying again in ${Math.ceil(delayMs / 1000)} s`),
    onProgress: ({ bytes, totalBytes }) => {
      if (performance.now() - said < progressMs) return
      said = performance.now()
      say(`pulled ${megabytes(bytes)} of ${megabytes(totalBytes)} or more`)
    },
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  say(`pulled in ${seconds} s, ${megabytes(image.bytes)} unpacked`)
  return image
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}

function letGoOnce(context: PullContext, id: string): HeldImage['letGo'] {
  let isHeld = true
  return async () => {
    if (!isHeld) return
    isHeld = false
    const left = (context.holders.get(id) ?? 1) - 1
    if (left > 0) context.holders.set(id, left)
    else context.holders.delete(id)
    // Room is a courtesy: a run does not fail for want of it before a pull does.
    await makeRoom(context, context.budgetBytes).catch((error: unknown) =>
      context.onProgress(`images could not be removed: ${messageOf(error)}`),
    )
  }
}

/** Removes pulled images that nobody uses until what is left takes no more than that; gives how many went. */
async function makeRoom({ images, holders, onProgress }: PullContext, budgetBytes: number): Promise<number> {
  const pulled = await images.listPulled()
  let sum = pulled.reduce((bytes, image) => bytes + image.bytes, 0)
  let removed = 0
  for (const image of pulled) {
    // Shared layers count once: all images together are a bound on what these take.
    if (sum <= budgetBytes || (await images.disk()).imageBytes <= budgetBytes) break
    if (holders.has(image.id) || !(await images.removePulled(image))) continue
    removed += 1
    sum -= image.bytes
    onProgress(`removed ${image.names[0] ?? image.id}, to keep within the disk budget`)
  }
  return removed
}
