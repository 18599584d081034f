import { listOf, type EnvironmentSpec } from '../environment-spec.ts'
import {
  activateConda,
  endMarker,
  patchDelimiter,
  startMarker,
  trustWorkFolder,
  withHeredoc,
  workFolder,
  type EvalInput,
} from '../eval-input.ts'
import { resetPaths, testDirectives } from '../test-patch.ts'

/** Commands of a Python repository's eval script (SWE-bench 4.1). */
export function pythonEvalCommands(
  input: EvalInput,
  spec: EnvironmentSpec,
  testFiles: readonly string[] = testDirectives(input.repo, input.testPatch),
): readonly string[] {
  const reset = `git checkout ${input.baseCommit} ${resetPaths(input.testPatch).join(' ')}`
  return [
    ...activateConda,
    `cd ${workFolder}`,
    ...(spec.eval_commands ?? []),
    ...trustWorkFolder,
    'git status',
    'git show',
    `git -c core.fileMode=false diff ${input.baseCommit}`,
    ...activateConda,
    ...listOf(spec.install),
    reset,
    withHeredoc('git apply -v -', input.testPatch, patchDelimiter),
    `: '${startMarker}'`,
    [...listOf(spec.test_cmd), ...testFiles].join(' '),
    `: '${endMarker}'`,
    reset,
  ]
}
