/** The real scan and rankings of an issue, over a model that only counts, or over a scripted endpoint. */
import {
  defaultLocaliseOptions,
  excerptFile,
  localise,
  type Localisation,
  type ModelCalls,
} from '../../src/attempt/index.ts'
import { noUsage, toProblem, type FileTree } from '../../src/domain/index.ts'
import { createModel, createPrefixWarmth, createScriptedModel, withWarmPrefix } from '../../src/llm/index.ts'
import type { Issue } from '../localize/collect.ts'
import { parseGold, type GoldPlaces } from '../localize/gold.ts'
import { nameOf, type CallTokens } from './depths.ts'
import { replyTo, scannedPath, startScanServer, tokensOf } from './scan-server.ts'

interface ScanToRun {
  readonly issue: Issue
  readonly tree: FileTree
  readonly candidates: readonly string[]
}

/** Input tokens of the call about each file; nothing is sent. */
export async function countScan(scan: ScanToRun): Promise<CallTokens> {
  const inPart = new Map<string, number>()
  const model = createScriptedModel(({ messages }) => {
    const texts = messages.map(({ text }) => text)
    const path = scannedPath(texts)
    if (path !== null) inPart.set(path, tokensOf(texts))
    return 'VERDICT: not relevant'
  }, noUsage)
  const { scan: judged } = await run(scan, { calls: () => () => model })
  const files = judged.notRelevant
  const short = files.find(({ tokens }) => tokens <= defaultLocaliseOptions.excerptTokens)
  const around = short ? (inPart.get(short.path) ?? 0) - short.tokens : 0
  return { inPart, whole: new Map(files.map(({ path, tokens }) => [path, tokens + around])) }
}

/** For each gold file that is read in part, whether that part holds a changed line or one that something is added behind. */
export async function placesShown(
  { issue, tree }: ScanToRun,
  gold: readonly GoldPlaces[],
): Promise<readonly boolean[]> {
  const shown: boolean[] = []
  for (const { path, changed, added } of gold) {
    const text = new TextDecoder().decode((await tree.read(path)) ?? new Uint8Array())
    const maxTokens = defaultLocaliseOptions.excerptTokens
    const part = excerptFile(text, { query: issue.problem_statement, maxTokens })
    if (!part.shortened) continue
    const lines = text.split('\n')
    const places = [...changed, ...added.map(({ after }) => after)].map(
      (line) => lines[line - 1]?.trim() ?? '',
    )
    const rows = new Set(part.text.split('\n').map((row) => row.trim()))
    // Short lines stand in many places.
    shown.push(places.some((place) => place.length > 12 && rows.has(place)))
  }
  return shown
}

/** The whole, at one depth, and what the endpoint counted of it. */
export async function scanOverHttp(scan: ScanToRun & { readonly depth: number }): Promise<void> {
  const gold = new Set(parseGold(scan.issue.patch).map(({ path }) => path))
  await using server = await startScanServer((texts) => replyTo(texts, gold))
  const model = createModel(`scripted@${server.url}`, { env: {} })
  const warm = withWarmPrefix(model, createPrefixWarmth())
  const found = await run(scan, { calls: () => () => warm, rankings: 10 })
  const { scan: read, ranking } = server.counts
  const shown = found.files.filter(({ path }) => gold.has(path)).length
  console.log(
    `  --scan ${nameOf(scan.depth).padEnd(8)} ${String(read.calls).padStart(5)} calls ${read.tokens.toLocaleString('en').padStart(11)} tokens;` +
      ` cache: scan ${read.writes} written ${read.reads} read, 10 rankings ${ranking.writes} written ${ranking.reads} read;` +
      ` ${shown} of ${gold.size} gold files shown`,
  )
}

interface RunOptions {
  readonly calls: ModelCalls
  readonly rankings?: number
}

async function run(
  { issue, tree, candidates }: ScanToRun,
  { calls, rankings = 3 }: RunOptions,
): Promise<Localisation> {
  const problem = toProblem({
    instanceId: issue.instance_id,
    repo: issue.repo,
    baseCommit: issue.base_commit,
    problemStatement: issue.problem_statement,
  })
  const events = localise({
    problem,
    tree,
    candidates,
    calls,
    options: { ...defaultLocaliseOptions, rankings },
    signal: new AbortController().signal,
  })
  for (;;) {
    const next = await events.next()
    if (next.done) return next.value
  }
}
