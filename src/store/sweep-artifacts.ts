import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql, type Kysely } from '../db/index.ts'
import { artifactOf } from './artifacts.ts'
import type { StoreTables } from './schema.ts'

/** Removes the artifacts that no row refers to. */
export async function sweepArtifacts(db: Kysely<StoreTables>, folder: string): Promise<void> {
  const kept = await sql<{ readonly value: string | null }>`
    SELECT value FROM journal UNION SELECT value FROM executions UNION SELECT value FROM requests
    UNION SELECT input FROM runs UNION SELECT result FROM runs
  `.execute(db)
  const used = new Set(kept.rows.map(({ value }) => artifactOf(value)))
  const names = await readdir(folder).catch(() => [])
  await Promise.all(
    names.filter((name) => !used.has(name)).map((name) => rm(join(folder, name), { force: true })),
  )
}
