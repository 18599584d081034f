import { createApp, openProjectStore, type App } from '../app/index.ts'

/** Opens the store of the repository that a command was called in, and closes it when the work is done. */
export async function withStore<T>(
  repo: string,
  work: (context: { readonly app: App; readonly store: Awaited<ReturnType<App['openStore']>> }) => Promise<T>,
): Promise<T> {
  const app = createApp({ env: process.env })
  await using store = await openProjectStore(app, repo)
  return await work({ app, store })
}
