import { openRepository } from '../git/index.ts'
import type { Store } from '../store/index.ts'
import type { App } from './create-app.ts'
import { loadConfig, type ConfigInputs, type ResolvedConfig } from './load-config.ts'

/** The store of the repository that a path lies in. */
export async function openProjectStore(app: App, repo: string): Promise<Store> {
  return app.openStore((await openRepository(repo)).root)
}

/** The settings that hold for the repository that a path lies in. */
export async function loadProjectConfig(
  inputs: Omit<ConfigInputs, 'root'> & { readonly repo: string },
): Promise<ResolvedConfig> {
  return loadConfig({ ...inputs, root: (await openRepository(inputs.repo)).root })
}
