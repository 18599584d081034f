import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { openRepository } from '../git/index.ts'
import type { Store } from '../store/index.ts'
import type { App } from './create-app.ts'
import { loadConfig, type ConfigInputs, type ResolvedConfig } from './load-config.ts'

/** The store of the folder itself, where commands about datasets were called in it, else of the repository around it. */
export async function openProjectStore(app: App, repo: string): Promise<Store> {
  const isOwn = await access(join(repo, '.capuchin')).then(
    () => true,
    () => false,
  )
  return app.openStore(isOwn ? resolve(repo) : (await openRepository(repo)).root)
}

/** The settings that hold for the repository that a path lies in. */
export async function loadProjectConfig(
  inputs: Omit<ConfigInputs, 'root'> & { readonly repo: string },
): Promise<ResolvedConfig> {
  return loadConfig({ ...inputs, root: (await openRepository(inputs.repo)).root })
}
