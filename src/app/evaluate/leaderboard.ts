import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { CapuchinError, messageOf, wilsonInterval, type Interval } from '../../std/index.ts'

/** A run's own report, as far as a table needs it; other programs' reports have these fields too. */
const reportSchema = z.object({
  total_instances: z.number(),
  submitted_instances: z.number(),
  resolved_instances: z.number(),
  empty_patch_instances: z.number().default(0),
  error_instances: z.number().default(0),
  schema_version: z.number(),
})

export interface LeaderboardRow {
  /** `<model>.<run>`, as the report's file is named. */
  readonly name: string
  readonly resolved: number
  readonly total: number
  readonly submitted: number
  readonly empty: number
  readonly errors: number
  readonly interval: Interval
}

/** Every run report in a folder, the largest share of all instances first. @throws CapuchinError `evaluate/no-reports`. */
export async function leaderboard(folder: string): Promise<readonly LeaderboardRow[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new CapuchinError('evaluate/no-reports', `cannot look into ${folder}: ${messageOf(cause)}`, {
      cause,
    })
  })
  const rows: LeaderboardRow[] = []
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    const report = await readReport(join(folder, name))
    if (!report) continue
    const { resolved_instances: resolved, total_instances: total } = report
    rows.push({
      name: name.slice(0, -'.json'.length),
      resolved,
      total,
      submitted: report.submitted_instances,
      empty: report.empty_patch_instances,
      errors: report.error_instances,
      interval: wilsonInterval(resolved, total),
    })
  }
  if (rows.length === 0)
    throw new CapuchinError('evaluate/no-reports', `there are no run reports in ${folder}`, {
      hint: 'name the folder that evaluate --report-dir wrote to',
    })
  const share = ({ resolved, total }: LeaderboardRow): number => (total === 0 ? 0 : resolved / total)
  return rows.toSorted((a, b) => share(b) - share(a) || (a.name < b.name ? -1 : 1))
}

/** Null for JSON files that are no run reports. */
async function readReport(path: string): Promise<z.infer<typeof reportSchema> | null> {
  try {
    return reportSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null
  } catch {
    return null
  }
}
