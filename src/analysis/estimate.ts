import { bootstrapInterval, mean, type BootstrapOptions, type Interval } from '../std/index.ts'

/** A mean over instances with its 95 % interval, by the bootstrap over instances. NaN where there is nothing to tell. */
export interface Estimate {
  readonly value: number
  readonly interval: Interval
}

export function estimateMean(values: readonly number[], options: BootstrapOptions): Estimate {
  return { value: mean(values), interval: bootstrapInterval(values, mean, options) }
}
