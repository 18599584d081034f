import type { Instance } from '../../domain/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'

export interface PlaceOptions {
  readonly signal?: AbortSignal | undefined
}

export interface OpenPlaceOptions extends PlaceOptions {
  /** For somebody who is to solve the instance, and not for its tests: packages of the machine itself do not show. */
  readonly forWork?: boolean
}

/** Where instances are tested: images of a container engine, or folders of this machine. */
export interface EvaluationPlaces extends AsyncDisposable {
  readonly kind: 'docker' | 'local'
  /**
   * Gets an instance's environment ready and says what it is, by content: equal answers mean equal environments.
   *
   * @throws CapuchinError `evaluation/no-environment`, `workspace/*`, `sandbox/*`.
   */
  prepare(instance: Instance, options?: PlaceOptions): Promise<Place>
}

export interface Place {
  /** Digest of the image, or hash of what the folder was made from. */
  readonly fingerprint: string
  /** Name of the image, for people who want to run it themselves. */
  readonly image?: string
  /** A fresh sandbox with the checkout at `/testbed`. */
  open(options?: OpenPlaceOptions): Promise<Sandbox>
  /** Says that this environment is not needed any more for now, so that its room may be used. */
  release(): Promise<void>
}
