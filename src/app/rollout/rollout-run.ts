import { z } from 'zod'
import { CapuchinError, hashJson, type JsonValue } from '../../std/index.ts'
import type { Store } from '../../store/index.ts'
import { configSchema, settingNames, type Config } from '../config.ts'

/** What stands in the store for a rollout as a whole; each of its instances is a run of its own, `<id>/<instance>`. */
export const rolloutInputSchema = z.object({
  kind: z.literal('rollout'),
  v: z.literal(1),
  dataset: z.string(),
  split: z.string().nullable(),
  config: configSchema,
  temperatures: z.array(z.number()),
})
export type RolloutInput = z.infer<typeof rolloutInputSchema>

/** A rollout that this process works on. */
export interface RolloutRun extends AsyncDisposable {
  readonly finish: (result: unknown) => void
}

export interface RolloutRunDeps {
  readonly store: Store
  readonly root: string
  readonly runId: string
}

/**
 * Begins a rollout, or goes on with the one of that id.
 *
 * @throws CapuchinError `rollout/other-settings`, `rollout/other-kind`, `store/run-owned`.
 */
export async function openRolloutRun(
  input: RolloutInput,
  { store, root, runId }: RolloutRunDeps,
): Promise<RolloutRun> {
  const known = (await store.findRun(runId)) !== null
  if (known) {
    const { input: stored } = await store.loadRun(runId)
    mustBeSame(rolloutInputSchema.safeParse(stored).data, input, runId)
    await store.claimRun(runId)
  } else await store.createRun({ id: runId, title: `rollout: ${input.dataset}`, root, input })
  let end: Parameters<Store['endRun']>[1] = { status: 'cancelled', result: null }
  return {
    finish: (result) => {
      end = { status: 'done', result }
    },
    [Symbol.asyncDispose]: () => store.endRun(runId, end),
  }
}

/** Id of the run of one instance. */
export function instanceRunId(runId: string, instanceId: string): string {
  return `${runId}/${instanceId}`
}

/** Settings that say how fast or where attempts are made, and not which. */
const changeable: readonly (keyof Config)[] = ['jobs', 'retries', 'requestsPerMinute', 'storeMb', 'prices']

function mustBeSame(before: RolloutInput | undefined, now: RolloutInput, runId: string): void {
  if (!before)
    throw new CapuchinError('rollout/other-kind', `run ${runId} is no rollout`, {
      hint: 'give another --run-id',
    })
  const settings = settingNames.filter(
    (name) => !changeable.includes(name) && differ(before.config[name], now.config[name]),
  )
  const others = (['dataset', 'split', 'temperatures'] as const).filter((name) =>
    differ(before[name], now[name]),
  )
  const different = [...others, ...settings]
  if (different.length > 0)
    throw new CapuchinError(
      'rollout/other-settings',
      `rollout ${runId} was begun with another ${different.join(', ')}`,
      { hint: 'give the same settings to go on with it, or another --run-id for another rollout' },
    )
}

function differ(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return hashJson([a ?? null]) !== hashJson([b ?? null])
}
