import { join } from 'node:path'
import {
  applyFilters,
  distinct,
  estimatedTokens,
  honest,
  judgedOnly,
  outsideEvaluation,
  pairAttempts,
  preferenceRow,
  preferenceTargets,
  sftRows,
  sharedRepositories,
  summarise,
  usable,
  type AttemptPair,
  type EvaluationSet,
  type NamedFilter,
  type PreferenceTarget,
  type SftRowOptions,
} from '../../gym/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { openLineWriter } from './line-writer.ts'
import { makeFolder } from './make-folder.ts'
import { countRepositories, writeManifest, type Manifest } from './manifest.ts'
import { readEvaluationSet } from './read-evaluation-set.ts'
import { scanAttempts, type ScannedAttempt } from './scan-attempts.ts'
import { readTrajectoryAt } from './trajectory-file.ts'

export interface PreferenceRequest {
  /** Files of trajectories, not packed. */
  readonly files: readonly string[]
  readonly out: string
  readonly format: string
  /** Pairs of one instance, at most. */
  readonly cap: number
  readonly seed: number
  /** Also attempts that cheated; not unless asked for. */
  readonly keepCheating?: boolean | undefined
  readonly excludeFile?: string | undefined
  readonly redact: (text: string) => string
}

export interface PreferenceManifest extends Manifest {
  readonly kind: 'preference'
  readonly rows: number
  /** Pairs whose conversations do not begin the same, which make no row. */
  readonly promptsDiffer: number
  readonly redactedRows: number
}

const rowOptions: SftRowOptions = {
  encoding: 'text',
  unit: 'conversation',
  tokenizer: estimatedTokens,
  truncateBelow: null,
}

/**
 * Writes pairs of a resolved and an unresolved attempt at one instance, whose first conversations begin the same.
 *
 * @throws CapuchinError `export/bad-request`, `export/unreadable`, `export/cannot-write`, `gym/bad-record`
 */
export async function exportPreference(request: PreferenceRequest): Promise<PreferenceManifest> {
  const { files, out, format, cap, seed, keepCheating } = request
  const target = targetOf(request)
  const evaluation = await readEvaluationSet(request.excludeFile)
  const { attempts, inputs } = await scanAttempts(files, (trajectory) =>
    summarise(trajectory, sftRows(trajectory, rowOptions)),
  )
  const { kept, counts } = applyFilters(attempts, filtersOf(request, evaluation))
  const pairs = pairAttempts(kept, { cap, seed })
  await makeFolder(out)
  const written = await writePairs(request, { target, pairs })
  const manifest: PreferenceManifest = {
    kind: 'preference',
    v: 1,
    options: { format, cap, seed, keepCheating: keepCheating ?? false },
    inputs,
    filters: counts,
    outputs: written.outputs,
    rows: written.rows,
    promptsDiffer: pairs.length - written.rows,
    redactedRows: written.redacted,
    repositories: countRepositories(pairs.map(({ chosen }) => chosen)),
    sharedRepositories: evaluation
      ? sharedRepositories(
          pairs.map(({ chosen }) => chosen),
          evaluation,
        )
      : [],
    warnings: [],
  }
  await writeManifest(out, manifest)
  return manifest
}

function targetOf({ format, files }: PreferenceRequest): PreferenceTarget {
  const packed = files.find((file) => file.endsWith('.gz'))
  if (packed !== undefined)
    throw new CapuchinError('export/bad-request', `${packed} is packed, and pairs need files that are not`, {
      hint: `gunzip -k ${packed}`,
    })
  const target = preferenceTargets.find(({ name }) => name === format)
  if (target) return target
  throw new CapuchinError('export/bad-request', `there is no form '${format}' of pairs`, {
    hint: `one of ${preferenceTargets.map(({ name }) => name).join(', ')}`,
  })
}

function filtersOf(
  { keepCheating }: PreferenceRequest,
  evaluation: EvaluationSet | null,
): readonly NamedFilter[] {
  return [
    { name: 'distinct', filter: distinct },
    { name: 'usable', filter: usable },
    ...(keepCheating === true ? [] : [{ name: 'honest', filter: honest }]),
    { name: 'judged', filter: judgedOnly },
    ...(evaluation ? [{ name: 'outside-evaluation', filter: outsideEvaluation(evaluation) }] : []),
  ]
}

interface Writing {
  readonly target: PreferenceTarget
  readonly pairs: readonly AttemptPair<ScannedAttempt>[]
}

async function writePairs({ out, redact }: PreferenceRequest, { target, pairs }: Writing) {
  await using rowWriter = await openLineWriter(join(out, 'train.jsonl'))
  await using indexWriter = await openLineWriter(join(out, 'index.jsonl'))
  let [rows, redacted] = [0, 0]
  for (const { chosen, rejected } of pairs) {
    const row = preferenceRow(await firstConversation(chosen), await firstConversation(rejected))
    if (row === null) continue
    const line = JSON.stringify(target.toRow(row))
    const clean = redact(line)
    if (clean !== line) redacted += 1
    await rowWriter.write(`${clean}\n`)
    const { instanceId, repo } = chosen
    const entry = {
      row: rows,
      instanceId,
      repo,
      chosen: chosen.trajectoryId,
      rejected: rejected.trajectoryId,
    }
    await indexWriter.write(`${JSON.stringify(entry)}\n`)
    rows += 1
  }
  return { rows, redacted, outputs: [await rowWriter.finish(), await indexWriter.finish()] }
}

async function firstConversation(attempt: ScannedAttempt) {
  const [row] = sftRows(await readTrajectoryAt(attempt), rowOptions).rows
  return row?.messages ?? []
}
