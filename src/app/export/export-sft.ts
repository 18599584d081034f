import { join } from 'node:path'
import {
  applyFilters,
  sftRows,
  sftTargets,
  sharedRepositories,
  summarise,
  tokenStatistics,
  trainingRecipes,
  type SftRow,
  type SftRowOptions,
  type SftTarget,
  type Tokenizer,
  type TokenStatistics,
} from '../../gym/index.ts'
import { atomicWrite, CapuchinError } from '../../std/index.ts'
import { openLineWriter } from './line-writer.ts'
import { makeFolder } from './make-folder.ts'
import { countRepositories, writeManifest, type Manifest } from './manifest.ts'
import { readEvaluationSet } from './read-evaluation-set.ts'
import { openTokenizer } from './open-tokenizer.ts'
import { readKept, scanAttempts, type ScannedAttempt } from './scan-attempts.ts'
import { sftFilters } from './sft-filters.ts'
import type { SftRequest } from './sft-request.ts'

export interface SftManifest extends Manifest {
  readonly kind: 'sft'
  readonly rows: number
  readonly tokens: TokenStatistics
  /** Rows in which a secret was replaced. */
  readonly redactedRows: number
  /** Rows with replies that no loss should be taken on, which this trainer cannot be told. */
  readonly rowsWithLostMarks: number
}

/**
 * Writes training rows of attempts as one trainer reads them, with an index that says what each row is of, and a
 * manifest. Two passes over the files: one trajectory is in memory at a time.
 *
 * @throws CapuchinError `export/bad-request`, `export/bad-tokenizer`, `export/unreadable`, `export/cannot-write`,
 *   `gym/bad-record`
 */
export async function exportSft(request: SftRequest): Promise<SftManifest> {
  const target = targetOf(request)
  const tokenizer = await openTokenizer(request.tokenizer ?? 'estimate')
  const options = rowOptions(request, { target, tokenizer })
  const settings = settingsOf(request, { target, options })
  const evaluation = await readEvaluationSet(request.excludeFile)
  const { attempts, inputs } = await scanAttempts(request.files, (trajectory) =>
    summarise(trajectory, sftRows(trajectory, options)),
  )
  const { kept, counts } = applyFilters(attempts, sftFilters(request, evaluation))
  await makeFolder(request.out)
  const written = await writeRows(request, { target, options, kept })
  for (const { name, text, mode } of settings) await atomicWrite(join(request.out, name), text, { mode })
  const manifest: SftManifest = {
    kind: 'sft',
    v: 1,
    options: optionsOf(request, options),
    inputs,
    filters: counts,
    outputs: written.outputs,
    rows: written.tokens.length,
    tokens: tokenStatistics(written.tokens, tokenizer.name),
    redactedRows: written.redacted,
    rowsWithLostMarks: written.lostMarks,
    repositories: countRepositories(kept),
    sharedRepositories: evaluation ? sharedRepositories(kept, evaluation) : [],
    warnings: warningsOf(written, target),
  }
  await writeManifest(request.out, manifest)
  return manifest
}

function targetOf({ format, encoding, out }: SftRequest): SftTarget {
  const names = sftTargets.map(({ name }) => name)
  const target = sftTargets.find(({ name }) => name === format)
  if (!target)
    throw new CapuchinError('export/bad-request', `there is no trainer '${format}'`, {
      hint: `one of ${names.join(', ')}`,
    })
  if (encoding !== undefined && !target.encodings.includes(encoding))
    throw new CapuchinError('export/bad-request', `${format} cannot read ${encoding} tool calls`, {
      hint: `capuchin export sft --format ${format} --calls ${target.encodings[0]} --out ${out}`,
    })
  return target
}

function rowOptions(
  request: SftRequest,
  { target, tokenizer }: { readonly target: SftTarget; readonly tokenizer: Tokenizer },
): SftRowOptions {
  const { encoding, unit, overlong, belowTokens } = request
  return {
    encoding: encoding ?? target.encodings[0],
    unit,
    tokenizer,
    truncateBelow: overlong === 'truncate' ? (belowTokens ?? null) : null,
  }
}

