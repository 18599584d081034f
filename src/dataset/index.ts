/**
 * Datasets of the SWE-bench family: where rows come from, what they mean, and the scripts and image names that their
 * harnesses derive. Upstream's snake_case ends here: what leaves is an `Instance` or a `Prediction`.
 */
export {
  countProblems,
  datasetProblemSchema,
  type DatasetProblem,
  type DatasetProblemKind,
} from './dataset-problem.ts'
export { hubOptions, loadDataset, type LoadedDataset, type LoadOptions } from './load/load-dataset.ts'
export type { HubOptions } from './load/hub-client.ts'
export { readInstances, type RawRow, type ReadInstances, type ReadOptions } from './read-instances.ts'
export { reversePatch } from './patch/reverse-patch.ts'
export type { RowVariant } from './rows/row-reader.ts'
export { buildScripts, evalScript, type BuildScripts, type Environment } from './specs/derive-scripts.ts'
export {
  findEnvironment,
  readEnvironmentTables,
  type EnvironmentTables,
  type RepositoryEnvironments,
} from './specs/environment-tables.ts'
export { readFrozenEnvironment } from './specs/frozen-environment.ts'
export { pythonRecipe, type PythonRecipe } from './specs/python-recipe.ts'
export { visibleTestsOf, type VisibleTests } from './specs/visible-tests.ts'
export { containerName, instanceImage, platformOf, type ImageOptions } from './specs/image-names.ts'
export {
  isEmptyPrediction,
  loadPredictions,
  readPredictions,
  type MatchedPredictions,
  type PredictionSource,
  type ReadPredictions,
} from './predictions/read-predictions.ts'
export { renderPredictionLines, renderPredictionObject } from './predictions/write-predictions.ts'
