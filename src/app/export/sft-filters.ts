import {
  belowTokens,
  distinct,
  fewestCalls,
  honest,
  outsideEvaluation,
  randomOne,
  resolvedOnly,
  subset,
  usable,
  type EvaluationSet,
  type NamedFilter,
} from '../../gym/index.ts'
import type { SftRequest } from './sft-request.ts'

type Rules = Pick<
  SftRequest,
  'unresolved' | 'keepCheating' | 'perInstance' | 'fraction' | 'order' | 'seed' | 'belowTokens' | 'overlong'
>

/** The filters of a request in the order in which they apply: what cannot be used goes first, what is drawn last. */
export function sftFilters(rules: Rules, evaluation: EvaluationSet | null): readonly NamedFilter[] {
  const { unresolved, keepCheating, perInstance, fraction, order, seed, belowTokens: limit, overlong } = rules
  return [
    { name: 'distinct', filter: distinct },
    { name: 'usable', filter: usable },
    ...(keepCheating === true ? [] : [{ name: 'honest', filter: honest }]),
    ...(unresolved ? [] : [{ name: 'resolved', filter: resolvedOnly }]),
    ...(evaluation ? [{ name: 'outside-evaluation', filter: outsideEvaluation(evaluation) }] : []),
    ...(limit === undefined || overlong === 'truncate'
      ? []
      : [{ name: `below-${limit}-tokens`, filter: belowTokens(limit) }]),
    ...(perInstance === null
      ? []
      : perInstance === 'random'
        ? [{ name: 'random-1-of-instance', filter: randomOne(seed) }]
        : [{ name: `fewest-calls-${perInstance}-of-instance`, filter: fewestCalls(perInstance) }]),
    ...(fraction === 1
      ? []
      : [{ name: `subset-${order}-${fraction}`, filter: subset({ fraction, order, seed }) }]),
  ]
}
