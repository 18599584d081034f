/** How often all files that gold patches change stand in a context of whole files, best first, by its size in tokens. */
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import type { CodeRanking, SourceTree } from '../../src/repo/index.ts'
import type { CloneTrees } from './clone-trees.ts'
import type { Issue, Observation } from './collect.ts'
import { cell } from './report.ts'

export interface ContextCurveRequest {
  readonly issues: readonly Issue[]
  readonly observations: readonly Observation[]
  readonly rankings: ReadonlyMap<string, CodeRanking>
  readonly trees: CloneTrees
}

const budgets = [5000, 10_000, 20_000, 30_000, 60_000, 100_000, 128_000]
/** What ranks lower is taken for not found. */
const maxRank = 300

export async function printContextCurve(request: ContextCurveRequest): Promise<void> {
  const { issues, observations, rankings, trees } = request
  const ours = budgets.map((): boolean[] => [])
  const stopping = budgets.map((): boolean[] => [])
  const oracle = budgets.map((): boolean[] => [])
  for (const issue of issues) {
    const seen = observations.find(({ id }) => id === issue.instance_id)
    const tree = trees.open(issue.repo, issue.base_commit)
    if (!seen || !tree) continue
    const order = (rankings.get(issue.instance_id)?.files ?? []).map(({ path }) => path)
    const tokensOf = createTokenReader(tree)
    const places = seen.goldFiles.map((path) => order.indexOf(path))
    const isFound = places.every((place) => place >= 0 && place < maxRank)
    const sizes = await Promise.all(order.slice(0, isFound ? Math.max(...places) + 1 : 0).map(tokensOf))
    const goldSizes = await Promise.all(seen.goldFiles.map(tokensOf))
    for (const [at, budget] of budgets.entries()) {
      const taken = isFound ? take(sizes, budget) : new Set<number>()
      ours[at]?.push(isFound && places.every((place) => taken.has(place)))
      stopping[at]?.push(isFound && fitsWhole(sizes, budget))
      oracle[at]?.push(goldSizes.reduce((sum, size) => sum + size, 0) <= budget)
    }
  }
  console.log('\nall gold files in a context of whole files (weights cross-validated; tokens of o200k)')
  for (const [at, budget] of budgets.entries())
    console.log(
      `  ${String(budget).padEnd(7)}tokens  ${cell(ours[at] ?? [])} stopping at the first that does not fit ${cell(stopping[at] ?? [])} oracle ${cell(oracle[at] ?? [])}`,
    )
}

/** Places of what finds room when what does not fit is skipped. */
function take(sizes: readonly number[], budget: number): ReadonlySet<number> {
  let used = 0
  const taken = new Set<number>()
  for (const [place, size] of sizes.entries()) {
    if (used + size > budget) continue
    used += size
    taken.add(place)
  }
  return taken
}

function fitsWhole(sizes: readonly number[], budget: number): boolean {
  return sizes.reduce((sum, size) => sum + size, 0) <= budget
}

function createTokenReader(tree: SourceTree): (path: string) => Promise<number> {
  return async (path) => {
    const bytes = await tree.read(path)
    const text = new TextDecoder().decode(bytes ?? new Uint8Array())
    // Runs of one sign cost the tokenizer the square of their length.
    return countTokens(text.replaceAll(/(.)\1{200,}/gs, (run) => run.slice(0, 200)))
  }
}
