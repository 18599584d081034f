/**
 * Datasets of the SWE-bench family: where rows come from, what they mean, and the scripts and image names that their
 * harnesses derive. Upstream's snake_case ends here: what leaves is an `Instance` or a `Prediction`.
 */
export { buildScripts, evalScript, type BuildScripts, type Environment } from './specs/derive-scripts.ts'
export {
  findEnvironment,
  readEnvironmentTables,
  type EnvironmentTables,
  type RepositoryEnvironments,
} from './specs/environment-tables.ts'
export { containerName, instanceImage, platformOf, type ImageOptions } from './specs/image-names.ts'
