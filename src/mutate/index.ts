/**
 * Small changes of source text that may be fixes, and where to look for the fault: operators over syntax trees, lines
 * ranked by which tests ran them. Pure: it runs nothing and reads no file.
 */
export { dialectOf, type Dialect } from './dialect.ts'
export { rankLines, type SuspiciousLine, type TestSpectrum } from './fault-ranking.ts'
export { createFileModel, type FileModel } from './file-model.ts'
export { applyMutation, type Mutation, type MutationOperator } from './mutation.ts'
export { mutationOperators, type OperatorName } from './operators.ts'
export {
  learnMutationPrior,
  mutationPriorSchema,
  placeOf,
  priorFactor,
  type FoundChange,
  type MutationPrior,
} from './prior.ts'
export { lineMutations, mutationSpace, spaceSize, type SpacedMutation, type SpaceOptions } from './space.ts'
export { wordsOf } from './similarity.ts'
