import { scalingFigure, scalingGrid, toCsv, type Estimate, type ScalingGrid } from '../../analysis/index.ts'
import type { Store } from '../../store/index.ts'
import { readRunLines, type LeftOut, type StoredRuns } from './read-runs.ts'
import { readScalingInput, toScalingInput, type ScalingInput } from './scaling-input.ts'
import { writeOutputs } from './write-outputs.ts'

export interface Resampling {
  readonly seed: number
  /** Of the bootstrap. */
  readonly draws: number
  /** Of samples or candidates, where there are more. */
  readonly subsets: number
}

interface GridOutputs extends Resampling {
  readonly csvFile?: string | undefined
  readonly svgFile?: string | undefined
}

export interface ScalingRequest extends GridOutputs {
  /** A path, or `-` for standard input. */
  readonly input: string
}

export interface RunScalingRequest extends GridOutputs, StoredRuns {
  /** Where the input goes that the grid was made from. */
  readonly exportFile?: string | undefined
}

export interface ScalingAnalysis extends Omit<ScalingInput, 'instances'>, LeftOut {
  readonly grid: ScalingGrid
  /** Files that were written. */
  readonly written: readonly string[]
}

/**
 * What fewer and shorter attempts would have come to, from a file.
 *
 * @throws CapuchinError `log/unreadable`, `analyze/bad-input`, `analyze/cannot-write`, `analysis/no-cost`,
 *   `analysis/no-verdict`
 */
export async function analyzeScaling(request: ScalingRequest): Promise<ScalingAnalysis> {
  const input = await readScalingInput(request.input)
  return toAnalysis({ ...input, brokenOff: 0, flaky: 0 }, { ...request, outputs: [] })
}

/**
 * The same from stored runs of the edit-test strategy, each of which is an instance.
 *
 * @throws CapuchinError as `analyzeScaling`, and `store/no-run`, `analyze/unfinished-run`, `analyze/other-strategy`
 */
export async function analyzeRunScaling(store: Store, request: RunScalingRequest): Promise<ScalingAnalysis> {
  const { lines, ...leftOut } = await readRunLines(store, request)
  const input = toScalingInput(lines)
  const exported = (): string => lines.map(({ value }) => `${JSON.stringify(value)}\n`).join('')
  return toAnalysis({ ...input, ...leftOut }, { ...request, outputs: [[request.exportFile, exported]] })
}

async function toAnalysis(
  { instances, ...counts }: ScalingInput & LeftOut,
  {
    outputs,
    csvFile,
    svgFile,
    ...options
  }: GridOutputs & { readonly outputs: Parameters<typeof writeOutputs>[0] },
): Promise<ScalingAnalysis> {
  const grid = scalingGrid(instances, { ...options, graded: counts.graded })
  const written = await writeOutputs([
    ...outputs,
    [csvFile, () => gridCsv(grid)],
    [svgFile, () => scalingFigure(grid)],
  ])
  return { grid, ...counts, written }
}

function gridCsv({ instances, cells }: ScalingGrid): string {
  const ends = (name: string): readonly string[] => [name, `${name}Low`, `${name}High`]
  const figures = (estimate: Estimate | null): readonly (number | null)[] =>
    estimate === null ? [null, null, null] : [estimate.value, estimate.interval.low, estimate.interval.high]
  return toCsv(
    [
      'instances',
      'samples',
      'iterations',
      'editingUsd',
      'totalUsd',
      ...['coverage', 'voting', 'random'].flatMap(ends),
      'votes',
    ],
    cells.map(({ samples, iterations, editingUsd, totalUsd, coverage, voting, random, votes }) => [
      instances,
      samples,
      iterations,
      editingUsd,
      totalUsd,
      ...[coverage, voting, random].flatMap(figures),
      votes,
    ]),
  )
}
