import { basename, join } from 'node:path'
import {
  bestAtK,
  selectionScores,
  shuffledAtK,
  type CurvePoint,
  type Estimate,
  type SelectionInstance,
} from '../../analysis/index.ts'
import { CapuchinError, type Interval } from '../../std/index.ts'
import type { Resampling } from './analyze-scaling.ts'
import { readSelectionInput } from './selection-input.ts'

export interface RolloutPointOptions extends Resampling {
  /** In place of exact values and intervals over instances: so many shuffles, as SWE-Gym's scripts. */
  readonly shuffles?: number | undefined
}

/**
 * pass@k and best@k of each selector, from folders that `rollout --evaluate` wrote. Series carry the folder's name where
 * there are several.
 *
 * @throws CapuchinError as `readSelectionInput`
 */
export async function rolloutPointsByK(
  folders: readonly string[],
  options: RolloutPointOptions,
): Promise<readonly CurvePoint[]> {
  const points: CurvePoint[] = []
  for (const folder of folders) {
    const instances = await readRollout(folder)
    const prefix = folders.length > 1 ? `${basename(folder)}: ` : ''
    const { oracle, selectors } = bestAtK(instances, options)
    const curves = [
      { ...oracle, name: 'pass@k' },
      ...selectors.map((each) => ({ ...each, selector: each.name })),
    ]
    for (const curve of curves) {
      const selector = 'selector' in curve ? curve.selector : null
      const values =
        options.shuffles === undefined
          ? curve.points.map(percent)
          : ofShuffles(instances, selector, { ...options, shuffles: options.shuffles })
      values.forEach((value, index) =>
        points.push({ series: `${prefix}${curve.name}`, x: index + 1, ...value }),
      )
    }
  }
  return points
}

/**
 * What models that were trained on so many rows resolve: a candidate taken blindly, what each selector chooses, and the
 * best choice, a point each rollout.
 *
 * @throws CapuchinError as `readSelectionInput`, `config/bad-flag` for a rollout without a number of rows
 */
export async function rolloutPointsByRows(
  rollouts: readonly string[],
  options: RolloutPointOptions,
): Promise<readonly CurvePoint[]> {
  const points: CurvePoint[] = []
  for (const rollout of rollouts) {
    const [, folder, rows] = /^(.+)=(\d+)$/.exec(rollout) ?? []
    if (folder === undefined || Number(rows) === 0)
      throw new CapuchinError(
        'config/bad-flag',
        `it is not said how many rows the model of ${rollout} was trained on`,
        { hint: 'capuchin analyze curve --x rows --rollout small=122 large=491' },
      )
    const { random, oracle, selectors } = selectionScores(await readRollout(folder), options)
    const named = [
      ['one attempt', random],
      ...selectors.map(({ name, score }) => [name, score] as const),
      ['best possible', oracle],
    ] as const
    for (const [series, estimate] of named) points.push({ series, x: Number(rows), ...percent(estimate) })
  }
  return points
}

/** A name is a folder of `rollouts/`. */
async function readRollout(folder: string): Promise<readonly SelectionInstance[]> {
  const place = /[/\\]/.test(folder) ? folder : join('rollouts', folder)
  return (await readSelectionInput(join(place, 'selection.jsonl'))).instances
}

interface Percent {
  readonly y: number
  readonly interval: Interval
}

function percent({ value, interval: { low, high } }: Estimate): Percent {
  return { y: 100 * value, interval: { low: 100 * low, high: 100 * high } }
}

function ofShuffles(
  instances: readonly SelectionInstance[],
  selector: string | null,
  options: { readonly seed: number; readonly shuffles: number },
): readonly Percent[] {
  return shuffledAtK(instances, selector, options).map(({ value, deviation }) =>
    percent({ value, interval: { low: value - deviation, high: value + deviation } }),
  )
}
