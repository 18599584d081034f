import {
  bootstrapInterval,
  brierScore,
  expectedCalibrationError,
  reliabilityTable,
  riskCoverageArea,
  type BootstrapOptions,
  type Forecast,
  type ReliabilityBin,
} from '../std/index.ts'
import type { Estimate } from './estimate.ts'
import { selectorNames, type SelectionInstance } from './selection-scores.ts'

export interface CalibrationOptions extends BootstrapOptions {
  readonly bins: number
}

/** Whether a selector's confidence is worth something, on the instances where it chose one candidate and gave it. */
export interface SelectorCalibration {
  readonly name: string
  /** Instances with a confidence. */
  readonly count: number
  readonly brier: Estimate
  /** Expected calibration error over bins of equal number. */
  readonly calibrationError: Estimate
  /** Area under the risk-coverage curve. */
  readonly riskCoverage: Estimate
  readonly bins: readonly ReliabilityBin[]
}

/** Of every selector that gives confidences. */
export function selectorCalibration(
  instances: readonly SelectionInstance[],
  { bins, ...options }: CalibrationOptions,
): readonly SelectorCalibration[] {
  return selectorNames(instances).flatMap((name) => {
    const forecasts = instances.flatMap((instance) => forecastOf(instance, name))
    if (forecasts.length === 0) return []
    const of = (statistic: (sample: readonly Forecast[]) => number): Estimate => ({
      value: statistic(forecasts),
      interval: bootstrapInterval(forecasts, statistic, options),
    })
    return [
      {
        name,
        count: forecasts.length,
        brier: of(brierScore),
        calibrationError: of((sample) => expectedCalibrationError(sample, bins)),
        riskCoverage: of(riskCoverageArea),
        bins: reliabilityTable(forecasts, bins),
      },
    ]
  })
}

function forecastOf({ resolved, choices }: SelectionInstance, name: string): readonly Forecast[] {
  const { chosen = [], confidence } = choices.get(name) ?? {}
  const [only] = chosen
  if (confidence === undefined || only === undefined || chosen.length > 1) return []
  return [{ probability: confidence, outcome: resolved[only] ?? false }]
}
