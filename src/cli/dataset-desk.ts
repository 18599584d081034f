import {
  createApp,
  guardedRequests,
  loadConfig,
  obtainConsent,
  settleLogprobs,
  settleUntil,
  type App,
  type Config,
} from '../app/index.ts'
import { consentAsker } from './ask-consent.ts'
import { personAtTerminal } from './person-at-terminal.ts'
import { givenSettings } from './setting-flags.ts'
import { withStopSignal } from './stop-signal.ts'

export interface DatasetDesk {
  readonly app: App
  readonly store: Awaited<ReturnType<App['openStore']>>
  readonly config: Config
  /** The folder that the command was called in, whose store is used. */
  readonly root: string
  readonly signal: AbortSignal
}

/** What a command about a dataset works with: settings with the user's word, the store of this folder, a signal to stop. */
export async function withDatasetDesk<T>(
  flags: Readonly<Record<string, unknown>> & { readonly yes?: boolean; readonly json?: boolean },
  work: (desk: DatasetDesk) => Promise<T>,
): Promise<T> {
  const root = process.cwd()
  const loaded = await loadConfig({ root, env: process.env, flags: givenSettings(flags) })
  const resolved = settleLogprobs(settleUntil(loaded))
  await obtainConsent(
    { root, lines: guardedRequests(resolved) },
    { assumeYes: flags.yes ?? false, ask: consentAsker(flags.json ?? false), env: process.env },
  )
  const app = createApp({ env: process.env, person: personAtTerminal({ json: flags.json ?? false }) })
  await using store = await app.openStore(root)
  return await withStopSignal(
    () => console.error('stopping; once more kills. The same command goes on where it was.'),
    (signal) => work({ app, store, config: resolved.config, root, signal }),
  )
}
