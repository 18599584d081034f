import {
  bestAtK,
  bestAtKFigure,
  reliabilityFigure,
  selectionScores,
  selectorCalibration,
  toCsv,
  type BestAtK,
  type Estimate,
  type SelectionScores,
  type SelectorCalibration,
} from '../../analysis/index.ts'
import { CapuchinError } from '../../std/index.ts'
import type { Resampling } from './analyze-scaling.ts'
import { readSelectionInput } from './selection-input.ts'
import { writeOutputs } from './write-outputs.ts'

export interface SelectionRequest extends Resampling {
  /** A path, or `-` for standard input. */
  readonly input: string
  /** Of reliability tables. */
  readonly bins: number
  readonly csvFile?: string | undefined
  /** For best@k. */
  readonly svgFile?: string | undefined
  readonly reliabilitySvgFile?: string | undefined
}

export interface SelectionAnalysis {
  readonly scores: SelectionScores
  readonly bestAtK: BestAtK
  /** Of selectors that say how sure they are. */
  readonly calibration: readonly SelectorCalibration[]
  /** Candidates that count as not resolved because hidden tests gave no verdict. */
  readonly withoutVerdict: number
  /** Files that were written. */
  readonly written: readonly string[]
}

/**
 * How well selectors chose among stored candidates, between random and oracle.
 *
 * @throws CapuchinError `log/unreadable`, `analyze/bad-input`, `analyze/cannot-write`, `analyze/no-confidence`,
 * `analysis/missing-choice`
 */
export async function analyzeSelection(request: SelectionRequest): Promise<SelectionAnalysis> {
  const { instances, withoutVerdict } = await readSelectionInput(request.input)
  const analysis = {
    scores: selectionScores(instances, request),
    bestAtK: bestAtK(instances, request),
    calibration: selectorCalibration(instances, request),
  }
  const { calibration } = analysis
  if (request.reliabilitySvgFile !== undefined && calibration.length === 0)
    throw new CapuchinError(
      'analyze/no-confidence',
      'no selector says how sure it is, so that there is no reliability to draw',
      {
        hint: 'give selectors a confidence, or leave the figure out',
      },
    )
  const written = await writeOutputs([
    [request.csvFile, () => selectionCsv(analysis)],
    [request.svgFile, () => bestAtKFigure(analysis.bestAtK)],
    [request.reliabilitySvgFile, () => reliabilityFigure(calibration)],
  ])
  return { ...analysis, withoutVerdict, written }
}

type Row = readonly (string | number | null)[]

/** One figure a row. */
function selectionCsv(analysis: Pick<SelectionAnalysis, 'scores' | 'bestAtK' | 'calibration'>): string {
  const { scores, bestAtK: best, calibration } = analysis
  const { instances, random, oracle, selectors, differences } = scores
  const row = (
    key: readonly [figure: string, name: string, k?: number],
    estimate: Estimate,
    n = instances,
  ): Row => {
    const [figure, name, k = null] = key
    return [figure, name, k, estimate.value, estimate.interval.low, estimate.interval.high, n]
  }
  return toCsv(
    ['figure', 'name', 'k', 'value', 'low', 'high', 'instances'],
    [
      row(['score', 'random'], random),
      row(['score', 'oracle'], oracle),
      ...selectors.map(({ name, score }) => row(['score', name], score)),
      ...selectors.map(({ name, gapClosed }) => row(['gapClosed', name], gapClosed)),
      ...differences.map(({ first, second, difference }) =>
        row(['difference', `${first} - ${second}`], difference),
      ),
      ...[best.random, best.oracle, ...best.selectors].flatMap(({ name, points }) =>
        points.map((point, index) => row(['bestAtK', name, index + 1], point)),
      ),
      ...calibration.flatMap(({ name, count, brier, calibrationError, riskCoverage }) => [
        row(['brier', name], brier, count),
        row(['calibrationError', name], calibrationError, count),
        row(['riskCoverage', name], riskCoverage, count),
      ]),
    ],
  )
}
