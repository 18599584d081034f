import { scalingFigure, scalingGrid, toCsv, type Estimate, type ScalingGrid } from '../../analysis/index.ts'
import { readScalingInput } from './scaling-input.ts'
import { writeOutputs } from './write-outputs.ts'

export interface Resampling {
  readonly seed: number
  /** Of the bootstrap. */
  readonly draws: number
  /** Of samples or candidates, where there are more. */
  readonly subsets: number
}

export interface ScalingRequest extends Resampling {
  /** A path, or `-` for standard input. */
  readonly input: string
  readonly csvFile?: string | undefined
  readonly svgFile?: string | undefined
}

export interface ScalingAnalysis {
  readonly grid: ScalingGrid
  /** Patches that count as not resolved because hidden tests gave no verdict. */
  readonly withoutVerdict: number
  /** Files that were written. */
  readonly written: readonly string[]
}

/**
 * What fewer and shorter attempts would have come to, from stored runs.
 *
 * @throws CapuchinError `log/unreadable`, `analyze/bad-input`, `analyze/cannot-write`, `analysis/no-cost`
 */
export async function analyzeScaling(request: ScalingRequest): Promise<ScalingAnalysis> {
  const { instances, withoutVerdict } = await readScalingInput(request.input)
  const grid = scalingGrid(instances, request)
  const written = await writeOutputs([
    [request.csvFile, () => gridCsv(grid)],
    [request.svgFile, () => scalingFigure(grid)],
  ])
  return { grid, withoutVerdict, written }
}

function gridCsv({ instances, cells }: ScalingGrid): string {
  const ends = (name: string): readonly string[] => [name, `${name}Low`, `${name}High`]
  const figures = ({ value, interval: { low, high } }: Estimate): readonly number[] => [value, low, high]
  return toCsv(
    [
      'instances',
      'samples',
      'iterations',
      'editingUsd',
      'totalUsd',
      ...['coverage', 'voting', 'random'].flatMap(ends),
    ],
    cells.map(({ samples, iterations, editingUsd, totalUsd, coverage, voting, random }) => [
      instances,
      samples,
      iterations,
      editingUsd,
      totalUsd,
      ...[coverage, voting, random].flatMap(figures),
    ]),
  )
}
