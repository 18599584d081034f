import type { SandboxProvider } from '../../sandbox/index.ts'
import type { App } from '../create-app.ts'
import type { PlaceOptions, RunPlace } from './execute-run.ts'
import { fingerprintOf, openBase, weakLimits } from './open-base.ts'
import type { SolveInput } from './solve-records.ts'

export interface CheckoutDeps {
  readonly app: App
  readonly provider: SandboxProvider
  readonly input: SolveInput
}

/** The user's own checkout as what attempts stand on. @throws CapuchinError `solve/setup-*`, `sandbox/*`. */
export async function openCheckout(
  { app, provider, input }: CheckoutDeps,
  { signal, note }: PlaceOptions,
): Promise<RunPlace> {
  for (const text of await weakLimits(provider)) note(text)
  const base = await openBase(provider, input, signal)
  try {
    const code = await app.openBaseCode({ root: input.root, base, frozen: input.config.freeze })
    const baseKey = await fingerprintOf(provider, base)
    const dispose = async (): Promise<void> => {
      await code[Symbol.asyncDispose]()
      await base.dispose()
    }
    return { base, baseKey, code, commandFor: null, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await base.dispose()
    throw error
  }
}
