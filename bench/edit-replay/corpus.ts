/** Recorded conversations with their base files: what was said, which files were added, and what came out. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const turnSchema = z.object({
  role: z.enum(['user', 'assistant', 'tool']),
  text: z.string(),
  fence: z.string().nullish(),
  kinds: z.array(z.string()).default([]),
  added_files: z.array(z.string()).default([]),
  allowed_edits: z.array(z.string()).default([]),
  created_files: z.array(z.string()).default([]),
  replayed: z.array(z.object({ path: z.string(), how: z.string().nullable() })).default([]),
})

const sessionSchema = z.object({
  model: z.string().nullish(),
  turns: z.array(turnSchema),
  model_patch: z.string().nullish(),
  result_files: z
    .record(z.string(), z.object({ old: z.string().nullable(), new: z.string().nullable() }))
    .nullish(),
})

const rowSchema = z.object({
  instance_id: z.string(),
  repo: z.string(),
  base_commit: z.string(),
  sessions: z.array(sessionSchema),
})

export type RecordedTurn = z.infer<typeof turnSchema>
export type RecordedSession = z.infer<typeof sessionSchema>
export type RecordedInstance = z.infer<typeof rowSchema>

export function loadCorpus(path: string): readonly RecordedInstance[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => rowSchema.parse(JSON.parse(line)))
}
