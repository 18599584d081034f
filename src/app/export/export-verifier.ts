import { join } from 'node:path'
import type { Trajectory } from '../../domain/index.ts'
import {
  applyFilters,
  balance,
  belowTokens,
  capEachVerdict,
  countTokens,
  distinct,
  honest,
  judgedOnly,
  makeExample,
  outsideEvaluation,
  sharedRepositories,
  summarise,
  tokenStatistics,
  usable,
  type AttemptSummary,
  type BalanceOptions,
  type EvaluationSet,
  type NamedFilter,
  type Tokenizer,
  type TokenStatistics,
  type VerifierStyle,
} from '../../gym/index.ts'
import { openLineWriter } from './line-writer.ts'
import { makeFolder } from './make-folder.ts'
import { countRepositories, writeManifest, type Manifest } from './manifest.ts'
import { readEvaluationSet } from './read-evaluation-set.ts'
import { openTokenizer } from './open-tokenizer.ts'
import { readKept, scanAttempts, type ScannedAttempt } from './scan-attempts.ts'
import { verifierStyleOf } from '../verifier/verifier-style-of.ts'

export interface VerifierRequest extends BalanceOptions {
  /** Attempts of the model that is to be trained, and of others. */
  readonly onPolicy: readonly string[]
  readonly offPolicy: readonly string[]
  readonly out: string
  /** How the verifier is asked: `judge`, `true-false`. */
  readonly style: string
  /** Resolved and other attempts of an instance, so many of each; null for all. */
  readonly cap: number | null
  /** What counts tokens, as `openTokenizer` knows it. Default: an estimate. */
  readonly tokenizer?: string | undefined
  readonly belowTokens: number
  /** Also attempts that cheated; not unless asked for. */
  readonly keepCheating?: boolean | undefined
  readonly excludeFile?: string | undefined
  readonly redact: (text: string) => string
}

export interface VerifierManifest extends Manifest {
  readonly kind: 'verifier'
  readonly resolved: number
  readonly unresolved: number
  readonly tokens: TokenStatistics
  readonly redactedRows: number
}

/**
 * Writes rows that a verifier is trained on: a question of each attempt, and its answer by hidden tests, balanced.
 *
 * @throws CapuchinError `export/bad-request`, `export/bad-tokenizer`, `export/unreadable`, `export/cannot-write`,
 *   `gym/bad-record`
 */
export async function exportVerifier(request: VerifierRequest): Promise<VerifierManifest> {
  const style = verifierStyleOf(request.style)
  const tokenizer = await openTokenizer(request.tokenizer ?? 'estimate')
  const files = [...request.onPolicy, ...request.offPolicy]
  const evaluation = await readEvaluationSet(request.excludeFile)
  const { attempts, inputs } = await scanAttempts(files, (trajectory) =>
    summariseExample(trajectory, { style, tokenizer }),
  )
  const { kept, counts } = applyFilters(attempts, filtersOf(request, evaluation))
  await makeFolder(request.out)
  const written = await writeExamples(request, { files, style, kept })
  const resolved = kept.filter((attempt) => attempt.resolved === true).length
  const manifest: VerifierManifest = {
    kind: 'verifier',
    v: 1,
    options: optionsOf(request, tokenizer),
    inputs,
    filters: counts,
    outputs: written.outputs,
    resolved,
    unresolved: kept.length - resolved,
    tokens: tokenStatistics(
      kept.map(({ tokens }) => tokens),
      tokenizer.name,
    ),
    redactedRows: written.redacted,
    repositories: countRepositories(kept),
    sharedRepositories: evaluation ? sharedRepositories(kept, evaluation) : [],
    warnings: warningsOf(request, { resolved, unresolved: kept.length - resolved }),
  }
  await writeManifest(request.out, manifest)
  return manifest
}

function summariseExample(
  trajectory: Trajectory,
  { style, tokenizer }: { readonly style: VerifierStyle; readonly tokenizer: Tokenizer },
): AttemptSummary {
  const made = makeExample(style, trajectory)
  const summary = summarise(trajectory, { rows: [], reason: null })
  const { resolved } = summary
  if (!made.ok) return { ...summary, unusable: resolved === null ? null : made.reason }
  return { ...summary, rows: 1, tokens: countTokens(made.example.messages, tokenizer) }
}

function filtersOf(
  request: VerifierRequest,
  evaluation: EvaluationSet | null,
): readonly NamedFilter<ScannedAttempt>[] {
  const { onPolicy, cap, seed, belowTokens: limit, multiplier, negatives, keepCheating } = request
  const own = new Set(onPolicy)
  return [
    { name: 'distinct', filter: distinct },
    { name: 'usable', filter: usable },
    ...(keepCheating === true ? [] : [{ name: 'honest', filter: honest }]),
    { name: 'judged', filter: judgedOnly },
    ...(evaluation ? [{ name: 'outside-evaluation', filter: outsideEvaluation(evaluation) }] : []),
    { name: `below-${limit}-tokens`, filter: belowTokens(limit) },
    ...(cap === null ? [] : [{ name: `drawn-${cap}-of-each-verdict`, filter: capEachVerdict(cap, seed) }]),
    {
      name: `balance-${multiplier}-${negatives}`,
      filter: (attempts) =>
        balance(
          attempts.map(({ file, resolved }) => ({
            resolved: resolved === true,
            pool: own.has(file) ? 'on-policy' : 'off-policy',
          })),
          { multiplier, negatives, seed },
        ),
    },
  ]
}

interface Writing {
  readonly files: readonly string[]
  readonly style: VerifierStyle
  readonly kept: readonly ScannedAttempt[]
}

async function writeExamples({ out, redact }: VerifierRequest, { files, style, kept }: Writing) {
  await using rowWriter = await openLineWriter(join(out, 'train.jsonl'))
  await using indexWriter = await openLineWriter(join(out, 'index.jsonl'))
  let [redacted, row] = [0, 0]
  for await (const { attempt, trajectory } of readKept(files, kept)) {
    const made = makeExample(style, trajectory)
    if (!made.ok) continue
    const { messages, resolved } = made.example
    const line = JSON.stringify({
      messages: messages.map(({ role, content }) => ({ role, content })),
      resolved,
    })
    const clean = redact(line)
    if (clean !== line) redacted += 1
    await rowWriter.write(`${clean}\n`)
    const { trajectoryId, instanceId, repo, model, strategy, versions } = trajectory.head
    const { tokens } = attempt
    const entry = { row, trajectoryId, instanceId, repo, model, strategy, versions, resolved, tokens }
    await indexWriter.write(`${redact(JSON.stringify(entry))}\n`)
    row += 1
  }
  return { redacted, outputs: [await rowWriter.finish(), await indexWriter.finish()] }
}

function optionsOf(request: VerifierRequest, tokenizer: Tokenizer): Manifest['options'] {
  const {
    style,
    cap,
    belowTokens: limit,
    multiplier,
    negatives,
    seed,
    onPolicy,
    offPolicy,
    keepCheating,
  } = request
  return {
    style,
    multiplier,
    negatives,
    cap,
    seed,
    belowTokens: limit,
    keepCheating: keepCheating ?? false,
    tokenizer: tokenizer.name,
    onPolicyFiles: onPolicy.length,
    offPolicyFiles: offPolicy.length,
  }
}

function warningsOf(
  { multiplier }: VerifierRequest,
  { resolved, unresolved }: { readonly resolved: number; readonly unresolved: number },
): readonly string[] {
  const wanted = Math.floor(resolved * multiplier)
  return unresolved < wanted
    ? [`${wanted} unresolved attempts were asked for, and there are ${unresolved}`]
    : []
}
