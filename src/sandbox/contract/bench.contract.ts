import type { OpenOptions, Sandbox, SandboxProvider } from '../sandbox.ts'

/** What a case of the contract works with. */
export interface Bench {
  /** A fresh git checkout of this case alone. */
  readonly checkout: string
  readonly folder: string
  readonly provider: SandboxProvider
  /** Opens a sandbox on the checkout; disposed after the case. */
  readonly open: (options?: OpenOptions) => Promise<Sandbox>
  readonly create: CreateProvider
  readonly skip: (reason: string) => never
}

/** A provider over a state folder, or why there can be none here. */
export type CreateProvider = (stateDir: string) => Promise<SandboxProvider | { readonly skip: string }>

export type Cases = Readonly<Record<string, (bench: Bench) => Promise<void>>>
