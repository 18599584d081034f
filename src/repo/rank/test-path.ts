/** Whether a path is, by its name, a test or a part of one. */
export function isTestPath(path: string): boolean {
  return testPath.test(path)
}

/** Whether a path is no part of the product: tests, documents, examples, benchmarks, vendored code and tools. */
export function isBesideProduct(path: string): boolean {
  return testPath.test(path) || besidePath.test(path)
}

const testPath =
  /(?:^|\/)(?:tests?|testing|__tests__|spec|specs|testdata|fixtures)\/|(?:^|\/)(?:tests?|conftest)\.[a-z]+$|(?:^|\/)test_[^/]*$|[-_.](?:tests?|spec)\.[a-z]+$|Tests?\.(?:java|cs|kt|php|swift|scala)$|Spec\.(?:scala|kt|groovy|swift)$/
const besidePath =
  /(?:^|\/)(?:docs?|documentation|examples?|samples?|tutorials?|demos?|benchmarks?|asv_bench|bench|vendor|third_party|node_modules|externals?|extern|galleries|gallery|\.github|ci|tools|release|dist|build)\/|(?:^|\/)(?:setup|versioneer|ez_setup)\.py$/
