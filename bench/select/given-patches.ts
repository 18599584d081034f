import { join } from 'node:path'
import { z } from 'zod'
import { readRows } from './pool-row.ts'

/** A patch as its maker wrote it. */
export interface GivenPatch {
  readonly origin: 'system' | 'attempt'
  readonly source: string
  readonly text: string
}

const systemsRow = z.object({
  instance_id: z.string(),
  candidates: z.array(z.object({ source: z.string(), patch: z.string() })),
})
const sessionsRow = z.object({
  instance_id: z.string(),
  sessions: z.array(z.object({ model: z.string().nullish(), model_patch: z.string().nullish() })),
})

/** By instance: fixes of other systems, then what sessions of an older tool left. */
export function readGivenPatches(folder: string): ReadonlyMap<string, readonly GivenPatch[]> {
  const given = new Map<string, readonly GivenPatch[]>()
  const add = (id: string, patches: readonly GivenPatch[]): void =>
    void given.set(id, [...(given.get(id) ?? []), ...patches.filter(({ text }) => text.trim() !== '')])
  for (const row of readRows(join(folder, 'candidates-dev.jsonl'), systemsRow))
    add(
      row.instance_id,
      row.candidates.map(({ source, patch }) => ({ origin: 'system', source, text: patch })),
    )
  for (const row of readRows(join(folder, 'model-replies-dev.jsonl'), sessionsRow))
    add(
      row.instance_id,
      row.sessions.map(({ model, model_patch: text }, index) => ({
        origin: 'attempt',
        source: `session ${index + 1} (${model ?? 'unknown'})`,
        text: text ?? '',
      })),
    )
  return given
}
