import type { Instance } from '../../domain/index.ts'
import type { SandboxLimits, SandboxProvider } from '../../sandbox/index.ts'
import { hasCode } from '../../std/index.ts'
import { offlineEnv } from '../../workspace/index.ts'
import type { EvaluationPlaces, PlaceOptions } from './places.ts'

/** An image that is held for whoever asked for it: it is not removed before it is let go. */
export interface HeldImage {
  readonly name: string
  /** Digest of what it is made of. */
  readonly id: string
  /** What its programs need besides the image's own variables. */
  readonly env?: Readonly<Record<string, string>>
  letGo(): Promise<void>
}

export interface ImagePlacesOptions {
  readonly provider: SandboxProvider
  /** @throws CapuchinError `evaluation/no-environment`, `sandbox/*`, `workspace/*`. */
  readonly holdImage: (instance: Instance, options: PlaceOptions) => Promise<HeldImage>
  readonly limits: Partial<SandboxLimits>
  readonly network: boolean
}

/** Where the images of the field keep the checkout. */
const testbed = '/testbed'

/** Images of a container engine, one for each instance. */
export function createImagePlaces(options: ImagePlacesOptions): EvaluationPlaces {
  const { provider, holdImage, limits, network } = options
  return {
    kind: 'docker',
    prepare: async (instance, prepareOptions = {}) => {
      const held = await holdImage(instance, prepareOptions)
      const open = (signal: AbortSignal | undefined) =>
        provider.open(
          // The id and not the name: what was prepared is what is run, whatever the name comes to mean.
          { from: 'image', image: held.id, root: testbed },
          { env: { ...held.env, ...(network ? {} : offlineEnv) }, limits, network, signal },
        )
      return {
        fingerprint: `${held.id} network=${network ? 'yes' : 'no'}`,
        image: held.name,
        open: async ({ signal } = {}) => {
          try {
            return await open(signal)
          } catch (error) {
            if (!hasCode(error, 'sandbox/no-image')) throw error
            // Somebody else has removed it since.
            const again = await holdImage(instance, { signal })
            try {
              if (again.id !== held.id) throw error
              return await open(signal)
            } finally {
              await again.letGo()
            }
          }
        },
        release: () => held.letGo(),
      }
    },
    [Symbol.asyncDispose]: () => provider.dispose(),
  }
}
