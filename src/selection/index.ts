/**
 * Picking one patch of many: run what there is to run on all of them, find those that are one answer, and choose by
 * what was seen. It knows no label and cannot import what does.
 */
export { calibrate, type PastChoice } from './calibrate.ts'
export { abstainBelow } from './abstain.ts'
export { explainSelection } from './explain/explain-selection.ts'
export { createExecutor, type Executor, type ExecutorDeps } from './observe/executor.ts'
export {
  defaultObserveOptions,
  observePool,
  type Observations,
  type ObserveDeps,
  type ObserveOptions,
  type ObserveRequest,
} from './observe/observe-pool.ts'
export { runMatrix, type Matrix } from './observe/matrix.ts'
export {
  patchIdOf,
  poolPatches,
  poolTests,
  testIdOf,
  type OfferedTest,
  type PoolEntry,
  type TestOrigin,
} from './pool.ts'
export type { Selector, SelectorTools } from './selector.ts'
export {
  defaultSelectorMachineOptions,
  paperSelectorMachineOptions,
  type SelectorMachineOptions,
} from './selectors/machine/options.ts'
export { createSelectorMachine } from './selectors/machine/selector-machine.ts'
export { selectors, type SelectorName } from './selectors/selectors.ts'
export { isProgram } from './classes/changed-files.ts'
export { createNaturalness, type Naturalness } from './signs/naturalness.ts'
export { toCandidateRows } from './verify/verifier-odds.ts'
export { patchSigns, signNames, type PatchSigns } from './signs/patch-signs.ts'
export { oddsOf, signOdds, type SignWeights } from './signs/sign-odds.ts'
export { needsModel } from './votes/needs-model.ts'
export { chooseByHybrid, type HybridCandidate } from './votes/hybrid-rule.ts'
export { rankClasses, type ClassRanking } from './votes/rank-classes.ts'
