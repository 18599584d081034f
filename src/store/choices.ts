import type { Kysely } from '../db/index.ts'
import type { StoreTables } from './schema.ts'

/** A patch that was chosen, and how likely it was said to be right. */
export interface Choice {
  readonly runId: string
  /** Equal to the run's id where a run is about one issue. */
  readonly instanceId: string
  readonly selector: string
  /** Between 0 and 1, before any calibration. */
  readonly said: number
  readonly patchId: string
}

export interface JudgedChoice extends Choice {
  /** Null while nobody knows. */
  readonly right: boolean | null
}

/** Choices that were made here, and what became of them. */
export interface Choices {
  /** Another patch for the same instance of a run takes the place of the one before, with what is known of that. */
  save(choice: Choice): Promise<void>
  list(): Promise<readonly JudgedChoice[]>
  /** Says whether a chosen patch was right; null takes it back. */
  judge(choice: Pick<Choice, 'runId' | 'instanceId'>, right: boolean | null): Promise<void>
}

export function createChoices(db: Kysely<StoreTables>): Choices {
  return {
    save: async ({ runId, instanceId, selector, said, patchId }) => {
      const known = await db
        .selectFrom('choices')
        .select(['patch_id', 'is_right'])
        .where('run_id', '=', runId)
        .where('instance_id', '=', instanceId)
        .executeTakeFirst()
      const isRight = known?.patch_id === patchId ? known.is_right : null
      await db
        .replaceInto('choices')
        .values({
          run_id: runId,
          instance_id: instanceId,
          selector,
          said,
          patch_id: patchId,
          is_right: isRight,
        })
        .execute()
    },
    list: async () => {
      const rows = await db
        .selectFrom('choices')
        .selectAll()
        .orderBy('run_id')
        .orderBy('instance_id')
        .execute()
      return rows.map((row) => ({
        runId: row.run_id,
        instanceId: row.instance_id,
        selector: row.selector,
        said: row.said,
        patchId: row.patch_id,
        right: row.is_right === null ? null : row.is_right === 1,
      }))
    },
    judge: async ({ runId, instanceId }, right) => {
      await db
        .updateTable('choices')
        .set({ is_right: right === null ? null : Number(right) })
        .where('run_id', '=', runId)
        .where('instance_id', '=', instanceId)
        .execute()
    },
  }
}
