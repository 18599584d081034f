import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { atomicWrite, CapuchinError, jsonOf } from '../../std/index.ts'
import { executionSchema, type Execution } from '../run/execution.ts'

/**
 * Where the logs of a run lie, as SWE-bench lays them out: `<root>/<run>/<model>/<instance>/`, a slash in a model's name
 * written as two underscores.
 */
export interface RunPlace {
  readonly root: string
  readonly runId: string
}

export function instanceFolder({ root, runId }: RunPlace, model: string, instanceId: string): string {
  return join(root, safeName(runId), safeName(model), safeName(instanceId))
}

const runSchema = z.object({
  dataset: z.string(),
  split: z.string().nullable(),
  task_repo: z.string().nullable(),
  created_at: z.string(),
  /** What upstream does not have: so that a later look needs no arguments. */
  capuchin: z
    .object({
      predictions: z.string(),
      harness: z.enum(['v4', 'v5']),
      allow_empty_lists: z.boolean(),
      instance_ids: z.array(z.string()),
    })
    .optional(),
})
export type RunFile = Readonly<z.infer<typeof runSchema>>

export async function writeRunFile(place: RunPlace, run: RunFile): Promise<void> {
  await writeJson(join(place.root, safeName(place.runId), 'run.json'), run)
}

/** Null where a run was made by another program, which may not have left one. */
export async function readRunFile(place: RunPlace): Promise<RunFile | null> {
  const text = await readText(join(place.root, safeName(place.runId), 'run.json'))
  return text === null ? null : (runSchema.safeParse(jsonOf(text)).data ?? null)
}

/** Names of the models of a run that have logs. */
export async function modelsOf({ root, runId }: RunPlace): Promise<readonly string[]> {
  const entries = await readdir(join(root, safeName(runId)), { withFileTypes: true }).catch(() => {
    throw new CapuchinError('evaluation/no-run', `there are no logs of a run ${runId} in ${root}`, {
      hint: 'name the run as it was given to evaluate --run-id, and its folder with --logs',
    })
  })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

/** What is kept of an instance, besides its report. */
export interface InstanceLogs {
  readonly patch: string
  readonly script: string
  /** Absent where the patch was never applied. */
  readonly execution: Execution | null
  /** What is odd about the run; see `findSuspicions`. */
  readonly suspicions: readonly string[]
  /** Says where and how the tests ran, for people who want to see it for themselves. */
  readonly reproduce: string
}

const executionName = 'execution.json'
const detailsSchema = executionSchema.omit({ log: true, applyLog: true })

export async function writeInstanceLogs(folder: string, logs: InstanceLogs): Promise<void> {
  await mkdir(folder, { recursive: true })
  await dropReport(folder)
  const { execution } = logs
  const files: Readonly<Record<string, string>> = {
    'patch.diff': logs.patch,
    'eval.sh': logs.script,
    'reproduce.md': logs.reproduce,
    ...(execution === null ? {} : filesOf(execution, logs.suspicions)),
  }
  await Promise.all(Object.entries(files).map(([name, text]) => atomicWrite(join(folder, name), text)))
}

function filesOf(
  { log, applyLog, ...details }: Execution,
  suspicions: readonly string[],
): Readonly<Record<string, string>> {
  const applied = details.ending === 'patch-failed' ? '>>>>> Patch Apply Failed' : '>>>>> Applied Patch'
  const { openMs, applyMs, testMs, closeMs } = details.durations
  const times = `opened in ${openMs} ms, applied in ${applyMs} ms, tests ran ${testMs} ms, closed in ${closeMs} ms`
  return {
    'run_instance.log': [applyLog, applied, `ending: ${details.ending}`, times, ''].join('\n'),
    [executionName]: `${JSON.stringify({ ...details, suspicions }, null, 2)}\n`,
    ...(details.ending === 'patch-failed' ? {} : { 'test_output.txt': log }),
  }
}

const infraSchema = z.object({
  code: z.string(),
  reason: z.string(),
  /** What the user can do about it. */
  hint: z.string().nullable(),
})
export type InfraEnding = Readonly<z.infer<typeof infraSchema>>

/** Notes that something around an instance kept it from a verdict. */
export async function writeInfraEnding(folder: string, ending: InfraEnding): Promise<void> {
  await mkdir(folder, { recursive: true })
  await dropReport(folder)
  await writeJson(join(folder, infraName), ending)
}

export async function readInfraEnding(folder: string): Promise<InfraEnding | null> {
  const text = await readText(join(folder, infraName))
  return text === null ? null : (infraSchema.safeParse(jsonOf(text)).data ?? null)
}

const infraName = 'infra.json'

/** A report of an earlier patch must not stand beside this one's log, not even for a moment. */
async function dropReport(folder: string): Promise<void> {
  for (const name of ['report.json', infraName]) await rm(join(folder, name), { force: true })
}

export async function writeInstanceReport(folder: string, report: unknown): Promise<void> {
  await writeJson(join(folder, 'report.json'), report)
}

/** The log of an instance and what is known of how it came about; null where no tests ran. */
export async function readInstanceLogs(folder: string): Promise<StoredLogs | null> {
  const log = await readText(join(folder, 'test_output.txt'))
  const patch = await readText(join(folder, 'patch.diff'))
  const details = await readText(join(folder, executionName))
  if (log === null && details === null) return null
  const known = details === null ? null : (detailsSchema.safeParse(jsonOf(details)).data ?? null)
  return { log: log ?? '', patch, ending: known?.ending ?? null, testExitCode: known?.testExitCode ?? null }
}

export interface StoredLogs {
  readonly log: string
  readonly patch: string | null
  /** Null for logs of another program. */
  readonly ending: Execution['ending'] | null
  readonly testExitCode: number | null
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true })
  await atomicWrite(path, JSON.stringify(value, null, 4))
}

async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
    throw error
  })
}

/** One folder, whatever the name holds. */
function safeName(name: string): string {
  const flat = name.replaceAll('/', '__')
  return flat === '.' || flat === '..' || flat === '' ? `_${flat}` : flat
}
