import type { Executor, RunOptions } from './executor.ts'
import { runMatrix, type Matrix, type MatrixRequest } from './matrix.ts'

/** The matrix of those tests that were run everywhere already; it runs nothing. The patches have to apply. */
export async function knownMatrix(request: MatrixRequest, executor: Executor): Promise<Matrix> {
  const options: RunOptions = { signal: AbortSignal.abort() }
  const known = await Promise.all(
    request.tests.map((test) =>
      runMatrix({ ...request, tests: [test] }, executor, options).then(
        () => [test],
        () => [],
      ),
    ),
  )
  return runMatrix({ ...request, tests: known.flat() }, executor, options)
}