/** Of a recipe, what starts its trainer; else what its trainer has to be told of the rows. */
function settingsOf(
  { recipeFor, format }: SftRequest,
  { target, options }: Pick<Writing, 'target' | 'options'>,
): readonly { readonly name: string; readonly text: string; readonly mode: number }[] {
  if (recipeFor === undefined)
    return target.settings(options.encoding).map((file) => ({ ...file, mode: 0o644 }))
  const recipe = trainingRecipes.find(({ name }) => name === format)
  const files = recipe?.files(recipeFor, options.encoding)
  if (!files)
    throw new CapuchinError(
      'export/bad-request',
      recipe
        ? `the recipe of ${format} does not know the model ${recipeFor}`
        : `there is no recipe of ${format}`,
      { hint: recipe?.models ?? `one of ${trainingRecipes.map(({ name }) => name).join(', ')}` },
    )
  return files.map(({ name, text, isExecutable }) => ({ name, text, mode: isExecutable ? 0o755 : 0o644 }))
}

interface Writing {
  readonly target: SftTarget
  readonly options: SftRowOptions
  readonly kept: readonly ScannedAttempt[]
}

async function writeRows({ files, out, redact }: SftRequest, { target, options, kept }: Writing) {
  await using rowWriter = await openLineWriter(join(out, 'train.jsonl'))
  await using indexWriter = await openLineWriter(join(out, 'index.jsonl'))
  const tokens: number[] = []
  let [redacted, lostMarks] = [0, 0]
  for await (const { attempt, trajectory } of readKept(files, kept)) {
    const { trajectoryId, instanceId, repo, model, strategy, versions } = trajectory.head
    for (const row of sftRows(trajectory, options).rows) {
      const line = JSON.stringify(target.toRow(row))
      const clean = redact(line)
      if (clean !== line) redacted += 1
      if (!target.keepsLossMarks && hasUntrained(row)) lostMarks += 1
      await rowWriter.write(`${clean}\n`)
      const entry = {
        row: tokens.length,
        trajectoryId,
        instanceId,
        repo,
        model,
        strategy,
        versions,
        resolved: attempt.resolved,
        messages: row.messages.length,
        tokens: row.tokens,
      }
      await indexWriter.write(`${redact(JSON.stringify(entry))}\n`)
      tokens.push(row.tokens)
    }
  }
  return { tokens, redacted, lostMarks, outputs: [await rowWriter.finish(), await indexWriter.finish()] }
}

function hasUntrained({ messages }: SftRow): boolean {
  return messages.some(({ role, train }) => role === 'assistant' && !train)
}

function optionsOf(request: SftRequest, { encoding, unit, tokenizer }: SftRowOptions): Manifest['options'] {
  const {
    format,
    recipeFor,
    unresolved,
    keepCheating,
    perInstance,
    fraction,
    order,
    seed,
    belowTokens,
    overlong,
  } = request
  return {
    format,
    ...(recipeFor === undefined ? {} : { recipeFor }),
    calls: encoding,
    unit,
    tokenizer: tokenizer.name,
    unresolved,
    keepCheating: keepCheating ?? false,
    perInstance,
    fraction,
    order,
    seed,
    belowTokens: belowTokens ?? null,
    overlong,
  }
}

function warningsOf(
  { tokens, lostMarks }: { readonly tokens: readonly number[]; readonly lostMarks: number },
  { name, leastRows }: SftTarget,
): readonly string[] {
  return [
    ...(tokens.length < leastRows
      ? [`${name} needs ${leastRows} rows at least; there are ${tokens.length}`]
      : []),
    ...(lostMarks > 0
      ? [
          `${name} takes the loss on every reply, also in ${lostMarks} rows with replies that other rows train on`,
        ]
      : []),
  ]
}
