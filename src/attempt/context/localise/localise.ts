import { setMaxListeners } from 'node:events'
import { noUsage, type AttemptEvent, type FileTree, type Problem, type Usage } from '../../../domain/index.ts'
import type { SamplingOptions } from '../../../llm/index.ts'
import { cutFiles, type CutOptions } from './cut-files.ts'
import { mergeRankings } from './merge-rankings.ts'
import type { ModelCalls } from './planned-calls.ts'
import { rankFiles, type Rankings } from './rank-files.ts'
import { scanFiles, type Scan, type ScannedFile } from './scan.ts'

export interface LocaliseOptions {
  readonly rankings: number
  /** Tokens of the files that are shown in the end. */
  readonly maxTokens: number
  readonly cut: CutOptions['mode']
  readonly sampling: SamplingOptions
  /** Longer files are neither read nor shown. */
  readonly fileTokens: number
  /** Of longer files the scan reads a part. */
  readonly excerptTokens: number
  readonly concurrency: number
}

export const defaultLocaliseOptions: LocaliseOptions = {
  rankings: 3,
  maxTokens: 128_000,
  cut: 'skip',
  sampling: {},
  fileTokens: 100_000,
  excerptTokens: 4_000,
  concurrency: 32,
}

export interface LocaliseInput {
  readonly problem: Problem
  readonly tree: FileTree
  /** Files to read, the likeliest first: the order that holds where the models say nothing. */
  readonly candidates: readonly string[]
  /** A cheap model for the scan, a strong one for the rankings. */
  readonly calls: ModelCalls
  readonly options: LocaliseOptions
  readonly signal: AbortSignal
}

export interface LocalisedFile extends ScannedFile {
  /** 0 is best; mean place in the rankings. */
  readonly score: number
}

/** Files to show to whoever resolves an issue; found once, the same for all attempts. */
export interface LocalisedContext {
  /** Best first, within the budget. */
  readonly files: readonly LocalisedFile[]
  /** Those that did not fit. */
  readonly left: readonly LocalisedFile[]
}

export interface Localisation extends LocalisedContext {
  readonly scan: Scan
  readonly rankings: Rankings
  /** Why the order without a model was taken; null where models ordered the files. */
  readonly fallback: string | null
  readonly usage: { readonly scan: Usage; readonly ranking: Usage }
}

/**
 * Finds the files that an issue is about: a scan of the candidates, several rankings of what it found relevant, their
 * merge, and a cut to a budget. Whatever could not be judged is counted and told, and comes after everything ranked.
 */
export async function* localise(input: LocaliseInput): AsyncGenerator<AttemptEvent, Localisation> {
  const { problem, tree, candidates, calls, options } = input
  const signal = AbortSignal.any([input.signal])
  // One for each call under way: Node takes more than ten for a leak and says so on standard error.
  setMaxListeners(0, signal)
  const issue = problem.problemStatement
  const scan = yield* scanFiles({ issue, tree, paths: candidates, calls, signal, ...options })
  yield* tellScan(scan)
  const rankings = yield* rank({ ...input, signal }, scan)
  const { ranked, fallback } = order(scan, rankings, candidates)
  if (fallback !== null) yield { type: 'warning', text: fallback }
  const { files, left } = cutFiles(ranked, { maxTokens: options.maxTokens, mode: options.cut })
  const tokens = files.reduce((sum, file) => sum + file.tokens, 0)
  yield {
    type: 'stage',
    stage: 'ranking',
    detail: `${files.length} files with ${tokens} tokens are shown, ${left.length} did not fit`,
  }
  return { files, left, scan, rankings, fallback, usage: { scan: scan.usage, ranking: rankings.usage } }
}

const noRankings: Rankings = { rankings: [], failures: [], invented: [], askedAgain: 0, usage: noUsage }

async function* rank(
  { problem, calls, options, signal }: LocaliseInput,
  { relevant }: Scan,
): AsyncGenerator<AttemptEvent, Rankings> {
  const [only] = relevant
  // One file needs no order.
  if (!only || relevant.length === 1) return { ...noRankings, rankings: only ? [[only.path]] : [] }
  yield { type: 'stage', stage: 'ranking', detail: `${relevant.length} files` }
  const found = await rankFiles({
    issue: problem.problemStatement,
    files: relevant,
    calls,
    signal,
    ...options,
  })
  const { rankings, failures, invented } = found
  if (failures.length > 0)
    yield {
      type: 'warning',
      text: `${failures.length} of ${failures.length + rankings.length} rankings could not be read: ${failures.join('; ')}`,
    }
  if (invented.length > 0)
    yield {
      type: 'warning',
      text: `the rankings name ${some(invented)}, which ${invented.length === 1 ? 'was' : 'were'} not among the files; dropped`,
    }
  return found
}

function* tellScan(scan: Scan): Generator<AttemptEvent> {
  const { relevant, notRelevant, unparsed, tooLong, unreadable, empty, inPart } = scan
  yield {
    type: 'stage',
    stage: 'scan',
    detail: `${relevant.length} files relevant, ${notRelevant.length} not, ${empty.length} empty; ${inPart} were read in part`,
  }
  const told: readonly (readonly [readonly string[], string])[] = [
    [unparsed.map(({ path }) => path), 'could not be judged, asked twice; they come last'],
    [tooLong, 'are too long to be judged'],
    [unreadable, 'are no UTF-8 text and were not judged'],
  ]
  for (const [paths, what] of told)
    if (paths.length > 0) yield { type: 'warning', text: `${paths.length} files ${what}: ${some(paths)}` }
}

function some(paths: readonly string[]): string {
  const shown = paths.slice(0, 5).join(', ')
  return paths.length > 5 ? `${shown} and ${paths.length - 5} more` : shown
}

interface Order {
  readonly ranked: readonly LocalisedFile[]
  readonly fallback: string | null
}

/** Ranked files first, then what could not be judged; where models gave no order, the one the candidates came in. */
function order(scan: Scan, { rankings }: Rankings, candidates: readonly string[]): Order {
  const { relevant, notRelevant, unparsed } = scan
  const last = unparsed.map((file) => ({ ...file, score: 1 })).sort(byPath)
  if (rankings.length > 0) {
    const tokens = new Map(relevant.map((file) => [file.path, file.tokens]))
    const merged = mergeRankings(rankings).map((file) => ({ ...file, tokens: tokens.get(file.path) ?? 0 }))
    return { ranked: [...merged, ...last], fallback: null }
  }
  if (relevant.length > 0) {
    const fallback = 'no ranking could be read: the relevant files stand in the order found without a model'
    return { ranked: [...inGivenOrder(relevant, candidates), ...last], fallback }
  }
  const judged = inGivenOrder([...notRelevant, ...unparsed], candidates)
  if (judged.length === 0) return { ranked: [], fallback: 'there was no file to judge' }
  const fallback = 'no file was found relevant: files stand in the order found without a model'
  return { ranked: judged, fallback }
}

function inGivenOrder(
  files: readonly ScannedFile[],
  candidates: readonly string[],
): readonly LocalisedFile[] {
  const places = new Map(candidates.map((path, place) => [path, place]))
  const placeOf = ({ path }: ScannedFile): number => places.get(path) ?? candidates.length
  return files
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map(({ path, tokens }, at, all) => ({ path, tokens, score: at / all.length }))
}

function byPath(a: ScannedFile, b: ScannedFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}
